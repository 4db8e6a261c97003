import type { Segment } from './segment.ts'

interface Place {
  readonly segment: Segment
  readonly doc: number
}

/** Where the document of each article is. Of files a sorted array each, so that a million take 8 MB. */
export class KeyPlaces {
  private readonly recent = new Map<number, Place>()
  private readonly sorted = new Map<Segment, { keys: Uint32Array; docs: Uint32Array }>()

  find(key: number): Place | null {
    const recent = this.recent.get(key)
    if (recent) return recent
    for (const [segment, { keys, docs }] of this.sorted) {
      const index = indexIn(keys, key)
      const doc = index < 0 ? -1 : (docs[index] as number)
      if (doc >= 0 && !segment.columns.isGone(doc)) return { segment, doc }
    }
    return null
  }

  add(key: number, segment: Segment, doc: number): void {
    this.recent.set(key, { segment, doc })
  }

  remove(key: number): void {
    this.recent.delete(key)
  }

  learn(segment: Segment): void {
    const { columns } = segment
    // Key and document in one number sort without a function to call.
    const pairs = new Float64Array(columns.count)
    for (let doc = 0; doc < pairs.length; doc++)
      pairs[doc] = (columns.arrays.key[doc] as number) * docsMax + doc
    pairs.sort()
    const docs = Uint32Array.from(pairs, (pair) => pair % docsMax)
    this.sorted.set(segment, { keys: docs.map((doc) => columns.arrays.key[doc] as number), docs })
  }

  clear(): void {
    this.recent.clear()
    this.sorted.clear()
  }

  forget(segment: Segment): void {
    if (this.sorted.delete(segment)) return
    for (const [key, place] of this.recent) if (place.segment === segment) this.recent.delete(key)
  }
}

/** More documents than a segment has. */
const docsMax = 2 ** 24

function indexIn(keys: Uint32Array, key: number): number {
  let low = 0
  let high = keys.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = keys[middle] as number
    if (found === key) return middle
    if (found < key) low = middle + 1
    else high = middle - 1
  }
  return -1
}
