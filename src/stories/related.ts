import type { CatalogStore, HeldSnapshot, SearchIndex } from '#catalog'
import type { ArticleId, SnapshotId } from '#model'
import { excerptFor, traceOf } from './excerpt.ts'
import { likenessOf } from './likeness.ts'
import { familyOf } from './lineage.ts'
import type { ProfileCache } from './profile-cache.ts'
import type { RelatedArticle } from './stories.ts'
import { publishedMs } from './story-placement.ts'
import type { Rarity } from './story-profile.ts'

/** With the signs of omission that a reader puts around it, 120. */
const excerptCharsMax = 118
/** Candidates whose texts are read: enough to fill a page after folding, and a bound on time. */
const readCountMax = 32
/** Who shares less of the subject is not shown: an empty list is better than a wrong one. */
const topicMin = 0.2
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
  }: { catalog: CatalogStore; search: SearchIndex; profiles: ProfileCache; rarity: Rarity },
  held: HeldSnapshot,
  { limit }: { limit: number },
): Promise<RelatedArticle[]> {
  const { article } = held.snapshot
  const own = await familyOf(catalog, held)
  const [similar, members] = await Promise.all([
    search.moreLikeThis(article, { limit: readCountMax, exclude: [held.snapshot.id, ...own.snapshots] }),
    held.connections.story ? catalog.storyMembers(held.connections.story) : [],
  ])
  const memberIds = nearestInTime(members, held).slice(0, readCountMax / 2)
  const ids = new Set([...memberIds, ...similar.map(({ id }) => id)])
  const found = (await catalog.findMany([...ids].slice(0, readCountMax))).filter(
    ({ snapshot }) => !own.articles.has(snapshot.articleId),
  )
  const profile = profiles.of(held)
  const entries = (await foldReprints(catalog, found, own.articles)).flatMap(({ lead, reprints }) => {
    const { belonging, topic, isSameAffair } = likenessOf(profile, profiles.of(lead))
    const isMember = held.connections.story !== null && lead.connections.story === held.connections.story
    const relation = isMember || isSameAffair ? ('story' as const) : ('topic' as const)
    if (relation === 'topic' && topic < topicMin) return []
    return [{ lead, reprints, score: Math.max(belonging, topic), relation }]
  })
  const trace = traceOf(article)
  return diversified(entries, limit).map(({ lead, reprints, score, relation }) => ({
    id: lead.snapshot.id,
    score,
    relation,
    reprints,
    excerpt: excerptFor(trace, lead.snapshot.article.text, { charsMax: excerptCharsMax, rarity }),
  }))
}

interface Entry {
  readonly lead: HeldSnapshot
  readonly reprints: readonly SnapshotId[]
}

/** One entry a text: the original leads where it is held. */
async function foldReprints(
  catalog: CatalogStore,
  found: readonly HeldSnapshot[],
  leftOut: ReadonlySet<ArticleId>,
): Promise<Entry[]> {
  const entries: Entry[] = []
  const folded = new Set<ArticleId>(leftOut)
  for (const each of found) {
    if (folded.has(each.snapshot.articleId)) continue
    const { original, copies } = await familyOf(catalog, each)
    const family = [original, ...copies].filter(({ snapshot }) => !leftOut.has(snapshot.articleId))
    for (const { snapshot } of family) folded.add(snapshot.articleId)
    folded.add(each.snapshot.articleId)
    const [lead = each, ...rest] = family
    entries.push({ lead, reprints: rest.map(({ snapshot }) => snapshot.id) })
  }
  return entries
}

/** The best first, story before topic, with outlets taking turns among near equals. */
function diversified<T extends { lead: HeldSnapshot; score: number; relation: 'story' | 'topic' }>(
  entries: readonly T[],
  limit: number,
): T[] {
  const chosen: T[] = []
  const left = new Set(entries)
  const shownOf = new Map<string, number>()
  while (chosen.length < limit && left.size > 0) {
    let best: { entry: T; rank: number } | undefined
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
