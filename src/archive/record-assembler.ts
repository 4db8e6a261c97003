import { header } from '#model'
import type { WarcReading } from './warc-reader.ts'
import { parseWarcHead, type WarcRecord } from './warc-record.ts'

/** Puts records together from unpacked bytes, which come in any pieces. */
export interface RecordAssembler {
  /** The bytes that follow start at this offset of the file. */
  startAt(offsetBytes: number, format: 'plain' | 'gzip'): void
  feed(piece: Buffer): Iterable<WarcReading>
  /** A gzip member ends here, and was sound. */
  endMember(offsetBytes: number): Iterable<WarcReading>
  /** Forgets what is not whole. */
  drop(): void
  /** Nothing follows. */
  finish(): Iterable<WarcReading>
}

/** Beyond this a header is no header. Heritrix and browsertrix stay below 64 KiB. */
const headBytesMax = 1024 * 1024
const versionStart = Buffer.from('WARC/')

type State =
  | { at: 'head' }
  | {
      at: 'block'
      head: Buffer
      parsed: ReturnType<typeof parseWarcHead>
      lengthBytes: number
      offset: number
    }
  | { at: 'oversize'; leftBytes: number }
  /** Looks for a line that starts with `WARC/`. */
  | { at: 'lost' }

export function assembleRecords({ recordBytesMax }: { recordBytesMax: number }): RecordAssembler {
  let held: Buffer = Buffer.alloc(0)
  let pieces: Buffer[] = []
  let piecesBytes = 0
  let state: State = { at: 'head' }
  let format: 'plain' | 'gzip' = 'plain'
  let memberStart = 0
  /** Plain files: the file offset of the first byte that is held. */
  let heldOffset = 0
  let recordsInMember = 0
  let whole: Extract<WarcReading, { kind: 'record' }> | null = null
  /** Bytes that may still be looked at twice. */
  let lookAgainBytes = 64 * 1024 * 1024

  const offset = () => (format === 'plain' ? heldOffset : memberStart)
  const available = () => held.length + piecesBytes

  /** Joins what has come in: once a record, not once a piece. */
  function join(): void {
    if (pieces.length === 0) return
    held = held.length === 0 && pieces.length === 1 ? pieces[0]! : Buffer.concat([held, ...pieces])
    pieces = []
    piecesBytes = 0
  }

  function skip(count: number): void {
    join()
    held = held.subarray(count)
    heldOffset += count
  }

  function* work(isLast: boolean): Generator<WarcReading> {
    for (;;) {
      const before = state
      const heldBefore = available()
      if (state.at === 'lost') search()
      else if (state.at === 'oversize') skipOversize(state)
      else if (state.at === 'block') yield* takeBlock(state, isLast)
      else yield* takeHead(isLast)
      if (state === before && available() === heldBefore) return
    }
  }

  function* takeHead(isLast: boolean): Generator<WarcReading> {
    join()
    let blank = 0
    while (held[blank] === 0x0d || held[blank] === 0x0a) blank++
    if (blank > 0) skip(blank)
    if (held.length === 0) return
    const seen = Math.min(held.length, versionStart.length)
    if (held.compare(versionStart, 0, seen, 0, seen) !== 0) return yield* damage('no WARC record starts here')
    const end = headEnd(held)
    if (end < 0) {
      if (held.length > headBytesMax) yield* damage('the header does not end')
      else if (isLast) yield* damage('it ends inside the header of a record')
      return
    }
    const head = held.subarray(0, end)
    let parsed: ReturnType<typeof parseWarcHead>
    try {
      parsed = parseWarcHead(head)
    } catch (error) {
      return yield* damage((error as Error).message)
    }
    const length = header(parsed.fields, 'Content-Length') ?? ''
    if (!/^\d{1,15}$/.test(length)) return yield* damage(`"${length.slice(0, 40)}" is no Content-Length`)
    const lengthBytes = Number(length)
    const at = offset()
    if (lengthBytes > recordBytesMax) {
      const what = `${header(parsed.fields, 'WARC-Type')} of ${header(parsed.fields, 'WARC-Target-URI')}: ${lengthBytes} bytes`
      yield* release()
      yield { kind: 'too-large', offsetBytes: at, what }
      recordsInMember += 2
      skip(end)
      state = { at: 'oversize', leftBytes: lengthBytes }
      return
    }
    skip(end)
    state = { at: 'block', head: Buffer.from(head), parsed, lengthBytes, offset: at }
  }

  function* takeBlock(now: Extract<State, { at: 'block' }>, isLast: boolean): Generator<WarcReading> {
    const { head, parsed, lengthBytes } = now
    if (available() < lengthBytes) {
      if (isLast) yield* damage(`the record says ${lengthBytes} bytes, ${available()} are there`, now)
      return
    }
    if (available() < lengthBytes + 4 && !isLast) return
    join()
    let end = lengthBytes
    while (end < lengthBytes + 4 && (held[end] === 0x0d || held[end] === 0x0a)) end++
    const isShortEnd = end < lengthBytes + 4 && end < held.length
    // Some programs leave out the line ends behind the block: let it pass where a record follows all the same.
    if (isShortEnd && !held.subarray(end, end + 5).equals(versionStart)) {
      return yield* damage(`its block is longer than the ${lengthBytes} bytes it says`, now)
    }
    const block = held.subarray(0, lengthBytes)
    const stored = head.length + end
    skip(end)
    yield* release()
    recordsInMember++
    const record: WarcRecord = { head, ...parsed, block }
    whole = { kind: 'record', record, offsetBytes: now.offset, lengthBytes: format === 'plain' ? stored : 0 }
    if (format === 'plain') yield* release()
    state = { at: 'head' }
  }

  function skipOversize(now: Extract<State, { at: 'oversize' }>): void {
    const count = Math.min(now.leftBytes, available())
    skip(count)
    state = now.leftBytes === count ? { at: 'head' } : { at: 'oversize', leftBytes: now.leftBytes - count }
  }

  function* damage(reason: string, inBlock?: Extract<State, { at: 'block' }>): Generator<WarcReading> {
    yield* release()
    yield { kind: 'damaged', offsetBytes: inBlock?.offset ?? offset(), reason }
    join()
    // The length may be what is wrong: the next record is then among the bytes taken for the block.
    if (inBlock) {
      lookAgainBytes -= held.length
      if (lookAgainBytes < 0) skip(held.length)
    } else skip(Math.min(1, held.length))
    state = { at: 'lost' }
  }

  function search(): void {
    join()
    const found = findVersionLine(held)
    if (found >= 0) {
      skip(found)
      state = { at: 'head' }
      // The last bytes may be the beginning of such a line.
    } else skip(Math.max(0, held.length - 16))
  }

  /** Hands out a record that waited for its gzip member to prove sound, or to turn out to hold others too. */
  function* release(memberEnd?: number): Generator<WarcReading> {
    if (!whole) return
    const isAlone = memberEnd !== undefined && recordsInMember === 1
    yield isAlone ? { ...whole, lengthBytes: memberEnd - whole.offsetBytes } : whole
    whole = null
  }

  return {
    startAt(offsetBytes, itsFormat) {
      format = itsFormat
      memberStart = offsetBytes
      if (format === 'plain') heldOffset = offsetBytes
      recordsInMember = 0
      if (state.at === 'lost') this.drop()
    },
    *feed(piece) {
      if (state.at === 'block' && format === 'gzip' && recordsInMember === 0 && startsVersion(piece)) {
        // A new member starts with a record of its own: the one before is short.
        if (state.offset !== memberStart) yield* this.finish()
      }
      pieces.push(piece)
      piecesBytes += piece.length
      if (state.at === 'block' && available() < state.lengthBytes + 4) return
      yield* work(false)
    },
    *endMember(offsetBytes) {
      // The line ends behind the last block may be missing: then the block is taken as it is.
      if (state.at === 'block' && available() >= state.lengthBytes) yield* work(true)
      yield* release(offsetBytes)
    },
    drop() {
      held = Buffer.alloc(0)
      pieces = []
      piecesBytes = 0
      state = { at: 'head' }
      whole = null
    },
    *finish() {
      // Each damage leaves fewer bytes to look at.
      while (available() > 0 || state.at === 'block') {
        const before = available()
        yield* work(true)
        if (state.at === 'lost' || available() === before) break
      }
      yield* release()
      this.drop()
    },
  }
}

function startsVersion(piece: Buffer): boolean {
  return piece.subarray(0, versionStart.length).equals(versionStart)
}

/** Behind the first empty line; -1 if there is none yet. */
function headEnd(bytes: Buffer): number {
  const strict = bytes.indexOf('\r\n\r\n')
  const bare = bytes.indexOf('\n\n')
  if (strict >= 0 && (bare < 0 || strict < bare)) return strict + 4
  return bare < 0 ? -1 : bare + 2
}

/** Where a line starts that names a version of WARC; -1 if none does. */
function findVersionLine(bytes: Buffer): number {
  for (let at = bytes.indexOf(versionStart); at >= 0; at = bytes.indexOf(versionStart, at + 1)) {
    const isLineStart = at === 0 || bytes[at - 1] === 0x0a
    if (isLineStart && /^WARC\/\d\.\d+\r?\n/.test(bytes.toString('latin1', at, at + 14))) return at
  }
  return -1
}
