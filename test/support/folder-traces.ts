import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { constants, createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { parseHttpMessage, removeContentCoding, removeTransferCoding } from '#model'
import { type Grams, gramsOf } from './grams.ts'

/** A place in a data folder that still holds a piece of what was to go. */
export interface Trace {
  /** The file, below the folder. */
  readonly path: string
  /** How it was come by: `gzip member at 1024`, `captures.url`; empty where the file has it as it is. */
  readonly within: string
  readonly found: string
}

/**
 * Looks through every file of a data folder for any 24 bytes in a row of what was erased: as the bytes are, in lower
 * case, in UTF-16, and escaped as in HTML or JSON; inside gzip, zstd and ZIP, also where such a stream is cut off or
 * lies in the free pages of a database; inside HTTP messages with their codings; and in every value of every table.
 *
 * A test says with `except` what else holds the same words for a good reason, such as a page of the same outlet that
 * stays. Reads each file whole: for the folders of tests.
 *
 * @returns At most one trace for each place that was looked at.
 */
export async function findTraces(
  folder: string,
  erased: string | Uint8Array,
  { except = [] }: { except?: readonly (string | Uint8Array)[] } = {},
): Promise<Trace[]> {
  const wanted = gramsOf(spellingsOf(erased), except.flatMap(spellingsOf))
  const traces: Trace[] = []
  for (const path of globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))) {
    const name = path.slice(folder.length + 1)
    const tell = (within: string, found: string) => traces.push({ path: name, within, found })
    await lookInto(readFileSync(path), wanted, tell)
    if (name.endsWith('.db') && !isLocked(path)) await lookIntoTables(path, wanted, tell)
  }
  return traces
}

type Tell = (within: string, found: string) => void

function spellingsOf(content: string | Uint8Array): Buffer[] {
  if (typeof content !== 'string') return [Buffer.from(content)]
  const html = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const texts = [content, content.normalize('NFC'), content.toLowerCase(), html, JSON.stringify(content)]
  return [...[...new Set(texts)].map((each) => Buffer.from(each)), Buffer.from(content, 'utf16le')]
}

async function lookInto(bytes: Buffer, wanted: Grams, tell: Tell, within = '', depth = 0): Promise<void> {
  const found = wanted.findIn(bytes)
  if (found !== null) tell(within, found)
  if (depth >= depthMax) return
  for (const { at, what, unpack } of packedIn(bytes)) {
    const unpacked = await unpack(bytes.subarray(at))
    const place = `${within && `${within}, `}${what} at ${at}`
    if (unpacked.length > 0) await lookInto(unpacked, wanted, tell, place, depth + 1)
  }
  for (const { at, payload } of messagesIn(bytes))
    await lookInto(payload, wanted, tell, `${within && `${within}, `}HTTP message at ${at}`, depth + 1)
}

/** A response packed by its server, in a gzip member, in an entry of a WACZ, in a backup. */
const depthMax = 5

/** A database that is nothing but a lock cannot be read; its bytes have been looked at as they are. */
function isLocked(path: string): boolean {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    database.prepare('SELECT 1 FROM sqlite_schema').get()
    return false
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return true
    throw error
  } finally {
    database.close()
  }
}

const sqliteBusy = 5

async function lookIntoTables(path: string, wanted: Grams, tell: Tell): Promise<void> {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    for (const { name } of tables) {
      for (const row of database.prepare(`SELECT * FROM "${name}"`).iterate()) {
        for (const [column, value] of Object.entries(row)) {
          if (typeof value !== 'string' && !(value instanceof Uint8Array)) continue
          await lookInto(Buffer.from(value as string), wanted, tell, `${name}.${column}`)
        }
      }
    }
  } finally {
    database.close()
  }
}

interface Packed {
  readonly at: number
  readonly what: string
  readonly unpack: (bytes: Buffer) => Promise<Buffer>
}

/** Every place where a packed stream may start; most are none, and unpack to nothing. */
function* packedIn(bytes: Buffer): Generator<Packed> {
  for (const { magic, what, unpack } of packings) {
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) yield { at, what, unpack }
  }
}

const packings = [
  {
    magic: Buffer.from([0x1f, 0x8b, 8]),
    what: 'gzip member',
    unpack: (bytes: Buffer) =>
      unpackAsFarAsItGoes(bytes, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })),
  },
  {
    magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    what: 'zstd frame',
    unpack: (bytes: Buffer) => unpackAsFarAsItGoes(bytes, createZstdDecompress()),
  },
  {
    magic: Buffer.from('PK\x03\x04'),
    what: 'ZIP entry',
    async unpack(bytes: Buffer) {
      const isDeflated = bytes.length > 30 && bytes.readUInt16LE(8) === 8
      if (!isDeflated) return Buffer.alloc(0) // What is only stored has been looked at as it is.
      const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)
      return unpackAsFarAsItGoes(bytes.subarray(start), createInflateRaw())
    },
  },
]

/** What came before the damage, or before the end, counts as well: half a page is still a page. */
async function unpackAsFarAsItGoes(
  bytes: Buffer,
  engine: ReturnType<typeof createGunzip | typeof createInflateRaw | typeof createZstdDecompress>,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  await new Promise<void>((resolve) => {
    engine.on('data', (piece: Buffer) => pieces.push(piece))
    engine.on('end', resolve)
    engine.on('error', () => resolve())
    engine.on('close', resolve)
    engine.end(bytes.subarray(0, packedBytesMax))
  })
  engine.destroy()
  return Buffer.concat(pieces)
}

const packedBytesMax = 16 * 1024 * 1024

/** Bodies of HTTP messages, as a reader of the page would have them. */
function* messagesIn(bytes: Buffer): Generator<{ at: number; payload: Buffer }> {
  for (let at = bytes.indexOf('HTTP/1.'); at >= 0; at = bytes.indexOf('HTTP/1.', at + 1)) {
    try {
      const { headers, body } = parseHttpMessage(bytes.subarray(at))
      const coded = removeTransferCoding(headers, body)
      const payload = removeContentCoding(headers, withoutRecordEnd(coded), packedBytesMax)
      if (payload.length > 0 && payload !== body) yield { at, payload: Buffer.from(payload) }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
}

/** Behind the body may come the line ends of a WARC record, which a decoder would stumble over. */
function withoutRecordEnd(body: Uint8Array): Uint8Array {
  return Buffer.from(body.slice(-4)).equals(Buffer.from('\r\n\r\n')) ? body.subarray(0, -4) : body
}
