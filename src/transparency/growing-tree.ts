import type { StoredTile } from './log-store.ts'
import { completeSubtrees, hashBytes, rootOfComplete, rootOfSubtrees } from './merkle-tree.ts'
import { rootOfTile, splitHashes, tileHeight, tileWidth } from './tile.ts'

/** The right edge of the tree in memory: enough to add leaves and to know the root, whatever the size. */
export class GrowingTree {
  size: number
  /** By level, the hashes of the last, partial tile. */
  readonly #edge: Uint8Array[][]
  readonly #full: StoredTile[] = []

  /** @throws {RangeError} if the edge is not one of a tree of that size. */
  constructor(size: number, edge: readonly Uint8Array[]) {
    this.size = size
    this.#edge = edge.map(splitHashes)
    for (let level = 0; level < Math.max(this.#edge.length, levelsOf(size)); level++) {
      if ((this.#edge[level]?.length ?? 0) !== edgeWidth(size, level))
        throw new RangeError(`The tiles of level ${level} do not belong to a tree of ${size} leaves.`)
    }
  }

  add(leafHash: Uint8Array): void {
    this.size++
    this.#addAt(0, leafHash)
  }

  root(): Uint8Array {
    // The largest subtrees stand highest; within a level the edge holds them from left to right.
    return rootOfSubtrees(
      completeSubtrees({ start: 0, end: this.size }).map(({ level, index }) => {
        const tileLevel = Math.floor(level / tileHeight)
        const count = 2 ** (level % tileHeight)
        const first = (index * count) % tileWidth
        return rootOfComplete((this.#edge[tileLevel] ?? []).slice(first, first + count))
      }),
    )
  }

  /** The tiles that were filled since the last call. */
  takeFullTiles(): StoredTile[] {
    return this.#full.splice(0)
  }

  /** The last, partial tile of each level that has one. */
  partialTiles(): StoredTile[] {
    return this.#edge.flatMap((hashes, level) => {
      const index = Math.floor(this.size / tileWidth ** (level + 1))
      return hashes.length > 0 ? [{ level, index, hashes: join(hashes) }] : []
    })
  }

  #addAt(level: number, hash: Uint8Array): void {
    const hashes = this.#edge[level] ?? []
    this.#edge[level] = hashes
    hashes.push(hash)
    if (hashes.length < tileWidth) return
    const index = Math.floor(this.size / tileWidth ** (level + 1)) - 1
    const tile = { level, index, hashes: join(hashes) }
    this.#full.push(tile)
    this.#edge[level] = []
    this.#addAt(level + 1, rootOfTile(tile.hashes))
  }
}

/** Hashes in the last, partial tile of that level. */
export function edgeWidth(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level) % tileWidth
}

/** Levels of tiles in a tree of that size. */
export function levelsOf(size: number): number {
  let levels = 0
  for (let count = size; count > 0; count = Math.floor(count / tileWidth)) levels++
  return levels
}

function join(hashes: readonly Uint8Array[]): Uint8Array {
  const tile = new Uint8Array(hashes.length * hashBytes)
  for (const [at, hash] of hashes.entries()) tile.set(hash, at * hashBytes)
  return tile
}
