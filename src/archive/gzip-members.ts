import { crc32, createInflateRaw, type InflateRaw, inflateRawSync } from 'node:zlib'
import { type ByteReader, DamagedBytes } from './byte-reader.ts'

/**
 * Unpacks one gzip member, piece by piece; afterwards `input` stands right behind it.
 *
 * Node's own gunzip runs members together and does not say where one ends, which is what a WARC's offsets are; so
 * head and trailer are read here and only the deflate stream goes through zlib.
 *
 * @param options.isDoubtful It may well be no member: then no more of it is unpacked than it takes to see that.
 * @throws {DamagedBytes} if it is no member, breaks off, or its check sum is wrong. What was yielded before is
 *   then not to be trusted.
 * @see RFC 1952
 */
export async function* inflateMember(
  input: ByteReader,
  { isDoubtful = false }: { isDoubtful?: boolean } = {},
): AsyncGenerator<Buffer> {
  await skipMemberHead(input)
  let checksum = 0
  let bytes = 0
  for await (const piece of isDoubtful ? inflate(input) : inflateSmall(input)) {
    checksum = crc32(piece, checksum)
    bytes += piece.length
    yield piece
  }
  const trailer = await input.take(8)
  if (trailer.readUInt32LE(0) !== checksum)
    throw new DamagedBytes('the check sum of the gzip member is wrong')
  if (trailer.readUInt32LE(4) !== bytes % 2 ** 32)
    throw new DamagedBytes('the length of the gzip member is wrong')
}

/**
 * Moves to the next place that could start a member; null if there is none.
 *
 * @param wanted What members start with in this file, where that is known.
 */
export async function findMember(input: ByteReader, wanted?: Uint8Array): Promise<number | null> {
  const lookBytes = wanted?.length ?? 4
  for (;;) {
    const head = await input.peek(lookBytes)
    if (head.length < lookBytes) return null
    if (wanted ? head.equals(wanted) : isMemberStart(head)) return input.position
    const piece = (await input.next())!
    const next = piece.indexOf(0x1f, 1)
    // A last 0x1f may start a member whose next bytes are in the piece to come.
    if (next > 0) input.unread(piece.subarray(next))
  }
}

/** The two bytes of every member, and the one method there is. */
export const memberMagic: Buffer = Buffer.from([0x1f, 0x8b, 8])

/** None of the flags that RFC 1952 reserves may be set. */
function isMemberStart(head: Buffer): boolean {
  return head.subarray(0, 3).equals(memberMagic) && (head[3]! & 0xe0) === 0
}

async function skipMemberHead(input: ByteReader): Promise<void> {
  const head = await input.take(10)
  if (!isMemberStart(head)) throw new DamagedBytes('no gzip member starts here')
  const flags = head[3]!
  if (flags & 4) await input.skip((await input.take(2)).readUInt16LE(0))
  if (flags & 8) await skipText(input)
  if (flags & 16) await skipText(input)
  if (flags & 2) await input.skip(2)
}

/** A file name or comment: up to a zero byte. */
async function skipText(input: ByteReader): Promise<void> {
  for (let count = 0; count < 64 * 1024; ) {
    const piece = await input.next()
    if (!piece) throw new DamagedBytes('the file ends inside the head of a gzip member')
    const end = piece.indexOf(0)
    if (end >= 0) return input.unread(piece.subarray(end + 1))
    count += piece.length
  }
  throw new DamagedBytes('the head of the gzip member does not end')
}

/** What is small is unpacked in one call: a stream costs more than the unpacking of most records. */
async function* inflateSmall(input: ByteReader): AsyncGenerator<Buffer> {
  const whole = tryInflate(await input.peek(smallBytesMax))
  if (!whole) return yield* inflate(input)
  await input.skip(whole.consumedBytes)
  if (whole.bytes.length > 0) yield whole.bytes
}

const smallBytesMax = 128 * 1024

/** Null if the deflate stream does not end in these bytes, is damaged, or unpacks to very much. */
function tryInflate(bytes: Buffer): { bytes: Buffer; consumedBytes: number } | null {
  try {
    const options = { info: true, maxOutputLength: 16 * 1024 * 1024, chunkSize: 64 * 1024 }
    // With `info` it also gives its engine, which knows how much it took; the types do not say so.
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as {
      buffer: Buffer
      engine: InflateRaw
    }
    return { bytes: buffer, consumedBytes: engine.bytesWritten }
  } catch {
    return null
  }
}

/**
 * One deflate stream. Input goes in by small steps, since 1 byte may unpack to 1,032.
 */
async function* inflate(input: ByteReader): AsyncGenerator<Buffer> {
  const engine = createInflateRaw({ chunkSize: 64 * 1024 })
  const output: Buffer[] = []
  let hasEnded = false
  let failure: Error | null = null
  let wake = () => {}
  engine.on('data', (piece: Buffer) => output.push(piece))
  engine.on('end', () => {
    hasEnded = true
    wake()
  })
  engine.on('error', (error) => {
    failure = error
    wake()
  })
  const untilWoken = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve
      start(resolve)
    })
  try {
    while (!hasEnded) {
      const piece = await input.next(inflateStepBytes)
      const before = engine.bytesWritten
      await untilWoken((done) => {
        if (piece) engine.write(piece, () => done())
        else engine.end()
      })
      const consumed = engine.bytesWritten - before
      if (piece && consumed < piece.length) {
        input.unread(piece.subarray(consumed))
        while (!hasEnded && !failure) await untilWoken(() => {})
      }
      if (failure) throw new DamagedBytes(explain(failure))
      yield* output.splice(0)
    }
    yield* output.splice(0)
  } finally {
    engine.destroy()
  }
}

const inflateStepBytes = 32 * 1024

function explain(failure: Error): string {
  const { code } = failure as NodeJS.ErrnoException
  return code === 'Z_BUF_ERROR'
    ? 'the file ends inside a gzip member'
    : `the compressed data is damaged (${failure.message})`
}
