import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { base32, sha256Digest } from '#model'
import { findDigestMismatch, formatWarcDigest, matches, warcDigestOf } from './warc-digest.ts'
import { makeWarcRecord } from './warc-record.ts'

const bytes = Buffer.from('payload')
const of = (algorithm: string) => createHash(algorithm).update(bytes).digest()

describe('a digest of any program is understood', () => {
  test('in base 16, 32 and 64, with padding and without, in any case', () => {
    const sha1 = of('sha1')
    const sha256 = of('sha256')
    for (const digest of [
      `sha1:${base32(sha1)}`,
      `SHA-1:${base32(sha1).toLowerCase()}`,
      `sha1:${sha1.toString('hex').toUpperCase()}`,
      `md5:${of('md5').toString('hex')}`,
      `sha256:${base32(sha256)}`,
      `sha256:${base32(sha256)}====`,
      `sha-256:${sha256.toString('base64')}`,
      `sha512:${of('sha512').toString('hex')}`,
    ]) {
      assert.equal(matches(digest, bytes), true, digest)
      assert.equal(matches(digest, Buffer.from('other')), false, digest)
    }
  })

  test('and one that is not known is not judged', () => {
    for (const digest of ['blake3:abc', 'abc', 'sha1:', 'sha1:!!', ''])
      assert.equal(matches(digest, bytes), null)
  })

  test('ours is the same digest in base 16', () => {
    assert.equal(formatWarcDigest(sha256Digest(bytes)), warcDigestOf(bytes))
  })
})

describe('a payload digest', () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npayload\r\n0\r\n\r\n'
  const recordWith = (digest: string, more: [string, string][] = [], type = 'response') =>
    makeWarcRecord(
      [['WARC-Type', type], ['Content-Type', 'application/http'], ['WARC-Payload-Digest', digest], ...more],
      Buffer.from(chunked),
    )

  test('may be made of the chunks or of what is in them', () => {
    assert.equal(findDigestMismatch(recordWith(warcDigestOf(bytes))), null)
    assert.equal(findDigestMismatch(recordWith(warcDigestOf(Buffer.from('7\r\npayload\r\n0\r\n\r\n')))), null)
    assert.match(findDigestMismatch(recordWith(warcDigestOf(Buffer.from('no')))) ?? '', /payload/)
  })

  test('of a cut body or a revisit is of what is not here', () => {
    const wrong = warcDigestOf(Buffer.from('no'))
    assert.equal(findDigestMismatch(recordWith(wrong, [['WARC-Truncated', 'length']])), null)
    assert.equal(findDigestMismatch(recordWith(wrong, [], 'revisit')), null)
  })
})
