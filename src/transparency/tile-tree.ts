import type { LogStore } from './log-store.ts'
import type { ReadNode } from './merkle-proof.ts'
import { rootOfComplete } from './merkle-tree.ts'
import { splitHashes, tileHeight, tileWidth } from './tile.ts'

/** Reads the hash of any complete subtree out of the sealed tiles; each tile is read once. */
export function nodesOf(store: Pick<LogStore, 'tile'>): ReadNode {
  const tiles = new Map<string, Promise<Uint8Array[]>>()
  const hashesOf = (level: number, index: number) => {
    const key = `${level}/${index}`
    const held =
      tiles.get(key) ?? store.tile(level, index).then((tile) => splitHashes(tile ?? new Uint8Array()))
    tiles.set(key, held)
    return held
  }
  return async ({ level, index }) => {
    const count = 2 ** (level % tileHeight)
    const first = index * count
    const hashes = await hashesOf(Math.floor(level / tileHeight), Math.floor(first / tileWidth))
    const below = hashes.slice(first % tileWidth, (first % tileWidth) + count)
    if (below.length < count)
      throw new RangeError(`The sealed tiles do not reach to node ${index} of level ${level}.`)
    return rootOfComplete(below)
  }
}
