import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Capture,
  type CaptureId,
  instantOf,
  parseHttpUrl,
  type SegmentId,
  sha256Digest,
  urlKey,
} from '#model'
import { formatCdxj } from './cdxj.ts'

describe('a CDXJ line', () => {
  const url = parseHttpUrl('https://www.news.example/A?b=2&a=1')
  const capture: Capture = {
    id: 'urn:uuid:00000000-0000-4000-8000-000000000001' as CaptureId,
    url,
    urlKey: urlKey(url),
    capturedAt: instantOf(Date.UTC(2024, 0, 2, 3, 4, 5, 999)),
    status: 200,
    mediaType: 'text/html',
    payloadDigest: sha256Digest('p'),
    recordDigest: sha256Digest('r'),
    revisitOf: null,
    truncated: false,
    location: { segmentId: 'x.warc.gz' as SegmentId, offsetBytes: 10, lengthBytes: 20 },
  }

  test('is SURT, 14 digits, and JSON with all numbers as strings', () => {
    const [, key, time, json] = /^(\S+) (\d{14}) (\{.*\})$/.exec(formatCdxj(capture))!
    assert.equal(key, 'example,news)/a?a=1&b=2')
    assert.equal(time, '20240102030405')
    assert.deepEqual(JSON.parse(json!), {
      url,
      mime: 'text/html',
      status: '200',
      digest: capture.payloadDigest,
      length: '20',
      offset: '10',
      filename: 'x.warc.gz',
      recordDigest: capture.recordDigest,
    })
  })

  test('says warc/revisit of a revisit, and its place in an export', () => {
    const line = formatCdxj(
      { ...capture, revisitOf: capture.id },
      { filename: 'data.warc.gz', offsetBytes: 7, lengthBytes: 20 },
    )
    assert.match(line, /"mime":"warc\/revisit"/)
    assert.match(line, /"offset":"7","filename":"data.warc.gz"/)
  })
})
