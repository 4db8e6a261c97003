import { hash } from 'node:crypto'

/** The length of every hash in the log: SHA-256. */
export const hashBytes = 32

/** The leaves `[start, end)`; `start` is below `end`. */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/** A complete subtree: `index` counts those of 2^level leaves from the left. */
export interface TreeNode {
  readonly level: number
  readonly index: number
}

/** @see RFC 6962 §2.1 */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(leafPrefix, entry)
}

/** @see RFC 6962 §2.1 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right)
}

/** The root of the tree without leaves. */
export const emptyRoot: Uint8Array = sha256()

/** The root over 2^n hashes of one level. @throws {RangeError} if their count is no power of two. */
export function rootOfComplete(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes
  while (level.length > 1) {
    if (level.length % 2 !== 0) throw new RangeError('A complete subtree has a power of two of hashes.')
    const above: Uint8Array[] = []
    for (let at = 0; at < level.length; at += 2)
      above.push(nodeHash(level[at] as Uint8Array, level[at + 1] as Uint8Array))
    level = above
  }
  const [root] = level
  if (!root) throw new RangeError('A complete subtree has at least one hash.')
  return root
}

/** The root over complete subtrees of falling size, as `completeSubtrees` lists them. */
export function rootOfSubtrees(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right))
}

/**
 * The complete subtrees that make up a range, largest first. A range of the tree's own shape (a whole tree,
 * or a range out of `inclusionRanges` and `consistencyRanges`) gives one subtree for each bit of its length.
 */
export function completeSubtrees({ start, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = []
  for (let at = start; at < end; ) {
    const level = Math.floor(Math.log2(largestPowerUpTo(end - at)))
    const size = 2 ** level
    if (at % size !== 0) throw new RangeError(`Leaves ${start} to ${end} are no subtree.`)
    nodes.push({ level, index: at / size })
    at += size
  }
  return nodes
}

/**
 * The subtrees whose roots are the audit path of a leaf, from its sibling up.
 *
 * @throws {RangeError} if `leafIndex` is not below `treeSize`.
 * @see RFC 6962 §2.1.1
 */
export function inclusionRanges(leafIndex: number, treeSize: number): LeafRange[] {
  if (!isCount(leafIndex) || !isCount(treeSize) || leafIndex >= treeSize)
    throw new RangeError(`A tree of ${treeSize} leaves has no leaf ${leafIndex}.`)
  const ranges: LeafRange[] = []
  let [start, end] = [0, treeSize]
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start)
    if (leafIndex < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/**
 * The subtrees whose roots prove that a tree begins with a smaller one, in the order of RFC 6962.
 *
 * @throws {RangeError} unless `0 < firstSize <= secondSize`: every tree begins with the empty one, so a proof
 *   from there would prove nothing.
 * @see RFC 6962 §2.1.2
 */
export function consistencyRanges(firstSize: number, secondSize: number): LeafRange[] {
  if (!isCount(firstSize) || !isCount(secondSize) || firstSize < 1 || firstSize > secondSize)
    throw new RangeError(`There is no proof from a tree of ${firstSize} leaves to one of ${secondSize}.`)
  const ranges: LeafRange[] = []
  let [start, end] = [0, secondSize]
  while (end !== firstSize) {
    const middle = start + largestPowerBelow(end - start)
    if (firstSize <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  // The first tree's own root is known to whoever checks; it is left out where it is a subtree of the second.
  if (start > 0) ranges.push({ start, end })
  return ranges.reverse()
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(hash('sha256', Buffer.concat(parts), 'buffer'))
}

function largestPowerUpTo(count: number): number {
  let power = 1
  while (power * 2 <= count) power *= 2
  return power
}

function largestPowerBelow(count: number): number {
  return largestPowerUpTo(count - 1)
}
