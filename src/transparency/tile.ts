import { hashBytes, rootOfComplete } from './merkle-tree.ts'

/** Hashes in a full tile, and entries in a full bundle: height 8. */
export const tileWidth = 256
export const tileHeight = 8

/**
 * A file of the log by its place: 256 hashes side by side (level 0 are leaf hashes, level 1 roots over 256
 * leaves, …), or 256 entries. A partial one has a width below 256.
 */
export interface TilePath {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** @see https://c2sp.org/tlog-tiles */
export function formatTilePath({ level, index, width }: TilePath): string {
  const groups = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return `tile/${level}/${groups.join('/')}${width < tileWidth ? `.p/${width}` : ''}`
}

/** Null for whatever `formatTilePath` would not write: each file has one name. */
export function parseTilePath(path: string): TilePath | null {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (!match) return null
  const [, level = '', groups = '', width] = match
  const tile: TilePath = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replace(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  }
  const isReal =
    tile.width >= 1 && Number.isSafeInteger(tile.index) && (tile.level === 'entries' || tile.level <= 63)
  return isReal && formatTilePath(tile) === path ? tile : null
}

/** How many hashes (or entries) of that tile a tree of `treeSize` leaves has: 0 to 256. */
export function widthIn(treeSize: number, { level, index }: Omit<TilePath, 'width'>): number {
  const hashes = level === 'entries' ? treeSize : Math.floor(treeSize / tileWidth ** level)
  return Math.min(Math.max(hashes - index * tileWidth, 0), tileWidth)
}

/** Entries as a bundle: each with its length before it, 16 bits, big-endian. */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}

/** @throws {RangeError} if it breaks off. */
export function parseEntryBundle(bytes: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = at + 2 <= bytes.length ? (bytes[at]! << 8) | bytes[at + 1]! : Number.POSITIVE_INFINITY
    if (at + 2 + length > bytes.length) throw new RangeError('The entry bundle breaks off.')
    entries.push(bytes.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return entries
}

/** The hashes of a tile. */
export function splitHashes(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(tile.length / hashBytes) }, (_, at) =>
    tile.subarray(at * hashBytes, (at + 1) * hashBytes),
  )
}

/** The hash that a full tile adds to the level above. */
export function rootOfTile(tile: Uint8Array): Uint8Array {
  return rootOfComplete(splitHashes(tile))
}
