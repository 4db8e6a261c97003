import type { CatalogStore } from '#catalog'
import type { Snapshot, SnapshotId } from '#model'
import { plainText, shingleHashes, unitsOf } from './plain-text.ts'

/** Sentences that a revision left out, by what they are found by, and the snapshot that has them last. */
export interface Vanished {
  readonly from: SnapshotId
  readonly hashes: Uint32Array
}

const shingleUnits = 4
/** A revision that throws away more than this is found by the fingerprints of the snapshot before it as well. */
const hashCountMax = 4000

/**
 * What vanished between a new snapshot and the one of its article beside it, so that it is found where lists and the
 * search index know the latest text alone; null where nothing did. Winnowed fingerprints are of every revision too,
 * but miss what is shorter than their window.
 */
export async function vanishedBy(
  catalog: Pick<CatalogStore, 'latestOf'>,
  snapshot: Snapshot,
): Promise<Vanished | null> {
  const known = (await catalog.latestOf(snapshot.articleId))?.snapshot
  if (!known || known.id === snapshot.id) return null
  // An import may bring one that stands before what is held.
  const [before, after] = known.id < snapshot.id ? [known, snapshot] : [snapshot, known]
  const kept = new Set(sentencesOf(after))
  const gone = sentencesOf(before).filter((sentence) => !kept.has(sentence))
  const hashes = new Set(gone.flatMap((sentence) => [...vanishedHashes(unitsOf(sentence))]))
  return hashes.size === 0
    ? null
    : { from: before.id, hashes: Uint32Array.from(hashes).slice(0, hashCountMax) }
}

/** What a passage's units are looked up by among what vanished. */
export function vanishedHashes(units: readonly string[]): Uint32Array {
  return shingleHashes(units, shingleUnits)
}

function sentencesOf({ article }: Snapshot): string[] {
  return plainText(`${article.title}\n${article.text}`)
    .split(/[。!?;\n]|\.\s/)
    .map((sentence) => sentence.trim())
    .filter(Boolean)
}
