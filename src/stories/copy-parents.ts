import { type Copy, copyOf, findParent } from './copies.ts'
import { worthComparing } from './copy-candidates.ts'
import { fingerprintsOf } from './fingerprints.ts'
import { plainText } from './plain-text.ts'

export interface DatedText {
  readonly id: string
  readonly title?: string
  readonly text: string
  readonly outlet: string
  /** Publication in ms since 1970. */
  readonly atMs: number
}

/** A fingerprint that more texts share is a formula. */
const sharedByMax = 200
const sharerCountMax = 24

/**
 * Finds for each text the one it was taken from, in memory: what `createStories` does with a catalog behind it.
 *
 * @param texts In the order of time.
 * @returns Copy → parent. Texts that are no copies, and digests, have no entry.
 */
export function findCopyParents(texts: readonly DatedText[]): Map<string, string> {
  const parents = new Map<string, string>()
  const copies: Copy[] = []
  const fingerprintCounts: number[] = []
  const byFingerprint = new Map<number, number[]>()
  for (const [index, { id, text, outlet, atMs, ...rest }] of texts.entries()) {
    const copy = copyOf({ ...rest, text, outlet, at: { ms: atMs, isDay: false, capturedMs: index } })
    const fingerprints = fingerprintsOf(plainText(text))
    const sharers = mostShared(fingerprints, byFingerprint).map(([other, shared]) => ({
      other,
      shared,
      count: fingerprintCounts[other]!,
    }))
    const candidates = worthComparing(sharers, fingerprints.length).map(({ other }) => other)
    const parentage = findParent(copy, candidates, (other) => copies[other]!)
    if (parentage) parents.set(id, texts[parentage.parent]!.id)
    copies.push(copy)
    fingerprintCounts.push(fingerprints.length)
    for (const hash of fingerprints) {
      const holders = byFingerprint.get(hash)
      if (holders) holders.push(index)
      else byFingerprint.set(hash, [index])
    }
  }
  return parents
}

function mostShared(
  fingerprints: Uint32Array,
  byFingerprint: ReadonlyMap<number, readonly number[]>,
): [index: number, shared: number][] {
  const shared = new Map<number, number>()
  for (const hash of fingerprints) {
    const holders = byFingerprint.get(hash) ?? []
    if (holders.length > sharedByMax) continue
    for (const index of holders) shared.set(index, (shared.get(index) ?? 0) + 1)
  }
  return [...shared].sort((a, b) => b[1] - a[1]).slice(0, sharerCountMax)
}
