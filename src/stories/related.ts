import type { CatalogStore, HeldSnapshot, SearchIndex } from '#catalog'
import type { ArticleId, SnapshotId } from '#model'
import { excerptFor, traceOf, type WordRarity } from './excerpt.ts'
import { likenessOf } from './likeness.ts'
import { familyOf } from './lineage.ts'
import { gistOfSnapshot, gistsOf, type ProfileCache } from './profile-cache.ts'
import type { RelatedArticle } from './stories.ts'
import { publishedMs } from './story-placement.ts'

/** With the signs of omission that a reader puts around it, 120. */
const excerptCharsMax = 118
/** Candidates whose texts are read: enough to fill a page after folding, and a bound on time. */
const readCountMax = 32
/** Who shares less of the subject is not shown: an empty list is better than a wrong one. */
const topicMin = 0.3
/** Of so many candidates for each entry on the page the families are read: the rest are seldom shown. */
const foldedPerShown = 2
/** As many words as an index looks for at a time. */
const soughtWordCount = 12
/** Each further article of an outlet that is shown counts this much less, so that one outlet does not fill the list. */
const sameOutletFactor = 0.93

/**
 * Other articles on the same story, then its earlier chapters, then the subject, over the whole archive. Copies of the
 * article and its own revisions are left out; reprints of one text are one entry, led by the earliest known copy.
 */
export async function relatedTo(
  {
    catalog,
    search,
    profiles,
    rarity,
  }: { catalog: CatalogStore; search: SearchIndex; profiles: ProfileCache; rarity: WordRarity },
  held: HeldSnapshot,
  { limit }: { limit: number },
): Promise<RelatedArticle[]> {
  const { snapshot } = held
  const gists = await gistsOf(catalog, [snapshot.id])
  const gist = gists.get(snapshot.id) ?? gistOfSnapshot(held)
  const profile = profiles.of(held, gist)
  const own = await familyOf(catalog, held)
  const exclude = [held.snapshot.id, ...own.snapshots]
  const [similar, members] = await Promise.all([
    onSubject(search, gist.keys, exclude),
    held.connections.story ? catalog.storyMembers(held.connections.story) : [],
  ])
  const memberIds = new Set(members.map(({ id }) => id))
  const nearest = nearestInTime(members, held).slice(0, readCountMax / 2)
  const ids = [...new Set([...nearest, ...similar])].slice(0, readCountMax)
  const likely = [...(await profiles.ofAll(ids))]
    .flatMap(([id, other]) => {
      const { belonging, topic, isSameAffair } = likenessOf(profile, other)
      const relation = memberIds.has(id) || isSameAffair ? ('story' as const) : ('topic' as const)
      return relation === 'topic' && topic < topicMin
        ? []
        : [{ id, score: Math.max(belonging, topic), relation }]
    })
    .sort(byRank)
  const entries = await foldReprints(catalog, likely.slice(0, foldedPerShown * limit), own.articles)
  const trace = traceOf(held.snapshot.article)
  return diversified(entries, limit).map(({ lead, reprints, score, relation }) => ({
    id: lead.snapshot.id,
    score,
    relation,
    reprints,
    excerpt: excerptFor(trace, lead.snapshot.article.text, { charsMax: excerptCharsMax, rarity }),
  }))
}

/** Twice with other words: of a long article the first dozen are often names that nobody else has. */
async function onSubject(
  search: SearchIndex,
  keys: readonly string[],
  exclude: readonly SnapshotId[],
): Promise<SnapshotId[]> {
  const texts = [keys.slice(0, soughtWordCount), keys.slice(soughtWordCount)]
  const lists = await Promise.all(
    texts.map((words) =>
      search.moreLikeThis({ title: '', text: words.join('\n') }, { limit: readCountMax, exclude }),
    ),
  )
  return lists
    .flat()
    .sort((a, b) => b.score - a.score)
    .map(({ id }) => id)
}

interface Likely {
  readonly id: SnapshotId
  readonly score: number
  readonly relation: 'story' | 'topic'
}

function byRank(a: Likely, b: Likely): number {
  return Number(b.relation === 'story') - Number(a.relation === 'story') || b.score - a.score
}

interface Entry extends Likely {
  readonly lead: HeldSnapshot
  readonly reprints: readonly SnapshotId[]
}

/** One entry a text: the original leads where it is held. */
async function foldReprints(
  catalog: CatalogStore,
  likely: readonly Likely[],
  leftOut: ReadonlySet<ArticleId>,
): Promise<Entry[]> {
  const found = await catalog.findMany(likely.map(({ id }) => id))
  const heldById = new Map(found.map((each) => [each.snapshot.id, each]))
  const entries: Entry[] = []
  const folded = new Set<ArticleId>(leftOut)
  for (const each of likely) {
    const held = heldById.get(each.id)
    if (!held || folded.has(held.snapshot.articleId)) continue
    const { original, copies } = await familyOf(catalog, held)
    const family = [original, ...copies].filter(({ snapshot }) => !leftOut.has(snapshot.articleId))
    for (const { snapshot } of family) folded.add(snapshot.articleId)
    folded.add(held.snapshot.articleId)
    const [lead = held, ...rest] = family
    entries.push({ ...each, lead, reprints: rest.map(({ snapshot }) => snapshot.id) })
  }
  return entries
}

/** The best first, story before topic, with outlets taking turns among near equals. */
function diversified(entries: readonly Entry[], limit: number): Entry[] {
  const chosen: Entry[] = []
  const left = new Set(entries)
  const shownOf = new Map<string, number>()
  while (chosen.length < limit && left.size > 0) {
    let best: { entry: Entry; rank: number } | undefined
    for (const entry of left) {
      const shown = shownOf.get(entry.lead.snapshot.outletSlug) ?? 0
      const rank = entry.score * sameOutletFactor ** shown + (entry.relation === 'story' ? 1 : 0)
      if (!best || rank > best.rank) best = { entry, rank }
    }
    const { entry } = best!
    left.delete(entry)
    chosen.push(entry)
    const { outletSlug } = entry.lead.snapshot
    shownOf.set(outletSlug, (shownOf.get(outletSlug) ?? 0) + 1)
  }
  return chosen
}

function nearestInTime(
  members: readonly {
    id: SnapshotId
    articleId: ArticleId
    publishedAt: string | null
    capturedAt: string
  }[],
  held: HeldSnapshot,
): SnapshotId[] {
  const atMs = publishedMs(held)
  return members
    .filter(({ articleId }) => articleId !== held.snapshot.articleId)
    .map(({ id, publishedAt, capturedAt }) => ({
      id,
      gap: Math.abs(Date.parse(publishedAt ?? capturedAt) - atMs),
    }))
    .sort((a, b) => a.gap - b.gap)
    .map(({ id }) => id)
}
