import { createReadStream, type ReadStream } from 'node:fs'
import { crc32 } from 'node:zlib'
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import type { ByteSource } from './warc-reader.ts'

/** A file on disk, or a stretch of one. */
export interface FileRange {
  readonly path: string
  readonly offsetBytes: number
  readonly lengthBytes: number
}

export interface ZippedFile {
  readonly path: string
  readonly bytesTotal: number
  /** Its bytes, from any place; not held against the check sum. */
  readonly source: ByteSource
  /** All of them, held against the check sum. @throws {DamagedZip} */
  content(): AsyncIterable<Uint8Array>
  /** Where its bytes lie; null if they are compressed. */
  range(): Promise<FileRange | null>
}

/** A ZIP, or an entry of one, that cannot be read to its end. */
export class DamagedZip extends Error {}

/**
 * The files in a ZIP, which may itself be a stored entry of another. Nothing has to be closed.
 *
 * @throws {DamagedZip} if its directory cannot be read, or names very many files.
 */
export async function openZip(range: FileRange): Promise<ZippedFile[]> {
  try {
    const options = { lazyEntries: true, autoClose: false }
    const zip = await fromRandomAccessReaderPromise(new RangeReader(range), range.lengthBytes, options)
    const files: ZippedFile[] = []
    for await (const entry of zip.eachEntry()) {
      files.push(zippedFile(zip, entry, range))
      if (files.length > filesMax) throw new Error(`it has more than ${filesMax} files`)
    }
    return files
  } catch (cause) {
    throw new DamagedZip((cause as Error).message, { cause })
  }
}

/** A WACZ has a handful of files; a hostile one could name millions. */
const filesMax = 10_000

class RangeReader extends RandomAccessReader {
  readonly #range: FileRange

  constructor(range: FileRange) {
    super()
    this.#range = range
  }

  override _readStreamForRange(start: number, end: number): ReadStream {
    const { path, offsetBytes } = this.#range
    return createReadStream(path, {
      start: offsetBytes + start,
      end: offsetBytes + end - 1,
      highWaterMark: pieceBytes,
    })
  }
}

const pieceBytes = 256 * 1024

function zippedFile(zip: ZipFile, entry: Entry, within: FileRange): ZippedFile {
  const source = sourceIn(zip, entry)
  return {
    path: entry.fileName,
    bytesTotal: entry.uncompressedSize,
    source,
    content: () => checked(source.from(0), entry),
    async range() {
      if (entry.compressionMethod !== 0) return null
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
      return {
        path: within.path,
        offsetBytes: within.offsetBytes + fileDataStart,
        lengthBytes: entry.compressedSize,
      }
    },
  }
}

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
async function* checked(pieces: AsyncIterable<Uint8Array>, entry: Entry): AsyncGenerator<Uint8Array> {
  let checksum = 0
  for await (const piece of pieces) {
    checksum = crc32(piece, checksum)
    yield piece
  }
  if (checksum !== entry.crc32) throw new DamagedZip(`${entry.fileName} is not what was packed (CRC-32).`)
}
