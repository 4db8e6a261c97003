import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { ServiceError } from '#model'
import type { PackedFile } from './wacz-package.ts'
import type { ByteSource } from './warc-reader.ts'

/** A WARC file, or one inside a WACZ. */
export interface WarcFile {
  /** As it is told to people: the path, or the name inside the WACZ. */
  readonly name: string
  readonly source: ByteSource
  readonly bytesTotal: number
}

/** What a path holds: the WARC files, and for a WACZ also all of its files. */
export interface ImportSource {
  readonly warcFiles: readonly WarcFile[]
  readonly packed: readonly PackedFile[]
  close(): void
}

/**
 * Opens a WARC file, or a WACZ with the WARC files in its `archive/`.
 *
 * @throws {ServiceError} if the file cannot be read, or is a ZIP that is none, or holds no WARC.
 */
export async function openImport(path: string): Promise<ImportSource> {
  const bytesTotal = await sizeOf(path)
  if (!(await isZip(path))) {
    const source = { from: (start: number) => createReadStream(path, { start, highWaterMark: pieceBytes }) }
    return { warcFiles: [{ name: path, source, bytesTotal }], packed: [], close() {} }
  }
  const zip = await openZip(path)
  try {
    const entries = await entriesOf(zip, path)
    const warcFiles = entries
      .filter((each) => /^archive\/[^/]+\.w?arc(\.gz)?$/i.test(each.fileName))
      .map((each) => ({
        name: each.fileName,
        source: sourceIn(zip, each),
        bytesTotal: each.uncompressedSize,
      }))
    if (warcFiles.length === 0) throw notReadable(path, 'it is a ZIP with no WARC file under archive/')
    const packed = entries.map((each) => ({
      path: each.fileName,
      bytesTotal: each.uncompressedSize,
      content: () => whole(sourceIn(zip, each).from(0), each),
    }))
    return { warcFiles, packed, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

const pieceBytes = 256 * 1024

/** A stored entry is read from any place; a deflated one has to be read from its start. */
function sourceIn(zip: ZipFile, entry: Entry): ByteSource {
  const isStored = entry.compressionMethod === 0
  return {
    isSlowToReopen: !isStored,
    async *from(start) {
      let skipBytes = isStored ? 0 : start
      try {
        const stream = await zip.openReadStreamPromise(entry, isStored ? { start } : {})
        for await (const piece of stream as AsyncIterable<Buffer>) {
          const skipped = Math.min(skipBytes, piece.length)
          skipBytes -= skipped
          if (skipped < piece.length) yield piece.subarray(skipped)
        }
      } catch (cause) {
        throw new DamagedZip(`${entry.fileName} cannot be unpacked: ${(cause as Error).message}`)
      }
    },
  }
}

/** What no digest covers, such as the time in a signature's envelope, is held by the ZIP's own checksum. */
async function* whole(pieces: AsyncIterable<Uint8Array>, entry: Entry): AsyncGenerator<Uint8Array> {
  let checksum = 0
  for await (const piece of pieces) {
    checksum = crc32(piece, checksum)
    yield piece
  }
  if (checksum !== entry.crc32) throw new DamagedZip(`${entry.fileName} is not what was packed (CRC-32).`)
}

/** An entry of a ZIP that cannot be read to its end. */
export class DamagedZip extends Error {}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false })
  } catch (cause) {
    throw notReadable(path, (cause as Error).message, cause)
  }
}

async function entriesOf(zip: ZipFile, path: string): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      entries.push(entry)
      if (entries.length > entriesMax) throw new Error(`it has more than ${entriesMax} files`)
    }
    return entries
  } catch (cause) {
    throw notReadable(path, (cause as Error).message, cause)
  }
}

/** A WACZ has a handful of files; a hostile one could name millions. */
const entriesMax = 10_000

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (found.isFile()) return found.size
  } catch (cause) {
    throw notReadable(path, (cause as Error).message, cause)
  }
  throw notReadable(path, 'it is no file')
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    const magic = buffer.toString('latin1', 0, bytesRead)
    return magic === 'PK\x03\x04' || magic === 'PK\x05\x06'
  } finally {
    await file.close()
  }
}

function notReadable(path: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError(`${path} cannot be imported: ${why}.`, {
    retry: 'never',
    toDo: 'Give a .warc, .warc.gz or .wacz file that exists and is whole.',
    cause,
  })
}
