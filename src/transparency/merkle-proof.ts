import {
  completeSubtrees,
  consistencyRanges,
  hashBytes,
  inclusionRanges,
  isCount,
  type LeafRange,
  nodeHash,
  rootOfSubtrees,
  type TreeNode,
} from './merkle-tree.ts'

/** Gives the hash of a complete subtree. */
export type ReadNode = (node: TreeNode) => Promise<Uint8Array>

/** The root of the tree over the first `treeSize` leaves. */
export async function rootAt(treeSize: number, read: ReadNode): Promise<Uint8Array> {
  return rangeHash({ start: 0, end: treeSize }, read)
}

/**
 * The audit path for one leaf, from its sibling up to the root.
 *
 * @param leafIndex 0-based, below `treeSize`.
 * @returns At most ceil(log2(treeSize)) hashes of 32 bytes, lowest level first.
 * @throws {RangeError} if `leafIndex >= treeSize`.
 * @see RFC 6962 §2.1.1
 */
export async function inclusionProof(
  leafIndex: number,
  treeSize: number,
  read: ReadNode,
): Promise<Uint8Array[]> {
  return Promise.all(inclusionRanges(leafIndex, treeSize).map((range) => rangeHash(range, read)))
}

/**
 * Proves that the tree of `secondSize` leaves begins with the one of `firstSize`.
 *
 * @throws {RangeError} unless `0 < firstSize <= secondSize`.
 * @see RFC 6962 §2.1.2
 */
export async function consistencyProof(
  firstSize: number,
  secondSize: number,
  read: ReadNode,
): Promise<Uint8Array[]> {
  return Promise.all(consistencyRanges(firstSize, secondSize).map((range) => rangeHash(range, read)))
}

/**
 * Whether the path leads from the leaf to the root. False, never an error, on anything out of shape.
 *
 * @see RFC 9162 §2.1.3.2
 */
export function verifyInclusion(claim: {
  readonly leafIndex: number
  readonly treeSize: number
  readonly leafHash: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}): boolean {
  const { leafIndex, treeSize, proof, root } = claim
  if (!isCount(leafIndex) || !isCount(treeSize) || leafIndex >= treeSize) return false
  if (![claim.leafHash, root, ...proof].every(isHash)) return false
  let computed = claim.leafHash
  const walk = new Walk(leafIndex, treeSize - 1)
  for (const sibling of proof) {
    if (walk.atRoot) return false
    computed = walk.comesFromRight() ? nodeHash(sibling, computed) : nodeHash(computed, sibling)
    walk.up()
  }
  return walk.atRoot && areEqual(computed, root)
}

/**
 * Whether the path proves that the second tree begins with the first. False, never an error, on anything out
 * of shape, and on every proof from the empty tree.
 *
 * @see RFC 9162 §2.1.4.2
 */
export function verifyConsistency(claim: {
  readonly firstSize: number
  readonly secondSize: number
  readonly firstRoot: Uint8Array
  readonly secondRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}): boolean {
  const { firstSize, secondSize, firstRoot, secondRoot, proof } = claim
  if (!isCount(firstSize) || !isCount(secondSize) || firstSize < 1 || firstSize > secondSize) return false
  if (firstSize === secondSize) return proof.length === 0 && areEqual(firstRoot, secondRoot)
  if (proof.length === 0 || ![firstRoot, secondRoot, ...proof].every(isHash)) return false

  const walk = new Walk(firstSize - 1, secondSize - 1)
  walk.skipCompleted()
  // A first tree that is a complete subtree of the second is not repeated in the proof.
  const [start, ...rest] = walk.first === 0 ? [firstRoot, ...proof] : proof
  let firstComputed = start as Uint8Array
  let secondComputed = start as Uint8Array
  for (const sibling of rest) {
    if (walk.atRoot) return false
    if (walk.comesFromRight()) {
      firstComputed = nodeHash(sibling, firstComputed)
      secondComputed = nodeHash(sibling, secondComputed)
    } else {
      secondComputed = nodeHash(secondComputed, sibling)
    }
    walk.up()
  }
  return walk.atRoot && areEqual(firstComputed, firstRoot) && areEqual(secondComputed, secondRoot)
}

/** The pair `fn`, `sn` of RFC 9162: where we are on a level, and where that level ends. */
class Walk {
  first: number
  last: number

  constructor(first: number, last: number) {
    this.first = first
    this.last = last
  }

  get atRoot(): boolean {
    return this.last === 0
  }

  up(): void {
    // Division, not a shift: indices may pass 2^32.
    this.first = Math.floor(this.first / 2)
    this.last = Math.floor(this.last / 2)
  }

  skipCompleted(): void {
    while (this.first % 2 === 1) this.up()
  }

  /** Whether the sibling stands to the left; levels on which the right edge has no sibling are passed over. */
  comesFromRight(): boolean {
    if (this.first % 2 === 0 && this.first !== this.last) return false
    while (this.first % 2 === 0 && this.first !== 0) this.up()
    return true
  }
}

async function rangeHash(range: LeafRange, read: ReadNode): Promise<Uint8Array> {
  return rootOfSubtrees(await Promise.all(completeSubtrees(range).map(read)))
}

function isHash(value: Uint8Array): boolean {
  return value.length === hashBytes
}

export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
