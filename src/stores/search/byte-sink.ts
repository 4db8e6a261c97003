/** Bytes that are written one after the other into room that grows. */
export class ByteSink {
  bytes: Uint8Array
  length = 0

  constructor(room = 1024) {
    this.bytes = new Uint8Array(room)
  }

  /** LEB128: seven bits a byte, lowest first. @param value 0 to 2^53 - 1. */
  varint(value: number): void {
    if (this.length + 8 > this.bytes.length) this.grow(8)
    let rest = value
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80
      rest = rest < 0x8000_0000 ? rest >>> 7 : Math.floor(rest / 0x80)
    }
    this.bytes[this.length++] = rest
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1)
    this.bytes[this.length++] = value
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.grow(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** What was written; it is overwritten by what comes after `clear`. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  private grow(more: number): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.view())
    this.bytes = larger
  }
}

/** Reads what a `ByteSink` wrote. Past the end it throws, so damage never reads as data. */
export class ByteSource {
  readonly bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  /** @throws {RangeError} past the end. */
  varint(): number {
    const { bytes } = this
    let byte = bytes[this.at++]
    if (byte === undefined) throw new RangeError('The bytes end inside a number.')
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    let scale = 0x80
    do {
      byte = bytes[this.at++]
      if (byte === undefined || scale > 2 ** 49) throw new RangeError('The bytes end inside a number.')
      value += (byte & 0x7f) * scale
      scale *= 0x80
    } while (byte >= 0x80)
    return value
  }

  /** @throws {RangeError} past the end. */
  take(length: number): Uint8Array {
    const end = this.at + length
    if (end > this.bytes.length) throw new RangeError('The bytes end too early.')
    const taken = this.bytes.subarray(this.at, end)
    this.at = end
    return taken
  }
}
