import { createHash, hash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'
import yazl from 'yazl'
import { ServiceError } from '#model'
import { syncFolder } from './files/replace-file.ts'

/**
 * A backup is a ZIP file (stored, not compressed: segments are gzip already) of a data folder as it stood at one
 * moment, with `manifest.json` as its last entry: format, and the SHA-256 of every file. It holds the log's private key.
 */
const format = 'verbatim-backup/1'

interface Manifest {
  readonly format: typeof format
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>
}

/**
 * Databases are copied in this order, and segments last. What a database names lies in one that is copied after it
 * (how far the journal has read the catalog, a snapshot's leaf in the log, its capture in the index, the capture's bytes
 * in a segment), so whatever is added while the copy runs can only be too much, which recovery sorts out, and never too
 * little.
 */
const databases = [
  'subscriptions.db',
  'catalog.db',
  'frontier.db',
  'notices.db',
  'accounts.db',
  'log/log.db',
  'captures.db',
]

/**
 * Writes everything that a data folder holds into one file, beside a running service. The file appears under its
 * name only once it is whole and durable.
 *
 * @throws {ServiceError} if the file exists already, or the folder holds nothing.
 */
export async function writeBackup(folder: string, file: string): Promise<{ files: number; bytes: number }> {
  if (existsSync(file))
    throw new ServiceError(`${file} exists already.`, {
      retry: 'never',
      toDo: 'Name a file that does not exist yet.',
    })
  if (isInside(file, folder)) {
    throw new ServiceError(`${file} lies in the data folder, and would be backed up the next time.`, {
      retry: 'never',
      toDo: 'Name a file outside of it, best on another disk.',
    })
  }
  if (!existsSync(join(folder, 'captures.db'))) {
    throw new ServiceError(`${folder} is no data folder of Verbatim.`, {
      retry: 'never',
      toDo: 'Name it with --data DIR.',
    })
  }
  const scratch = mkdtempSync(join(dirname(resolve(file)), '.verbatim-backup-'))
  const part = join(scratch, 'part.zip')
  try {
    const sources = copyDatabases(folder, scratch)
    for (const name of plainFiles(folder)) {
      const path = join(folder, name)
      // The mark of a segment that was sealed this moment is gone.
      const found = statSync(path, { throwIfNoEntry: false })
      if (found) sources.push({ name, path, bytes: found.size })
    }
    refuseIfSegmentsAreMissing(join(scratch, 'captures.db'), new Set(sources.map(({ name }) => name)))
    const bytes = await writeZip(part, sources)
    renameSync(part, file)
    syncFolder(dirname(resolve(file)))
    return { files: sources.length, bytes }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function isInside(file: string, folder: string): boolean {
  const path = relative(resolve(folder), resolve(file))
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

/** An erasure writes segments anew while the service runs: the copy of the index may name one that has gone since. */
function refuseIfSegmentsAreMissing(index: string, names: ReadonlySet<string>): void {
  const database = new DatabaseSync(index, { readOnly: true })
  try {
    const rows = database.prepare('SELECT DISTINCT segment_id AS id FROM captures').all()
    const missing = rows.find(({ id }) => !names.has(`segments/${id}`))
    if (!missing) return
    throw new ServiceError(`Segment ${missing['id']} is missing, or was written anew just now.`, {
      retry: 'later',
      toDo: 'Take the backup again; if it is still missing then, run `verbatim fsck`.',
    })
  } finally {
    database.close()
  }
}

interface SourceFile {
  readonly name: string
  readonly path: string
  /** As it is now; what is appended later is left out. */
  readonly bytes: number
}

function copyDatabases(folder: string, scratch: string): SourceFile[] {
  return databases
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => {
      const path = join(scratch, basename(name))
      const database = new DatabaseSync(join(folder, name), { timeout: 10_000 })
      try {
        database.prepare('VACUUM INTO ?').run(path)
      } finally {
        database.close()
      }
      return { name, path, bytes: statSync(path).size }
    })
}

/** Everything but databases and what belongs to them. The marks of open segments go along. */
function plainFiles(folder: string): string[] {
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => name !== 'log/last-signed') // Read after the database it could name a head that this copy lacks.
    .filter((name) => name !== 'samples-served.json') // Of the process that runs, not of the folder.
    .filter((name) => !/\.db(-wal|-shm|-journal)?$|\.rebuilding|\.write-probe|\.new$/.test(name))
    .sort()
}

async function writeZip(path: string, sources: readonly SourceFile[]): Promise<number> {
  const zip = new yazl.ZipFile()
  const written = pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  const files: Record<string, { bytes: number; sha256: string }> = {}
  for (const source of sources) {
    if (source.bytes <= readAtOnceMax) {
      const content = source.bytes === 0 ? Buffer.alloc(0) : readFileSync(source.path)
      files[source.name] = { bytes: content.length, sha256: hash('sha256', content) }
      zip.addBuffer(content, source.name, { compress: false })
      continue
    }
    const sha256 = await digestOf(source)
    files[source.name] = { bytes: source.bytes, sha256 }
    zip.addReadStreamLazy(source.name, { compress: false, size: source.bytes }, (give) =>
      give(null, firstBytes(source)),
    )
  }
  zip.addBuffer(Buffer.from(JSON.stringify({ format, files } satisfies Manifest)), 'manifest.json', {
    compress: false,
  })
  zip.end()
  await written
  await syncFile(path)
  return statSync(path).size
}

/**
 * An outlet's file may be replaced between the look at its digest and the copy, many segments later; so small files
 * are read once. Large ones (segments, copies of databases) only grow.
 */
const readAtOnceMax = 256 * 1024

function firstBytes({ path, bytes }: SourceFile): NodeJS.ReadableStream {
  return createReadStream(path, { end: bytes - 1 })
}

async function digestOf(source: SourceFile): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of firstBytes(source)) hash.update(chunk)
  return hash.digest('hex')
}

