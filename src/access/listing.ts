import type { CatalogStore, MeantWord, Query, SearchFacets, SearchHistogram, SnapshotSummary } from '#catalog'
import { excerptAround, parseQuery, type SearchIndex } from '#catalog'
import type { SnapshotId, StoryId } from '#model'
import type { Stories } from '#stories'
import type {
  RelatedView,
  SearchNarrowing,
  SearchOptions,
  SearchPage,
  SearchView,
  StoryView,
} from './access.ts'
import type { NoticeStore } from './notice-store.ts'
import { type Withholder, withItems } from './withholding.ts'

/** Longest excerpt under a search hit, in characters. */
const excerptCharsMax = 160

export interface ListingParts {
  readonly catalog: CatalogStore
  readonly search: SearchIndex
  readonly stories: Stories
  readonly withholder: Withholder
  readonly notices: Pick<NoticeStore, 'withheldIds'>
  /** Whether not even a passage of an outlet's articles may be shown. */
  readonly isLinkAlone: (outletSlug: string) => Promise<boolean>
}

/** Search hits with the passage that matches, reprints folded under what they repeat. @throws {QueryError} */
export async function searchViews(
  text: string,
  options: SearchOptions,
  parts: ListingParts,
): Promise<SearchPage> {
  const query = await narrowedQuery(text, options, parts)
  const { sort, cursor, limit, recency, explain } = options
  const { meant, ...hits } = await parts.search.search(query, {
    ...{ sort, cursor, limit },
    ...(recency !== undefined && { recency }),
    ...(explain !== undefined && { explain }),
  })
  const found = new Map(hits.items.map((hit) => [hit.id, hit]))
  const ids = await parts.withholder.ids([...found.keys()])
  const summaries = await parts.catalog.summaries(ids)
  const contents = new Map((await parts.catalog.findMany(ids)).map((held) => [held.snapshot.id, held]))
  const { tops, folded } = foldReprints(summaries)
  const shown = withItems(hits, ids)

  const items = tops.map((summary): SearchView => {
    const article = contents.get(summary.id)?.snapshot.article
    const { score = 0, missing, explanation } = found.get(summary.id) ?? {}
    return {
      summary,
      excerpt: excerptAround(article?.text ?? summary.lead, query, { charsMax: excerptCharsMax }),
      score,
      reprints: folded.get(summary.id) ?? [],
      ...(missing && { missing }),
      ...(explanation && { explanation }),
    }
  })
  const didYouMean = meant && asMeant(text, meant)
  return { ...shown, items, ...(didYouMean && { didYouMean }) }
}

/** The query with what was meant in the place of what was typed; null where that cannot be found in it again. */
function asMeant(text: string, words: readonly MeantWord[]): string | null {
  let better = text
  for (const { typed, meant } of words)
    better = better.replace(new RegExp(`(?<![\\p{L}\\p{N}])${typed}(?![\\p{L}\\p{N}])`, 'iu'), meant)
  return better === text ? null : better
}

/** Counts of what `searchViews` finds; what is withheld is in none. @throws {QueryError} */
export async function searchFacets(
  text: string,
  { unit, ...narrowing }: SearchNarrowing & { readonly unit?: SearchHistogram['unit'] },
  parts: ListingParts,
): Promise<SearchFacets> {
  return parts.search.facets(await narrowedQuery(text, narrowing, parts), unit && { unit })
}

async function narrowedQuery(
  text: string,
  { channel, outletSlug, from, to, story, revised }: SearchNarrowing,
  { notices }: Pick<ListingParts, 'notices'>,
): Promise<Query> {
  const query = parseQuery(text)
  const filter = {
    ...query.filter,
    without: await notices.withheldIds(),
    ...(channel && { channel }),
    ...(outletSlug && { outletSlug }),
    ...(from && { from }),
    ...(to && { to }),
    ...(story && { story }),
    ...(revised !== undefined && { revised }),
  }
  return { ...query, filter }
}

export async function relatedViews(
  id: SnapshotId,
  limit: number,
  parts: ListingParts,
): Promise<RelatedView[]> {
  const held = await parts.catalog.find(id)
  if (!held) return []
  const related = await parts.stories.related(held, { limit })
  const ids = related.flatMap((each) => [each.id, ...each.reprints])
  const shown = await parts.withholder.summaries(await parts.catalog.summaries(ids))
  const byId = new Map(shown.map((summary) => [summary.id, summary]))
  const views = related.map(async (each): Promise<RelatedView[]> => {
    const summary = byId.get(each.id)
    if (!summary) return []
    const reprints = each.reprints.flatMap((reprint) => byId.get(reprint) ?? [])
    const excerpt = (await parts.isLinkAlone(summary.outletSlug)) ? nothingOf : each.excerpt
    return [{ summary, relation: each.relation, excerpt, reprints }]
  })
  return (await Promise.all(views)).flat()
}

const nothingOf = { pieces: [], startsInside: false, endsInside: false } as const

/** Of a story that became part of another, that other one: its id tells. */
export async function storyView(asked: StoryId, parts: ListingParts): Promise<StoryView | null> {
  const id = (await parts.catalog.movedStory(asked)) ?? asked
  const members = await parts.withholder.summaries(await parts.catalog.storyMembers(id))
  if (members.length === 0) return null
  const { tops, folded } = foldReprints(members)
  const entries = tops
    .map((summary) => ({ summary, reprints: folded.get(summary.id) ?? [] }))
    .sort((a, b) => (timeOf(a.summary) < timeOf(b.summary) ? -1 : 1))
  return {
    id,
    title: entries[0]?.summary.title ?? '',
    entries,
    outletCount: new Set(members.map((member) => member.outletSlug)).size,
  }
}

/** Reprints go under what they were taken from where that is in the list too; order is kept. */
export function foldReprints(summaries: readonly SnapshotSummary[]): {
  tops: SnapshotSummary[]
  folded: Map<SnapshotId, SnapshotSummary[]>
} {
  const byId = new Map(summaries.map((summary) => [summary.id, summary]))
  const folded = new Map<SnapshotId, SnapshotSummary[]>()
  const tops: SnapshotSummary[] = []
  for (const summary of summaries) {
    const root = rootOf(summary, byId)
    if (root === summary) tops.push(summary)
    else folded.set(root.id, [...(folded.get(root.id) ?? []), summary])
  }
  return { tops, folded }
}

function rootOf(summary: SnapshotSummary, byId: ReadonlyMap<SnapshotId, SnapshotSummary>): SnapshotSummary {
  const path = [summary]
  for (;;) {
    const last = path.at(-1) as SnapshotSummary
    const parent = last.reprintOf ? byId.get(last.reprintOf.parent) : undefined
    if (!parent) return last
    const met = path.indexOf(parent)
    // A ring that clocks of different outlets made: whoever comes into it, its earliest capture stands for it.
    if (met >= 0) return path.slice(met).reduce((first, each) => (each.id < first.id ? each : first))
    path.push(parent)
  }
}

/** Times of mixed zones and precision, as epoch milliseconds. */
function timeOf(summary: SnapshotSummary): number {
  return Date.parse(summary.publishedAt ?? summary.capturedAt)
}
