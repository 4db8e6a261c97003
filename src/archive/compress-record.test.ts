import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { compressRecord, isPacked } from './compress-record.ts'
import { formatWarcRecord, makeWarcRecord } from './warc-record.ts'

const numbers = Array.from({ length: 40_000 }, (_, at) =>
  createHash('sha256').update(`${at}`).digest().readUInt32LE(),
)
const words = numbers.map((each) => `word${each % 7919}`).join(' ')
const chinese = numbers.map((each) => String.fromCodePoint(0x4e00 + (each % 6000))).join('')

describe('one record, one gzip member', () => {
  for (const length of [0, 300, 4_000, 100_000, 520_000, 3_000_000]) {
    test(`unpacks to what was packed, of ${length} bytes`, async () => {
      for (const block of [Buffer.alloc(length, words), randomBytes(length)]) {
        const record = makeWarcRecord([['WARC-Type', 'resource']], block)
        const member = await compressRecord(record)
        assert.ok(gunzipSync(member).equals(formatWarcRecord(record)))
        assert.ok(member.length <= length * 1.001 + 300)
      }
    })
  }

  test('what is packed already is not packed again, and text in any encoding is', () => {
    assert.equal(isPacked(gzipSync(words)), true)
    assert.equal(isPacked(brotliCompressSync(Buffer.from(chinese, 'utf16le'))), true)
    assert.equal(isPacked(randomBytes(20_000)), true)
    assert.equal(isPacked(Buffer.from(words)), false)
    assert.equal(isPacked(Buffer.from(chinese)), false)
    assert.equal(isPacked(Buffer.from(chinese, 'utf16le')), false)
  })
})
