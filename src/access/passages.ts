import {
  type CatalogStore,
  type HeldSnapshot,
  parseQuery,
  plainWordsOf,
  QueryError,
  queryCharsMax,
  type SearchFacets,
  type SearchHistogram,
} from '#catalog'
import { type ArticleId, emptyPage, epochMs, type Page, type SnapshotId } from '#model'
import {
  excerptOf,
  locatePassage,
  type Passage,
  PassageError,
  type PassageMatch,
  passageCandidates,
  passageHistory,
  passageOf,
} from '#stories'
import type { PassageHistoryView, SearchNarrowing, SearchOptions, SearchPage, SearchView } from './access.ts'
import { foldReprints, type ListingParts, searchFacets, searchViews } from './listing.ts'
import { summaryFacets } from './summary-facets.ts'

/** Shorter texts are questions and headlines more often than something pasted. */
const pastedUnitsMin = 16
/** Less of a passage than this says that two texts speak of the same thing, not that one has it. */
const containedMin = 0.4
/** The same, of a passage whose history is asked for: most of it must have stood there. */
const historyContainedMin = 0.6
const excerptCharsMax = 300
const passageHitsMax = 10
/** How far apart two texts may be in what they have of a passage to be as good as each other. */
const evenShare = 0.02
/** Of an article that changes all day the newest are looked through. */
const revisionCountMax = 100
const historyArticlesMax = 40

/** A search; where a passage was pasted, what has most of it comes first, then what is nearest by words. @throws {QueryError} */
export async function searchOrFind(
  text: string,
  options: SearchOptions,
  parts: ListingParts,
): Promise<SearchPage> {
  const passage = options.sort === 'relevance' ? pastedPassage(text) : null
  const hits = passage ? await passageViews(passage, options, parts) : []
  if (hits.length === 0) return searchViews(text, options, parts)
  const shown = hits.slice(0, Math.min(passageHitsMax, options.limit))
  const taken = new Set(
    hits.flatMap(({ summary, reprints }) => [summary, ...reprints].map((each) => each.articleId)),
  )
  const limit = Math.max(1, options.limit - (options.cursor === null ? shown.length : 0))
  const rest = await searchViews(text, { ...options, limit }, parts).catch((error: unknown) => {
    // What is too long or too odd for a query is a passage all the same.
    if (error instanceof QueryError && options.cursor === null) return emptyPage as Page<SearchView>
    throw error
  })
  const others = rest.items.filter(({ summary }) => !taken.has(summary.articleId))
  const items = options.cursor === null ? [...shown, ...others].slice(0, options.limit) : others
  return { ...rest, items, total: { ...rest.total, value: Math.max(rest.total.value, items.length) } }
}

/** Counts of what `searchOrFind` finds; of a passage that is no query, of the articles that have it. @throws {QueryError} */
export async function countOrFind(
  text: string,
  narrowing: SearchNarrowing & { readonly unit?: SearchHistogram['unit'] },
  parts: ListingParts,
): Promise<SearchFacets> {
  try {
    return await searchFacets(text, narrowing, parts)
  } catch (error) {
    const passage = error instanceof QueryError ? pastedPassage(text) : null
    if (!passage) throw error
    const views = await passageViews(passage, narrowing, parts)
    return summaryFacets(views.flatMap(({ summary, reprints }) => [summary, ...reprints]))
  }
}

/** What became of a passage: in which articles it stood, since when and until when, and what took its place. @throws {PassageError} */
export async function changeSearchViews(
  text: string,
  { articleId, limit }: { articleId?: ArticleId; limit: number },
  parts: ListingParts,
): Promise<PassageHistoryView[]> {
  const passage = passageOf(text)
  const articles = articleId ? [articleId] : await articlesWith(passage, parts)
  const views: PassageHistoryView[] = []
  for (const id of articles.slice(0, historyArticlesMax)) {
    const view = await historyView(passage, id, parts)
    if (view) views.push(view)
  }
  return views
    .sort((a, b) => b.contained - a.contained || (a.spans[0]!.sinceAt < b.spans[0]!.sinceAt ? -1 : 1))
    .slice(0, limit)
}

