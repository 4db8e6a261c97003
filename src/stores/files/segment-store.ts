import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { type FileHandle, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OpenSegment, SegmentCorruptError, type SegmentInfo, type SegmentStore } from '#archive'
import { base32, formatTimestamp14, type SegmentId, ServiceError } from '#model'
import { type FileLock, tryLock } from './file-lock.ts'

/**
 * WARC segments as files of one folder: `verbatim-20261124140130-k3j5x2qa.warc.gz`.
 *
 * Beside a segment that is not sealed lie `….warc.gz.open`, which says so, and `….warc.gz.lock.db`, locked by the
 * process that appends. Sealing removes both. So a complete archive is a folder of plain `.warc.gz` files, ready for
 * any other program.
 *
 * @throws {ServiceError} if the folder cannot be made.
 */
export function openFileSegmentStore(folder: string): SegmentStore {
  makeFolder(folder)
  const held = new Set<OpenSegment>()
  const pathOf = (id: SegmentId) => join(folder, id)
  const markPathOf = (id: SegmentId) => join(folder, `${id}.open`)
  const lockPathOf = (id: SegmentId) => join(folder, `${id}.lock.db`)

  async function openHeld(id: SegmentId, lock: FileLock, flags: 'r+' | 'wx+'): Promise<OpenSegment> {
    const file = await open(pathOf(id), flags)
    const segment = openSegment({
      id,
      file,
      lengthBytes: (await file.stat()).size,
      async letGo({ sealed }) {
        held.delete(segment)
        if (!sealed) return lock.release()
        await rm(markPathOf(id))
        lock.remove()
        await syncFolder(folder)
      },
    })
    held.add(segment)
    return segment
  }

  return {
    async create(createdAt, inPlaceOf) {
      const id = segmentIdAt(/-(\d{14})-/.exec(inPlaceOf ?? '')?.[1] ?? formatTimestamp14(createdAt))
      const lock = tryLock(lockPathOf(id))
      if (!lock) throw new Error(`The new lock ${lockPathOf(id)} is taken.`)
      try {
        // Before the segment itself: without its mark it would pass for a sealed one.
        await writeFile(markPathOf(id), '')
        const segment = await openHeld(id, lock, 'wx+')
        await syncFolder(folder)
        return segment
      } catch (cause) {
        // The mark stays: whatever there is of the segment is not sealed.
        lock.release()
        throw cannotWrite(id, cause)
      }
    },

    async hold(id) {
      if (!existsSync(markPathOf(checked(id)))) return null
      const lock = tryLock(lockPathOf(id))
      if (!lock) return null
      // Between the look and the lock another process may have sealed it.
      if (!existsSync(markPathOf(id))) {
        lock.remove()
        return null
      }
      try {
        return await openHeld(id, lock, 'r+')
      } catch (cause) {
        lock.release()
        throw cannotWrite(id, cause)
      }
    },

    async list() {
      const names = await readdir(folder)
      const marks = new Set(names.filter((each) => each.endsWith('.open')))
      const segments: SegmentInfo[] = []
      for (const name of names.filter(isSegmentName).sort()) {
        const { size } = await stat(join(folder, name))
        segments.push({ id: name as SegmentId, lengthBytes: size, sealed: !marks.has(`${name}.open`) })
      }
      return segments
    },

    async read({ segmentId, offsetBytes, lengthBytes }) {
      const file = await openToRead(pathOf(checked(segmentId)), segmentId)
      try {
        const bytes = Buffer.allocUnsafe(lengthBytes)
        const count = await readFully(file, bytes, offsetBytes)
        if (count === lengthBytes) return bytes
        const end = offsetBytes + lengthBytes
        throw new SegmentCorruptError(segmentId, `it ends before byte ${end}, at ${offsetBytes + count}`)
      } finally {
        await file.close()
      }
    },

    async *stream(id, fromBytes) {
      const file = await openToRead(pathOf(checked(id)), id)
      try {
        const { size } = await file.stat()
        for (let at = fromBytes; at < size; ) {
          const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - at))
          const count = await readFully(file, piece, at)
          if (count === 0) return
          yield piece.subarray(0, count)
          at += count
        }
      } finally {
        await file.close()
      }
    },

    async remove(id) {
      for (const path of [pathOf(checked(id)), markPathOf(id), lockPathOf(id)])
        await rm(path, { force: true })
      await syncFolder(folder)
    },

    async close() {
      for (const segment of held) await segment.release()
    },
  }
}

