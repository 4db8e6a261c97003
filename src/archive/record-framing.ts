import { createHash } from 'node:crypto'
import { type HeaderList, header } from '#model'
import { makeWarcRecord, parseWarcHead, type WarcRecord } from './warc-record.ts'

/** How records lie one behind the other in a kind of file. */
export interface Framing {
  /** Whether these bytes start a record, as far as they go. */
  startsRecord(bytes: Buffer): boolean
  /** Where the header ends and the block starts; -1 if these bytes do not reach that far. */
  headEnd(bytes: Buffer): number
  /** @throws {RangeError} saying what is wrong with the header. */
  open(head: Buffer): OpenedRecord
  /** How many line end bytes have to follow a block, and how many may. */
  readonly endBytesMin: number
  readonly endBytesMax: number
  /** Where the first record starts behind damage; -1 if none does. */
  findStart(bytes: Buffer): number
}

export interface OpenedRecord {
  readonly blockBytes: number
  /** For messages. */
  readonly what: string
  /** The record, now that its block is there. */
  close(block: Uint8Array): WarcRecord
}

const warcStart = Buffer.from('WARC/')

/** WARC 0.17 to 1.1: a block of named fields, an empty line, the block, two line ends. */
export const warcFraming: Framing = {
  endBytesMin: 4,
  endBytesMax: 4,

  startsRecord: (bytes) => startsAlike(bytes, warcStart),

  headEnd(bytes) {
    const strict = bytes.indexOf('\r\n\r\n')
    const bare = bytes.indexOf('\n\n')
    if (strict >= 0 && (bare < 0 || strict < bare)) return strict + 4
    return bare < 0 ? -1 : bare + 2
  },

  open(bytes) {
    const head = Buffer.from(bytes)
    const parsed = parseWarcHead(head)
    const blockBytes = parseLength(header(parsed.fields, 'Content-Length') ?? '')
    const what = `${header(parsed.fields, 'WARC-Type')} of ${header(parsed.fields, 'WARC-Target-URI')}`
    return { blockBytes, what, close: (block) => ({ head, ...parsed, block }) }
  },

  findStart(bytes) {
    for (let at = bytes.indexOf(warcStart); at >= 0; at = bytes.indexOf(warcStart, at + 1)) {
      const isLineStart = at === 0 || bytes[at - 1] === 0x0a
      if (isLineStart && /^WARC\/\d{1,3}\.\d{1,3}\r?\n/.test(bytes.toString('latin1', at, at + 16))) return at
    }
    return -1
  },
}

const arcStart = Buffer.from('filedesc:')
/** Version 1 has five fields, version 2 ten; the URL may hold spaces, so the line is read from its end. */
const arcLine =
  /^([a-z][a-z0-9+.-]{1,20}:[^\r\n]{0,8192}?) ([0-9a-f.:]{1,45}) (\d{14}) (\S{1,255})(?: [^ \r\n]{1,255} \S{1,255} \S{1,8192} \S{1,20} \S{1,1024})? (\d{1,15})\r?\n/i

/**
 * ARC 1 and 2: one line, the block, a line end. Records are given as the WARC records that they amount to, with an
 * id made from what they hold.
 *
 * @see https://archive.org/web/researcher/ArcFileFormat.php
 */
export const arcFraming: Framing = {
  endBytesMin: 1,
  endBytesMax: 2,
  startsRecord: (bytes) => /^[a-z][a-z0-9+.-]{0,20}(:|$)/i.test(bytes.toString('latin1', 0, 22)),
  headEnd: (bytes) => bytes.indexOf(0x0a) + 1 || -1,

  open(bytes) {
    const match = arcLine.exec(bytes.toString('latin1'))
    if (!match) throw new RangeError(`"${bytes.toString('latin1', 0, 80).trim()}" is no header line of ARC`)
    const [, url = '', address = '', date = '', mediaType = '', length = ''] = match
    return {
      blockBytes: parseLength(length),
      what: url,
      close: (block) => recordOfArc({ url, address, date, mediaType }, block),
    }
  },

  findStart(bytes) {
    const found = new RegExp(`\\n(?=${arcLine.source.slice(1)})`, 'i').exec(bytes.toString('latin1'))
    return found ? found.index + 1 : -1
  },
}

/** Only an ARC file starts with the address of its own description. */
export function framingOf(firstBytes: Buffer): Framing {
  return startsAlike(firstBytes, arcStart) && firstBytes.length > 0 ? arcFraming : warcFraming
}

function recordOfArc(
  { url, address, date, mediaType }: { url: string; address: string; date: string; mediaType: string },
  block: Uint8Array,
): WarcRecord {
  const isHttp = Buffer.from(block.subarray(0, 5)).toString('latin1') === 'HTTP/'
  const hash = createHash('sha256').update(`${url} ${date} `).update(block).digest('hex')
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
  const fields: HeaderList = [
    ['WARC-Type', url.startsWith('filedesc:') ? 'warcinfo' : isHttp ? 'response' : 'resource'],
    ['WARC-Record-ID', `<urn:uuid:${id}>`],
    ['WARC-Target-URI', url],
    ['WARC-Date', date.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z')],
    ...(address === '0.0.0.0' ? [] : ([['WARC-IP-Address', address]] as const)),
    ['Content-Type', isHttp ? 'application/http;msgtype=response' : mediaType],
  ]
  return { ...makeWarcRecord(fields, block), version: 'arc' }
}

function parseLength(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new RangeError(`"${text.slice(0, 40)}" is no length of a block`)
  return Number(text)
}

function startsAlike(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length)
  return bytes.compare(start, 0, length, 0, length) === 0
}