async function historyView(
  passage: Passage,
  id: ArticleId,
  { catalog, withholder }: ListingParts,
): Promise<PassageHistoryView | null> {
  const article = await withholder.article(await catalog.article(id))
  if (!article) return null
  const ids = article.revisions.slice(-revisionCountMax).map((revision) => revision.id)
  const revisions = (await catalog.findMany(ids)).map((held) => held.snapshot)
  const history = passageHistory(passage, revisions, historyContainedMin)
  const last = history?.spans.at(-1)?.last
  const summary = article.revisions.find((revision) => revision.id === last)
  const snapshot = revisions.find((revision) => revision.id === last)
  const match = snapshot && bestMatch(passage, snapshot.article)
  if (!history || !summary || !match) return null
  return { summary, excerpt: excerptOf(match.text, match, excerptCharsMax), ...history }
}

/** The likeliest first. */
async function articlesWith(passage: Passage, parts: ListingParts): Promise<ArticleId[]> {
  return [...new Set((await candidates(passage, parts)).map(({ snapshot }) => snapshot.articleId))]
}

async function candidates(
  passage: Passage,
  { catalog, search, withholder }: ListingParts,
): Promise<HeldSnapshot[]> {
  return catalog.findMany(await withholder.ids(await passageCandidates({ catalog, search }, passage)))
}

/** Of each article the revision that has most of the passage, the newest where several do. */
async function passageViews(
  passage: Passage,
  narrowing: SearchNarrowing,
  parts: ListingParts,
): Promise<SearchView[]> {
  const best = new Map<ArticleId, Found>()
  for (const { snapshot } of await candidates(passage, parts)) {
    const match = bestMatch(passage, snapshot.article)
    if (!match || match.contained < containedMin) continue
    const known = best.get(snapshot.articleId)
    const gain = match.contained - (known?.match.contained ?? 0)
    if (!known || gain > evenShare || (gain >= -evenShare && snapshot.id > known.id))
      best.set(snapshot.articleId, { id: snapshot.id, match })
  }
  const found = new Map([...best.values()].map((each) => [each.id, each]))
  const summaries = (await parts.withholder.summaries(await parts.catalog.summaries([...found.keys()])))
    .filter((summary) => isWanted(summary, narrowing))
    .sort((a, b) => evenly(found.get(b.id)!) - evenly(found.get(a.id)!) || (timeOf(a) < timeOf(b) ? -1 : 1))
  const { tops, folded } = foldReprints(summaries)
  return tops.map((summary) => {
    const { match } = found.get(summary.id)!
    const excerpt = { ...excerptOf(match.text, match, excerptCharsMax), contained: match.contained }
    return { summary, excerpt, score: match.contained, reprints: folded.get(summary.id) ?? [] }
  })
}

interface Found {
  readonly id: SnapshotId
  readonly match: PassageMatch & { readonly text: string }
}

const evenly = ({ match }: Found) => Math.round(match.contained / evenShare)

type Summary = Awaited<ReturnType<CatalogStore['summaries']>>[number]

function isWanted(
  summary: Summary,
  { channel, outletSlug, from, to, story, revised }: SearchNarrowing,
): boolean {
  const at = timeOf(summary)
  return (
    (!channel || summary.channel === channel) &&
    (!outletSlug || summary.outletSlug === outletSlug) &&
    (!from || at >= epochMs(from)) &&
    (!to || at < epochMs(to)) &&
    (!story || summary.story === story) &&
    (revised === undefined || summary.revisionCount > 1 === revised)
  )
}

function timeOf({ publishedAt, capturedAt }: Summary): number {
  return Date.parse(publishedAt ?? capturedAt)
}

/** In the text, or where that has less of it, with the title before it. */
function bestMatch(
  passage: Passage,
  { title, text }: { title: string; text: string },
): (PassageMatch & { text: string }) | null {
  const inText = locatePassage(passage, text)
  if (inText?.isExact) return { ...inText, text }
  const whole = `${title}\n${text}`
  const match = locatePassage(passage, whole)
  if (!match || match.contained <= (inText?.contained ?? 0)) return inText && { ...inText, text }
  return { ...match, text: whole }
}

/** What somebody pasted to find where it stands; null for what is written as a query, or says too little. */
function pastedPassage(text: string): Passage | null {
  try {
    const passage = passageOf(text)
    return passage.units.length >= pastedUnitsMin && isPlain(text) ? passage : null
  } catch (error) {
    if (error instanceof PassageError) return null
    throw error
  }
}

/** Words and quotations only. A quotation that was cut is no wrong query where so much was pasted. */
function isPlain(text: string): boolean {
  if (text.length > queryCharsMax) return true
  try {
    const query = parseQuery(text)
    return Object.keys(query.filter).length === 0 && plainWordsOf(query) !== null
  } catch (error) {
    if (error instanceof QueryError)
      return error.filter === null && error.code !== 'or-without-left' && error.code !== 'or-without-right'
    throw error
  }
}
