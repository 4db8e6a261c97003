import { ByteReader, DamagedBytes } from './byte-reader.ts'
import { findMember, inflateMember, memberMagic } from './gzip-members.ts'
import { assembleRecords, type RecordAssembler } from './record-assembler.ts'
import type { WarcRecord } from './warc-record.ts'

/** Bytes that can be read again from any place: a file, a segment, an entry of a ZIP. */
export interface ByteSource {
  from(offsetBytes: number): AsyncIterable<Uint8Array>
  /** To read from a place, all before it must be read again: behind damage, reading then just goes on. */
  readonly isSlowToReopen?: boolean
}

export type WarcReading =
  | {
      readonly kind: 'record'
      readonly record: WarcRecord
      /** Where it starts in the file as stored; in a compressed file, where its gzip member starts. */
      readonly offsetBytes: number
      /** Stored length; 0 where the record shares its gzip member with others. */
      readonly lengthBytes: number
    }
  /** Reading goes on at the next record. */
  | { readonly kind: 'damaged'; readonly offsetBytes: number; readonly reason: string }
  /** A way of leaving the standard that does no harm. Told once a file. */
  | { readonly kind: 'irregular'; readonly offsetBytes: number; readonly reason: string }
  /** A record beyond `recordBytesMax`; its block was passed over. */
  | { readonly kind: 'too-large'; readonly offsetBytes: number; readonly what: string }

export interface WarcReadOptions {
  /** A record's start, or 0. */
  readonly fromBytes?: number
  /** Of one block, which is held in memory. Default 256 MiB. */
  readonly recordBytesMax?: number
  /**
   * For files of our own: what every gzip member starts with. Behind damage, nothing else is taken for one; `null`:
   * nothing at all, and what is behind damage is passed over.
   */
  readonly memberHead?: Uint8Array | null | undefined
}

/**
 * Reads WARC 0.17 to 1.1 and ARC 1, plain or gzip (a member a record, or any other way of cutting it), from any
 * program. Never throws on what the bytes are: damage is told by its offset, and reading goes on at the next
 * record. Memory is bounded by `recordBytesMax`, time by a small multiple of the length.
 */
export async function* readWarc(
  source: ByteSource,
  { fromBytes = 0, recordBytesMax = 256 * 1024 * 1024, memberHead }: WarcReadOptions = {},
): AsyncGenerator<WarcReading> {
  const input = new ByteReader(source.from(fromBytes), fromBytes)
  const assembler = assembleRecords({ recordBytesMax })
  let isGzip = false
  try {
    isGzip = memberHead !== undefined || looksCompressed(await input.peek(64 * 1024), assembler)
    if (!isGzip) yield* readPlain(input, assembler)
  } finally {
    await input.close()
  }
  if (isGzip) yield* readGzip(source, fromBytes, assembler, memberHead)
}

/** The very first bytes may be the ones that are damaged: then a gzip member further on decides. */
function looksCompressed(start: Buffer, assembler: RecordAssembler): boolean {
  const memberAt = start.indexOf(memberMagic)
  return memberAt === 0 || (memberAt > 0 && !assembler.startsRecord(start))
}

async function* readPlain(input: ByteReader, assembler: RecordAssembler): AsyncGenerator<WarcReading> {
  assembler.startAt(input.position, 'plain')
  for (let piece = await input.next(); piece; piece = await input.next()) yield* assembler.feed(piece)
  yield* assembler.finish()
}

/**
 * A damaged member is told; then the next place that starts a member which holds a record is looked for, behind
 * the damaged one's first byte, since the damage may have made it swallow its neighbours. Looking twice at the same
 * bytes is bounded, so that a file made to waste time cannot.
 */
async function* readGzip(
  source: ByteSource,
  fromBytes: number,
  assembler: RecordAssembler,
  memberHead: Uint8Array | null | undefined,
): AsyncGenerator<WarcReading> {
  let lookAgainBytes = source.isSlowToReopen ? 0 : 64 * 1024 * 1024
  let failuresLeft = 20_000
  let isSearching = false
  for (let at: number | null = fromBytes; at !== null; ) {
    const input = new ByteReader(source.from(at), at)
    at = null
    try {
      for (;;) {
        const candidate = isSearching ? await findMember(input, memberHead ?? undefined) : input.position
        if (candidate === null || (await input.peek(1)).length === 0) break
        const start = input.position
        const outcome = yield* readMember(input, assembler, { isSearching })
        if (outcome === null) {
          isSearching = false
          continue
        }
        if (!isSearching) yield { kind: 'damaged', offsetBytes: start, reason: outcome }
        if (memberHead === null) return
        isSearching = true
        if (--failuresLeft === 0) {
          const reason = 'there is too much damage; the rest of the file is passed over'
          return yield { kind: 'damaged', offsetBytes: start, reason }
        }
        lookAgainBytes -= Math.max(input.position - start, reopenBytes)
        if (lookAgainBytes > 0) {
          at = start + 1
          break
        }
      }
    } finally {
      await input.close()
    }
  }
  yield* assembler.finish()
}

/** What opening the file once more counts for. */
const reopenBytes = 64 * 1024

/** @returns What is wrong with the member; null if nothing is. */
async function* readMember(
  input: ByteReader,
  assembler: RecordAssembler,
  { isSearching }: { isSearching: boolean },
): AsyncGenerator<WarcReading, string | null> {
  const start = input.position
  let isFirst = true
  try {
    for await (const piece of inflateMember(input, { isDoubtful: isSearching })) {
      if (isFirst) {
        if (isSearching && !assembler.startsRecord(piece)) return 'no record starts here'
        assembler.startAt(start, 'gzip')
        isFirst = false
      }
      yield* assembler.feed(piece)
    }
  } catch (error) {
    if (!(error instanceof DamagedBytes)) throw error
    assembler.drop()
    return error.message
  }
  yield* assembler.endMember(input.position)
  return null
}
