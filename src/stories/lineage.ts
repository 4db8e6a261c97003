import type { CatalogStore, HeldSnapshot } from '#catalog'
import type { ArticleId, SnapshotId } from '#model'
import { fingerprintsOf } from './fingerprints.ts'
import { plainText } from './plain-text.ts'
import type { Lineage } from './stories.ts'

/** A snapshot with all that is a copy of it or that it is a copy of, revisions included. */
export interface Family {
  readonly original: HeldSnapshot
  /** Each copying article once, in the order in which they were found: parents before their children. */
  readonly copies: readonly HeldSnapshot[]
  readonly articles: ReadonlySet<ArticleId>
  /** Every snapshot met on the way. */
  readonly snapshots: ReadonlySet<SnapshotId>
}

/** A text that more outlets than this took is shown with the first of them: a bound on time. */
const copyCountMax = 500
const generationCountMax = 50

/** Follows the reprints up to the earliest known copy, and down to all that came from it. */
export async function familyOf(catalog: CatalogStore, held: HeldSnapshot): Promise<Family> {
  const original = await originalOf(catalog, held)
  const copies = new Map<ArticleId, HeldSnapshot>()
  const snapshots = new Set<SnapshotId>([original.snapshot.id])
  let generation = [original]
  while (generation.length > 0 && copies.size < copyCountMax) {
    const children = await childrenOf(catalog, generation)
    const fresh = children.filter(({ snapshot }) => !snapshots.has(snapshot.id))
    for (const child of fresh) {
      snapshots.add(child.snapshot.id)
      const { articleId } = child.snapshot
      const isAsked = child.snapshot.id === held.snapshot.id
      if (articleId !== original.snapshot.articleId && (isAsked || !copies.has(articleId)))
        copies.set(articleId, child)
    }
    generation = fresh
  }
  const articles = new Set([original.snapshot.articleId, held.snapshot.articleId, ...copies.keys()])
  return { original, copies: [...copies.values()], articles, snapshots }
}

/** The earliest known copy, what was taken from it, and which digests have it; null for a text that nobody else has. */
export async function lineageOf(catalog: CatalogStore, id: SnapshotId): Promise<Lineage | null> {
  const held = await catalog.find(id)
  if (!held) return null
  const { original, copies, articles } = await familyOf(catalog, held)
  const roundups = (await roundupsWith(catalog, original)).filter(
    ({ snapshot }) => !articles.has(snapshot.articleId),
  )
  if (copies.length === 0 && roundups.length === 0) return null
  return {
    original: original.snapshot.id,
    copies: copies.flatMap(({ snapshot, connections: { reprintOf } }) =>
      reprintOf ? [{ id: snapshot.id, parent: reprintOf.parent, containment: reprintOf.containment }] : [],
    ),
    roundups: roundups.map(({ snapshot }) => snapshot.id),
  }
}

/** A digest may leave out the ends of its pieces, and shorten them. */
const pieceShareMin = 0.35
const roundupCountMax = 20

/** Texts that string several together, this one among them: they are no reprints of any, and held apart. */
async function roundupsWith(catalog: CatalogStore, { snapshot }: HeldSnapshot): Promise<HeldSnapshot[]> {
  const fingerprints = fingerprintsOf(plainText(snapshot.article.text))
  const sharers = await catalog.byFingerprints(fingerprints, {
    sharedMin: Math.max(4, Math.ceil(pieceShareMin * fingerprints.length)),
    limit: roundupCountMax,
  })
  // Longer than the piece; what is a reprint of something is none.
  const longer = sharers.filter(({ id, count }) => id !== snapshot.id && count > fingerprints.length)
  const held = await catalog.findMany(longer.map(({ id }) => id))
  return held.filter(
    ({ snapshot: each, connections }) =>
      connections.reprintOf === null && each.articleId !== snapshot.articleId,
  )
}

async function originalOf(catalog: CatalogStore, held: HeldSnapshot): Promise<HeldSnapshot> {
  const seen = new Set<SnapshotId>([held.snapshot.id])
  let original = held
  while (original.connections.reprintOf && seen.size < generationCountMax) {
    const parent = await catalog.find(original.connections.reprintOf.parent)
    // A parent that was erased, or a ring that clocks of different outlets made, ends the way.
    if (!parent || seen.has(parent.snapshot.id)) break
    seen.add(parent.snapshot.id)
    original = parent
  }
  return original
}

/** What was taken from these snapshots or from other revisions of their articles. */
async function childrenOf(catalog: CatalogStore, parents: readonly HeldSnapshot[]): Promise<HeldSnapshot[]> {
  const ids = new Set<SnapshotId>()
  for (const { snapshot, revisionCount } of parents) {
    const revisions = revisionCount > 1 ? ((await catalog.article(snapshot.articleId))?.revisions ?? []) : []
    for (const id of new Set([snapshot.id, ...revisions.map((revision) => revision.id)])) {
      for (const child of await catalog.reprintsOf(id)) if (ids.size < copyCountMax) ids.add(child)
    }
  }
  return ids.size === 0 ? [] : catalog.findMany([...ids])
}
