import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { ByteSink } from './byte-sink.ts'

/** What a file must be to be read; kept in the index's manifest. */
export interface FileSeal {
  readonly bytes: number
  readonly crc: number
}

/** A file written once from end to end, its checksum taken on the way. */
export class SealedFile {
  bytes = 0
  private crc = 0
  private readonly descriptor: number
  private readonly waiting = new ByteSink(1 << 16)
  private isOpen = true

  constructor(path: string) {
    this.descriptor = openSync(path, 'w')
  }

  write(bytes: Uint8Array): void {
    this.waiting.append(bytes)
    this.bytes += bytes.length
    if (this.waiting.length >= 1 << 16) this.flush()
  }

  /** Durable when it returns. */
  seal(): FileSeal {
    this.flush()
    fsyncSync(this.descriptor)
    this.close()
    return { bytes: this.bytes, crc: this.crc }
  }

  close(): void {
    if (this.isOpen) closeSync(this.descriptor)
    this.isOpen = false
  }

  private flush(): void {
    const bytes = this.waiting.view()
    this.crc = crc32(bytes, this.crc)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor, bytes, at)
    this.waiting.clear()
  }
}

export interface Reader {
  read(at: number, length: number): Uint8Array
}

/** Reads anywhere in a file that must be as it was sealed. */
export class SealedReader implements Reader {
  readonly bytes: number
  private readonly path: string
  private readonly seal: FileSeal
  private readonly descriptor: number

  /** @throws {RangeError} where the file is missing or of another length. */
  constructor(path: string, seal: FileSeal) {
    this.path = path
    this.seal = seal
    this.bytes = seal.bytes
    try {
      this.descriptor = openSync(path, 'r')
    } catch (cause) {
      throw new RangeError(`${path} cannot be opened.`, { cause })
    }
    if (fstatSync(this.descriptor).size === seal.bytes) return
    closeSync(this.descriptor)
    throw new RangeError(`${path} has another length than it was written with.`)
  }

  /** @throws {RangeError} past the end. */
  read(at: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length)
    for (let done = 0; done < length; ) {
      const count = readSync(this.descriptor, bytes, done, length - done, at + done)
      if (count === 0) throw new RangeError(`${this.path} ends too early.`)
      done += count
    }
    return bytes
  }

  /** Reads all of it. @throws {RangeError} where a byte is not what was written. */
  check(): void {
    let crc = 0
    for (let at = 0; at < this.bytes; at += 1 << 20) {
      crc = crc32(this.read(at, Math.min(1 << 20, this.bytes - at)), crc)
    }
    if (crc !== this.seal.crc) throw new RangeError(`${this.path} is damaged.`)
  }

  close(): void {
    closeSync(this.descriptor)
  }
}

const pieceBytes = 1 << 18

/** Reads ahead, for who goes through a file from end to end. What was read is valid until the next call. */
export class ForwardReader implements Reader {
  private readonly reader: SealedReader
  private piece: Uint8Array = new Uint8Array()
  private pieceAt = 0

  constructor(reader: SealedReader) {
    this.reader = reader
  }

  read(at: number, length: number): Uint8Array {
    if (at < this.pieceAt || at + length > this.pieceAt + this.piece.length) {
      this.piece = this.reader.read(at, Math.min(Math.max(length, pieceBytes), this.reader.bytes - at))
      this.pieceAt = at
    }
    return this.piece.subarray(at - this.pieceAt, at - this.pieceAt + length)
  }
}