/**
 * Makes a data folder from a backup, every file checked against its digest. A folder that is not there yet appears
 * only once it is whole; into one that is there, such as a mount point, the files move when all have been checked.
 *
 * @throws {ServiceError} if the folder holds anything already, or the file is no whole backup.
 */
export async function restoreBackup(file: string, folder: string): Promise<{ files: number; bytes: number }> {
  const isThere = existsSync(folder)
  if (isThere && readdirSync(folder).some((name) => name !== ofTheFileSystem)) {
    throw new ServiceError(`${folder} is not empty.`, {
      retry: 'never',
      toDo: 'Name another folder with --data DIR: a restore overwrites nothing.',
    })
  }
  const target = resolve(folder)
  const made = mkdirSync(dirname(target), { recursive: true })
  // A mount point can be neither removed nor replaced, and lies on another file system than what is around it.
  const scratch = mkdtempSync(join(isThere ? target : dirname(target), '.verbatim-restore-'))
  try {
    const restored = await unzip(file, scratch).catch((cause: Error) => {
      throw notWhole(file, cause.message, cause)
    })
    if (isThere) moveUp(scratch, target)
    else renameSync(scratch, target)
    syncFolder(isThere ? target : dirname(target))
    return restored
  } catch (error) {
    rmSync(made ?? scratch, { recursive: true, force: true })
    throw error
  }
}

/** What `mkfs` puts into the root of a file system. */
const ofTheFileSystem = 'lost+found'

/** Last comes what a data folder is known by: until then a start finds none. */
function moveUp(from: string, to: string): void {
  const last = 'captures.db'
  const names = readdirSync(from).sort((a, b) => Number(a === last) - Number(b === last))
  for (const name of names) renameSync(join(from, name), join(to, name))
  rmSync(from, { recursive: true })
}

async function unzip(file: string, into: string): Promise<{ files: number; bytes: number }> {
  const found = new Map<string, { bytes: number; sha256: string }>()
  const zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false })
  let manifest: Manifest | null = null
  try {
    for await (const entry of zip.eachEntry()) {
      // yauzl refuses absolute names and `..` by itself; folders have no entries of their own here.
      const path = join(into, entry.fileName)
      mkdirSync(dirname(path), { recursive: true })
      const hash = createHash('sha256')
      const hashing = new Transform({
        transform(chunk, _encoding, done) {
          hash.update(chunk)
          done(null, chunk)
        },
      })
      await pipeline(
        await zip.openReadStreamPromise(entry),
        hashing,
        createWriteStream(path, { flags: 'wx', mode: 0o600 }),
      )
      await syncFile(path)
      if (entry.fileName === 'manifest.json') {
        manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
        rmSync(path)
      } else found.set(entry.fileName, { bytes: entry.uncompressedSize, sha256: hash.digest('hex') })
    }
  } finally {
    zip.close()
  }
  if (manifest?.format !== format || !manifest.files) throw new Error('it has no manifest of a backup')
  const expected = new Map(Object.entries(manifest.files))
  for (const [name, { sha256 }] of expected) {
    if (found.get(name)?.sha256 !== sha256) throw new Error(`${name} is missing or altered`)
  }
  for (const name of found.keys()) {
    if (!expected.has(name)) throw new Error(`${name} was put in afterwards`)
  }
  for (const folder of new Set([...found.keys()].map((name) => dirname(join(into, name))))) syncFolder(folder)
  return { files: found.size, bytes: [...found.values()].reduce((sum, each) => sum + each.bytes, 0) }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

function notWhole(file: string, why: string, cause: unknown): ServiceError {
  return new ServiceError(`${file} is no whole backup of Verbatim: ${why}.`, {
    retry: 'never',
    toDo: 'Take another backup; nothing was restored from this one.',
    cause,
  })
}
