import { type Framing, framingOf, type OpenedRecord } from './record-framing.ts'
import type { WarcReading } from './warc-reader.ts'

/** Puts records together from unpacked bytes, which come in any pieces. */
export interface RecordAssembler {
  /** The bytes that follow start at this offset of the file. */
  startAt(offsetBytes: number, format: 'plain' | 'gzip'): void
  feed(piece: Buffer): Iterable<WarcReading>
  /** A gzip member ends here, and was sound. */
  endMember(offsetBytes: number): Iterable<WarcReading>
  /** Whether these bytes start a record of the kind that the file holds. */
  startsRecord(piece: Buffer): boolean
  /** Forgets what is not whole. */
  drop(): void
  /** Nothing follows. */
  finish(): Iterable<WarcReading>
}

type State =
  | { at: 'head' }
  | { at: 'block'; head: OpenedRecord; headBytes: number; offset: number }
  | { at: 'oversize'; leftBytes: number }
  /** Looks for the start of a record. */
  | { at: 'lost' }

const sharedMember =
  'several records share one gzip member, so that none can be found by offset; all are read'
const missingEnd = 'the line ends behind its block are missing; it is read all the same'

/** Beyond this a header is no header. Heritrix and browsertrix stay below 64 KiB. */
const headBytesMax = 1024 * 1024
/** Longer than any line that starts a record needs to be to be known as one. */
const startBytesMax = 20 * 1024

