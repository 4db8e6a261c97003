import type { CatalogStore, Query, SearchIndex } from '#catalog'
import type { SnapshotId } from '#model'
import { fingerprintsOf } from './fingerprints.ts'
import type { Passage } from './passage.ts'
import { shingleHashes } from './plain-text.ts'
import { vanishedHashes } from './vanished.ts'

/** As `fingerprintsOf` cuts them: a text's fingerprints are some of its runs of six units. */
const fingerprintUnits = 6
const askedFingerprintsMax = 600
/** Snapshots that each way of looking may bring. */
const candidateCountMax = 40
/** A longer stretch stands nowhere but in copies, which fingerprints find. */
const phraseCharsMax = 60

/**
 * Snapshots, of any revision, that may have a passage or something like it; the likeliest first. By fingerprints and
 * by what vanished, then by the words themselves.
 */
export async function passageCandidates(
  { catalog, search }: { readonly catalog: CatalogStore; readonly search: SearchIndex },
  passage: Passage,
): Promise<SnapshotId[]> {
  // A text keeps the smallest hash of a window that may begin before the passage: all its runs are asked for.
  const runs = shingleHashes(passage.units, fingerprintUnits)
  const asked = runs.length > askedFingerprintsMax ? fingerprintsOf(passage.plain) : runs
  const [copies, vanished, phrases, alike] = await Promise.all([
    catalog.byFingerprints(asked, { sharedMin: 1, limit: candidateCountMax }),
    catalog.byVanished(vanishedHashes(passage.units), { limit: candidateCountMax }),
    search.search(phraseQuery(passage), { sort: 'relevance', cursor: null, limit: candidateCountMax }),
    search.moreLikeThis({ title: '', text: passage.plain }, { limit: candidateCountMax, exclude: [] }),
  ])
  return [
    ...new Set([
      ...copies.map(({ id }) => id),
      ...vanished,
      ...phrases.items.map(({ id }) => id),
      ...alike.map(({ id }) => id),
    ]),
  ]
}

function phraseQuery({ plain }: Passage): Query {
  const text = plain.replace(/\s+/g, ' ').trim().slice(0, phraseCharsMax)
  return { text, root: { kind: 'phrase', text, field: 'any' }, filter: {} }
}
