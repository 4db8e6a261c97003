import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { ServiceError } from '#model'
import type { PackedFile } from './wacz-package.ts'
import type { ByteSource } from './warc-reader.ts'
import { DamagedZip, type FileRange, openZip, type ZippedFile } from './zip-file.ts'

/** A WARC file, or one inside a WACZ. */
export interface WarcFile {
  /** As it is told to people: the path, or the name inside the WACZ. */
  readonly name: string
  readonly source: ByteSource
  readonly bytesTotal: number
}

/** What a path holds: the WARC files, and of each WACZ all of its files. */
export interface ImportSource {
  /**
   * Tells whether it is the file that an earlier import began with, wherever it lies now: its size, when it was last
   * changed, and the digest of how it begins and ends.
   */
  readonly identity: string
  readonly warcFiles: readonly WarcFile[]
  readonly packages: readonly (readonly PackedFile[])[]
}

/**
 * Opens a WARC file, a WACZ with the WARC files in its `archive/`, or a ZIP of WACZ files (Multi-WACZ).
 *
 * @throws {ServiceError} if the file cannot be read, or is a ZIP that is none, or holds no WARC.
 */
export async function openImport(path: string): Promise<ImportSource> {
  const { identity, lengthBytes, isZip } = await lookAt(path)
  if (!isZip) {
    const source = { from: (start: number) => createReadStream(path, { start, highWaterMark: pieceBytes }) }
    return { identity, warcFiles: [{ name: path, source, bytesTotal: lengthBytes }], packages: [] }
  }
  try {
    const found = await openPackage({ path, offsetBytes: 0, lengthBytes }, '')
    if (found.warcFiles.length === 0) throw new DamagedZip('it is a ZIP with no WARC file under archive/')
    return { identity, ...found }
  } catch (error) {
    if (error instanceof DamagedZip) throw notReadable(path, error.message, error)
    throw error
  }
}

const pieceBytes = 256 * 1024

/** @param prefix Of the names, for a WACZ that lies in another ZIP. */
async function openPackage(
  range: FileRange,
  prefix: string,
): Promise<Pick<ImportSource, 'warcFiles' | 'packages'>> {
  const files = await openZip(range)
  const warcFiles = files
    .filter(({ path }) => /^archive\/[^/]+\.w?arc(\.gz)?$/i.test(path))
    .map(namedBelow(prefix))
  const packages = [files]
  // One in another, and no deeper: that is all there is of the kind.
  const inner = prefix === '' ? files.filter(({ path }) => /\.wacz$/i.test(path)) : []
  const opened = []
  for (const file of inner) {
    const place = await file.range()
    if (!place) throw new DamagedZip(`${file.path} is compressed once more in it; unpack it first`)
    opened.push(await openPackage(place, `${file.path}/`))
  }
  return {
    warcFiles: [...warcFiles, ...opened.flatMap((each) => each.warcFiles)],
    packages: [...packages, ...opened.flatMap((each) => each.packages)],
  }
}

function namedBelow(prefix: string): (file: ZippedFile) => WarcFile {
  return ({ path, source, bytesTotal }) => ({ name: prefix + path, source, bytesTotal })
}

async function lookAt(path: string): Promise<{ identity: string; lengthBytes: number; isZip: boolean }> {
  const file = await openFile(path)
  try {
    const { size, mtimeMs } = await file.stat()
    const start = await read(file, 0, Math.min(size, identityBytes))
    const end = await read(file, Math.max(0, size - identityBytes), Math.min(size, identityBytes))
    const hash = createHash('sha256').update(`${size} ${mtimeMs} `).update(start).update(end)
    const magic = start.toString('latin1', 0, 4)
    return {
      identity: hash.digest('hex'),
      lengthBytes: size,
      isZip: magic === 'PK\x03\x04' || magic === 'PK\x05\x06',
    }
  } finally {
    await file.close()
  }
}

/** A WACZ ends with the directory of all its files and their check sums. */
const identityBytes = 64 * 1024

async function openFile(path: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).isFile()) return await open(path, 'r')
  } catch (cause) {
    throw notReadable(path, (cause as Error).message, cause)
  }
  throw notReadable(path, 'it is no file')
}

async function read(file: FileHandle, position: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, position)
  return buffer.subarray(0, bytesRead)
}

function notReadable(path: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError(`${path} cannot be imported: ${why}.`, {
    retry: 'never',
    toDo: 'Give a .warc, .warc.gz or .wacz file that exists and is whole.',
    cause,
  })
}
