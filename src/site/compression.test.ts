import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { acceptedCoding, compress } from './compression.ts'

describe('compressed answers, RFC 9110 §12.5.3', () => {
  test('brotli is taken before gzip, and neither from who refuses or names none', () => {
    assert.equal(acceptedCoding('gzip, deflate, br, zstd'), 'br')
    assert.equal(acceptedCoding('br;q=0, GZIP;q=0.5'), 'gzip')
    assert.equal(acceptedCoding('gzip;q=0'), null)
    assert.equal(acceptedCoding('identity'), null)
    assert.equal(acceptedCoding(undefined), null)
  })

  test('gives the same text back', () => {
    const text = '新闻刊出时的原样'.repeat(500)
    for (const effort of ['once', 'each'] as const) {
      assert.equal(brotliDecompressSync(compress(text, 'br', effort)).toString(), text)
      assert.equal(gunzipSync(compress(text, 'gzip', effort)).toString(), text)
    }
  })
})
