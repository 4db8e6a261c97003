import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { ServiceError } from '#model'
import type { ByteSource } from './warc-reader.ts'

/** A WARC file, or one inside a WACZ. */
export interface WarcFile {
  /** As it is told to people: the path, or the name inside the WACZ. */
  readonly name: string
  readonly source: ByteSource
  readonly bytesTotal: number
}

/**
 * The WARC files of a path: the file itself, or what lies in `archive/` of a WACZ.
 *
 * @throws {ServiceError} if the file cannot be read, or is a ZIP that is none, or holds no WARC.
 */
export async function* openWarcFiles(path: string): AsyncGenerator<WarcFile> {
  const size = await sizeOf(path)
  if (!(await isZip(path))) {
    const source = { from: (start: number) => createReadStream(path, { start, highWaterMark: pieceBytes }) }
    yield { name: path, source, bytesTotal: size }
    return
  }
  let count = 0
  const zip = await openZip(path)
  try {
    for await (const entry of entriesOf(zip, path)) {
      if (!/(^|\/)archive\/[^/]+\.w?arc(\.gz)?$/i.test(entry.fileName)) continue
      count++
      yield { name: entry.fileName, source: sourceIn(zip, entry), bytesTotal: entry.uncompressedSize }
    }
  } finally {
    zip.close()
  }
  if (count === 0) throw notReadable(path, 'it is a ZIP with no WARC file under archive/')
}

const pieceBytes = 256 * 1024

/** A stored entry is read from any place; a deflated one has to be read from its start. */
function sourceIn(zip: ZipFile, entry: Entry): ByteSource {
  return {
    async *from(start) {
      const isStored = entry.compressionMethod === 0
      const stream = await zip.openReadStreamPromise(entry, isStored ? { start } : {})
      let skipBytes = isStored ? 0 : start
      for await (const piece of stream as AsyncIterable<Buffer>) {
        const skipped = Math.min(skipBytes, piece.length)
        skipBytes -= skipped
        if (skipped < piece.length) yield piece.subarray(skipped)
      }
    },
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false })
  } catch (cause) {
    throw notReadable(path, (cause as Error).message, cause)
  }
}

async function* entriesOf(zip: ZipFile, path: string): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry()
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause
    throw notReadable(path, (cause as Error).message, cause)
  }
}

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
