import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { sha256Digest } from '#model'
import { type CaptureMetadata, formatCaptureMetadata, parseCaptureMetadata } from './capture-metadata.ts'
import { makeWarcRecord } from './warc-record.ts'

const plain: CaptureMetadata = {
  recordCount: 3,
  payloadDigest: sha256Digest('x'),
  via: 'https://news.example/',
  fetchTimeMs: 7,
  revisitOf: null,
  status: null,
  notes: {},
}

function parse(block: Uint8Array) {
  return parseCaptureMetadata(
    makeWarcRecord(
      [
        ['WARC-Type', 'metadata'],
        ['Content-Type', 'application/warc-fields'],
      ],
      block,
    ),
  )
}

describe('the metadata record that closes a capture', () => {
  test('is one named field a line', () => {
    const text = Buffer.from(formatCaptureMetadata({ ...plain, notes: { outlet: '日报' } })).toString()
    assert.equal(
      text,
      'via: https://news.example/\r\nfetchTimeMs: 7\r\n' +
        `payloadDigest: ${plain.payloadDigest}\r\nnote-outlet: 日报\r\ncaptureRecords: 3\r\n`,
    )
  })

  test('gives back any note', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/)
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.string({ unit: 'grapheme' }), { noNullPrototype: true }),
        (notes) => {
          assert.deepEqual(parse(formatCaptureMetadata({ ...plain, notes })), { ...plain, notes })
        },
      ),
    )
  })

  test('keeps control characters and line ends as RFC 8187 has it', () => {
    const block = formatCaptureMetadata({ ...plain, notes: { title: 'a\r\ncaptureRecords: 9' } })
    assert.match(Buffer.from(block).toString(), /^note-title\*: UTF-8''a%0D%0AcaptureRecords%3A%209\r$/m)
    assert.equal(parse(block)?.recordCount, 3)
  })

  test('refuses a name that is no token', () => {
    for (const name of ['', 'a b', 'a:b', 'a\n', '名', 'x'.repeat(65)]) {
      assert.throws(() => formatCaptureMetadata({ ...plain, notes: { [name]: 'x' } }), RangeError)
    }
  })

  test('of another program closes nothing, and no bytes make the parser throw', () => {
    assert.equal(parse(Buffer.from('via: https://a.example/\r\nfetchTimeMs: 3\r\n')), null)
    assert.equal(parse(Buffer.from('captureRecords: 3\r\npayloadDigest: sha1:ABC\r\n')), null)
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parse(bytes)))
  })
})