export function assembleRecords({ recordBytesMax }: { recordBytesMax: number }): RecordAssembler {
  let framing: Framing | null = null
  let state: State = { at: 'head' }
  let format: 'plain' | 'gzip' = 'plain'
  let held: Buffer = Buffer.alloc(0)
  let pieces: Buffer[] = []
  let piecesBytes = 0
  /** Plain files: where the first byte held lies in the file. */
  let heldOffset = 0
  let memberStart = 0
  let recordsInMember = 0
  /** A record of the current gzip member, kept back until the member has proved sound. */
  let whole: Extract<WarcReading, { kind: 'record' }> | null = null
  /** Ways of leaving the standard that do no harm are told once a file. */
  const told = new Set<string>()
  /** Bytes that may still be looked at twice, so that a file made to waste time cannot. */
  let lookAgainBytes = 64 * 1024 * 1024

  const offset = () => (format === 'plain' ? heldOffset : memberStart)
  const available = () => held.length + piecesBytes

  function* work(isLast: boolean): Generator<WarcReading> {
    for (;;) {
      const before = state
      const bytesBefore = available()
      if (state.at === 'lost') search()
      else if (state.at === 'oversize') passOver(state)
      else if (state.at === 'block') yield* takeBlock(state, isLast)
      else yield* takeHead(isLast)
      if (state === before && available() === bytesBefore) return
    }
  }

  function* takeHead(isLast: boolean): Generator<WarcReading> {
    join()
    const blank = /^[\r\n]*/.exec(held.toString('latin1', 0, 64))![0].length
    if (blank > 0) return skip(blank)
    if (held.length === 0) return
    framing ??= framingOf(held)
    if (!framing.startsRecord(held)) return yield* tellDamage('no record starts here')
    const end = framing.headEnd(held)
    if (end < 0) {
      if (held.length > headBytesMax) yield* tellDamage('the header does not end')
      else if (isLast) yield* tellDamage('the file ends inside the header of a record')
      return
    }
    const head = tryOpen(framing, held.subarray(0, end))
    if (typeof head === 'string') return yield* tellDamage(head)
    if (head.blockBytes > recordBytesMax) {
      yield* release()
      yield { kind: 'too-large', offsetBytes: offset(), what: `${head.what}, ${head.blockBytes} bytes` }
      recordsInMember++
      state = { at: 'oversize', leftBytes: head.blockBytes }
    } else state = { at: 'block', head, headBytes: end, offset: offset() }
    skip(end)
  }

  function* takeBlock(now: Extract<State, { at: 'block' }>, isLast: boolean): Generator<WarcReading> {
    const { blockBytes } = now.head
    const { endBytesMax, startsRecord } = framing!
    if (available() < blockBytes) {
      if (isLast) yield* tellDamage(`its block breaks off: ${available()} bytes of ${blockBytes}`, now)
      return
    }
    if (available() < blockBytes + endBytesMax && !isLast) return
    join()
    let end = blockBytes
    while (end < blockBytes + endBytesMax && (held[end] === 0x0d || held[end] === 0x0a)) end++
    // Some programs leave out line ends behind the block: let it pass where a record follows all the same.
    if (end < blockBytes + endBytesMax && end < held.length && !startsRecord(held.subarray(end))) {
      return yield* tellDamage(`its block is longer than the ${blockBytes} bytes it says`, now)
    }
    yield* release()
    if (end < blockBytes + framing!.endBytesMin) yield* tellOnce(missingEnd, now.offset)
    const record = now.head.close(held.subarray(0, blockBytes))
    const lengthBytes = format === 'plain' ? now.headBytes + end : 0
    whole = { kind: 'record', record, offsetBytes: now.offset, lengthBytes }
    recordsInMember++
    state = { at: 'head' }
    skip(end)
    if (format === 'plain') yield* release()
    else if (recordsInMember === 2) yield* tellOnce(sharedMember, memberStart)
  }

  function* tellOnce(reason: string, offsetBytes: number): Generator<WarcReading> {
    if (told.has(reason)) return
    told.add(reason)
    yield { kind: 'irregular', offsetBytes, reason }
  }

  function passOver(now: Extract<State, { at: 'oversize' }>): void {
    join()
    const count = Math.min(now.leftBytes, held.length)
    skip(count)
    if (now.leftBytes === count) state = { at: 'head' }
    else now.leftBytes -= count
  }

  function* tellDamage(reason: string, inBlock?: Extract<State, { at: 'block' }>): Generator<WarcReading> {
    yield* release()
    yield { kind: 'damaged', offsetBytes: inBlock?.offset ?? offset(), reason }
    join()
    state = { at: 'lost' }
    // The length may be what is wrong: then the next record is among the bytes taken for the block.
    if (!inBlock) skip(Math.min(1, held.length))
    else {
      lookAgainBytes -= held.length
      if (lookAgainBytes < 0) skip(held.length)
    }
  }

  function search(): void {
    join()
    const found = framing?.findStart(held) ?? -1
    if (found >= 0) {
      state = { at: 'head' }
      skip(found)
    } else skip(Math.max(0, held.length - startBytesMax)) // The end may be half of such a start.
  }

  /** Hands out the record that was kept back. */
  function* release(memberEnd?: number): Generator<WarcReading> {
    if (!whole) return
    const isAlone = memberEnd !== undefined && recordsInMember === 1
    yield isAlone ? { ...whole, lengthBytes: memberEnd - whole.offsetBytes } : whole
    whole = null
  }

  /** Joins what has come in: once a record, not once a piece. */
  function join(): void {
    if (pieces.length === 0) return
    held = held.length === 0 && pieces.length === 1 ? pieces[0]! : Buffer.concat([held, ...pieces])
    pieces = []
    piecesBytes = 0
  }

  function skip(count: number): void {
    held = held.subarray(count)
    heldOffset += count
  }

  function drop(): void {
    held = Buffer.alloc(0)
    pieces = []
    piecesBytes = 0
    whole = null
    state = { at: 'head' }
  }

  function* finish(): Generator<WarcReading> {
    if (available() > 0 || state.at === 'block') yield* work(true)
    yield* release()
    drop()
  }

  return {
    startAt(offsetBytes, itsFormat) {
      format = itsFormat
      memberStart = offsetBytes
      if (format === 'plain') heldOffset = offsetBytes
      recordsInMember = 0
      if (state.at === 'lost') drop()
    },
    *feed(piece) {
      // A record may go on from one gzip member into the next, unless that starts with a record of its own.
      const isNewMember = format === 'gzip' && state.at === 'block' && state.offset < memberStart
      if (isNewMember && recordsInMember === 0 && framing?.findStart(piece) === 0) yield* finish()
      pieces.push(piece)
      piecesBytes += piece.length
      const isWaiting = state.at === 'block' && available() < state.head.blockBytes + framing!.endBytesMax
      if (!isWaiting) yield* work(false)
    },
    *endMember(offsetBytes) {
      // The line ends behind the last block may be missing: then the block is taken as it is.
      if (state.at === 'block' && available() >= state.head.blockBytes) yield* work(true)
      yield* release(offsetBytes)
    },
    startsRecord: (piece) => (framing ?? framingOf(piece)).startsRecord(piece),
    drop,
    finish,
  }
}

function tryOpen(framing: Framing, head: Buffer): OpenedRecord | string {
  try {
    return framing.open(head)
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