const pieceBytes = 256 * 1024

interface SegmentFile {
  readonly id: SegmentId
  readonly file: FileHandle
  readonly lengthBytes: number
  letGo(how: { sealed: boolean }): Promise<void>
}

function openSegment({ id, file, lengthBytes: initialBytes, letGo }: SegmentFile): OpenSegment {
  let lengthBytes = initialBytes
  let failed = false

  async function change<T>(work: () => Promise<T>): Promise<T> {
    if (failed) throw cannotWrite(id, new Error('An earlier write failed.'))
    try {
      return await work()
    } catch (cause) {
      // What the disk holds now is not known: a failed fsync may not be tried again.
      failed = true
      throw cannotWrite(id, cause)
    }
  }

  async function writeAt(position: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
      done += bytesWritten
    }
  }

  return {
    id,
    get lengthBytes() {
      return lengthBytes
    },
    append: (bytes) =>
      change(async () => {
        const offsetBytes = lengthBytes
        await writeAt(offsetBytes, bytes)
        await file.datasync()
        lengthBytes = offsetBytes + bytes.length
        return offsetBytes
      }),
    renew: (fromBytes) =>
      change(async () => {
        for (let at = fromBytes; at < lengthBytes; ) {
          const piece = Buffer.allocUnsafe(Math.min(pieceBytes, lengthBytes - at))
          const count = await readFully(file, piece, at)
          if (count === 0) break
          await writeAt(at, piece.subarray(0, count))
          at += count
        }
        await file.sync()
      }),
    truncate: (toBytes) =>
      change(async () => {
        await file.truncate(toBytes)
        await file.sync()
        lengthBytes = toBytes
      }),
    async seal() {
      await change(() => file.sync())
      await file.close()
      await letGo({ sealed: true })
    },
    async release() {
      await file.close()
      await letGo({ sealed: false })
    },
  }
}

function segmentIdAt(timestamp14: string): SegmentId {
  const random = base32(randomBytes(5)).toLowerCase()
  return `verbatim-${timestamp14}-${random}.warc.gz` as SegmentId
}

function isSegmentName(name: string): boolean {
  return /^[\w-][\w.-]*\.warc\.gz$/.test(name)
}

/** An id that came out of a damaged index must not lead out of the folder. */
function checked(id: SegmentId): SegmentId {
  if (!isSegmentName(id)) throw new SegmentCorruptError(id, 'that is no name of a segment')
  return id
}

async function openToRead(path: string, id: SegmentId): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new SegmentCorruptError(id, 'the file is missing', cause)
  }
}

async function readFully(file: FileHandle, into: Buffer, position: number): Promise<number> {
  let done = 0
  while (done < into.length) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

/** A new file's name is durable only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw new ServiceError(`The archive folder ${folder} cannot be made.`, {
      retry: 'never',
      toDo: 'Check that this user may write there, and that the disk is not full.',
      cause,
    })
  }
}

function cannotWrite(id: SegmentId, cause: unknown): ServiceError {
  const isFull = (cause as NodeJS.ErrnoException).code === 'ENOSPC'
  return new ServiceError(`Segment ${id} cannot be written${isFull ? ': the disk is full' : ''}.`, {
    retry: 'later',
    toDo: isFull
      ? 'Free some space; nothing that was acknowledged is lost.'
      : "Check the disk and the folder's rights; nothing that was acknowledged is lost.",
    cause,
  })
}
