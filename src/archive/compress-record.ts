import { promisify } from 'node:util'
import { gzip, gzipSync, type ZlibOptions } from 'node:zlib'
import { plainHead } from './member-head.ts'
import { formatWarcRecord, recordEnd, type WarcRecord } from './warc-record.ts'

/** One record, one gzip member, as WARC 1.1 annex D has it. */
export async function compressRecord(record: WarcRecord): Promise<Uint8Array> {
  return Buffer.concat([plainHead, await packRecord(record)])
}

/**
 * The same without the member's head: what is behind it depends on the record alone.
 *
 * A page is packed at once, in 1 ms; a thread of its own costs a tenth of that for every record, so only what would
 * hold up others gets one.
 */
export async function packRecord(record: WarcRecord): Promise<Uint8Array> {
  const lengthBytes = record.head.length + record.block.length + recordEnd.length
  const options = optionsFor(record.block, lengthBytes)
  if (lengthBytes > scratch.length) {
    return (await gzipInBackground(formatWarcRecord(record), options)).subarray(plainHead.length)
  }
  scratch.set(record.head)
  scratch.set(record.block, record.head.length)
  scratch.set(recordEnd, record.head.length + record.block.length)
  return gzipSync(scratch.subarray(0, lengthBytes), options).subarray(plainHead.length)
}

const gzipInBackground = promisify(gzip)
/** Where records are put together: a new buffer for each is what the garbage collector would mostly be busy with. */
const scratch = Buffer.alloc(512 * 1024)

/** Of news pages level 6 makes 4 % less and takes half as long again; level 3 makes 5 % more (`bench archive`). */
export const gzipLevel = 4

function optionsFor(block: Uint8Array, totalBytes: number): ZlibOptions {
  // Chunks of the size that comes out, so that nothing is copied together; a page goes down to a fifth.
  if (isPacked(block)) return { level: 0, chunkSize: totalBytes + (totalBytes >> 10) + 256 }
  if (totalBytes > smallBytesMax)
    return { level: gzipLevel, memLevel: 9, chunkSize: Math.max(16 * 1024, totalBytes >> 2) }
  // What a request or a metadata record needs: preparing the tables of a whole window takes longer than the packing.
  return { level: gzipLevel, memLevel: 4, windowBits: 12, chunkSize: 2 * 1024 }
}

const smallBytesMax = 4 * 1024

/**
 * Whether bytes are compressed already, as pictures are, and most pages on their way: deflate would only add to them.
 *
 * Told by the entropy of a sample, not by what a header says. 4,096 bytes of deflate, brotli or JPEG come to 7.9
 * bits a byte and more; no text in any encoding comes to 7.5.
 */
export function isPacked(block: Uint8Array): boolean {
  if (block.length < 2 * sampleBytes) return false
  const counts = new Uint16Array(256)
  // From the middle: a picture starts with tables and descriptions that are no measure of the rest.
  const start = (block.length - sampleBytes) >> 1
  for (let at = start; at < start + sampleBytes; at++) counts[block[at]!]!++
  let bits = 0
  for (const count of counts) if (count > 0) bits += count * Math.log2(sampleBytes / count)
  return bits / sampleBytes > packedBitsMin
}

const sampleBytes = 4096
const packedBitsMin = 7.8
