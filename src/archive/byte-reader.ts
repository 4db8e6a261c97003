/** The bytes are not what they should be. The message says how, for the report of damage. */
export class DamagedBytes extends Error {}

/** Takes an async stream of pieces apart at any place, and knows where it is. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #held: Buffer[] = []
  #heldBytes = 0
  #position: number

  constructor(pieces: AsyncIterable<Uint8Array>, position: number) {
    this.#pieces = pieces[Symbol.asyncIterator]()
    this.#position = position
  }

  /** Of the next byte, in the whole. */
  get position(): number {
    return this.#position
  }

  /** The next `count` bytes without taking them; fewer only at the end. Keep `count` small. */
  async peek(count: number): Promise<Buffer> {
    while (this.#heldBytes < count && (await this.#pull())) {}
    if ((this.#held[0]?.length ?? 0) < count && this.#held.length > 1)
      this.#held = [Buffer.concat(this.#held)]
    return (this.#held[0] ?? Buffer.alloc(0)).subarray(0, count)
  }

  /** Takes what is at hand, at most `bytesMax`; null at the end. */
  async next(bytesMax = Number.POSITIVE_INFINITY): Promise<Buffer | null> {
    if (this.#held.length === 0 && !(await this.#pull())) return null
    const piece = this.#held.shift()!
    const taken = piece.length > bytesMax ? piece.subarray(0, bytesMax) : piece
    if (taken.length < piece.length) this.#held.unshift(piece.subarray(taken.length))
    this.#heldBytes -= taken.length
    this.#position += taken.length
    return taken
  }

  /** Gives back bytes that `next` gave last. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#held.unshift(bytes)
    this.#heldBytes += bytes.length
    this.#position -= bytes.length
  }

  /** Takes exactly `count` bytes. @throws {DamagedBytes} if there are fewer. */
  async take(count: number): Promise<Buffer> {
    const bytes = await this.peek(count)
    if (bytes.length < count) throw new DamagedBytes('the file ends inside a gzip member')
    await this.skip(count)
    return bytes
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const piece = await this.next(left)
      if (!piece) return
      left -= piece.length
    }
  }

  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async #pull(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#pieces.next()
      if (done) return false
      if (value.length === 0) continue
      this.#held.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
      this.#heldBytes += value.length
      return true
    }
  }
}
