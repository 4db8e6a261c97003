import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import type { HeaderList } from './exchange.ts'
import { parseHttpMessage, removeContentCoding, removeTransferCoding } from './http-message.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const text = (each: Uint8Array) => Buffer.from(each).toString('latin1')

describe('a stored message', () => {
  test('has a start line, headers in order, and a body', () => {
    const message = parseHttpMessage(
      bytes('HTTP/1.1 200 Fine\r\nA: 1\r\na:  2 \r\nB: x\r\n\ty\r\nC: \xe9\r\n\r\nbody\r\n\r\n'),
    )
    assert.equal(message.startLine, 'HTTP/1.1 200 Fine')
    assert.equal(message.status, 200)
    assert.deepEqual(message.headers, [
      ['A', '1'],
      ['a', '2'],
      ['B', 'x y'],
      ['C', '\xe9'],
    ])
    assert.equal(text(message.body), 'body\r\n\r\n')
  })

  test('may be a request, may have bare line ends', () => {
    assert.equal(parseHttpMessage(bytes('GET / HTTP/1.1\nHost: a\n\nx')).status, 0)
  })

  test('without an empty line, or of another protocol, is refused', () => {
    for (const broken of ['HTTP/1.1 200 OK\r\nA: 1', 'SSH-2.0\r\n\r\n', '\r\n\r\n', ''])
      assert.throws(() => parseHttpMessage(bytes(broken)), RangeError)
  })

  test('of any bytes is read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        try {
          parseHttpMessage(Buffer.concat([bytes('HTTP/1.1 200 OK\r\n'), tail]))
        } catch (error) {
          assert.ok(error instanceof RangeError)
        }
      }),
    )
  })
})

describe('transfer coding, RFC 9112 §7.1', () => {
  const chunked: HeaderList = [['Transfer-Encoding', 'gzip, chunked']]

  test('chunks are joined, extensions and trailers left out', () => {
    assert.equal(
      text(removeTransferCoding(chunked, bytes('3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n'))),
      'abcde',
    )
  })

  test('chunks that break off give what had come', () => {
    assert.equal(text(removeTransferCoding(chunked, bytes('3\r\nabc\r\n9\r\nde'))), 'abcde')
  })

  test('only if they are the last coding', () => {
    const body = bytes('3\r\nabc\r\n0\r\n\r\n')
    assert.equal(removeTransferCoding([['Transfer-Encoding', 'chunked, gzip']], body), body)
    assert.equal(removeTransferCoding([['Transfer-Encoding', 'chunkedchunked']], body), body)
    const twoFields: HeaderList = [
      ['Transfer-Encoding', 'gzip'],
      ['transfer-encoding', 'chunked'],
    ]
    assert.equal(text(removeTransferCoding(twoFields, body)), 'abc')
  })

  test('what is labelled so but is not comes back as it is', () => {
    for (const body of ['<html>', '-5\r\nabc\r\n'])
      assert.equal(text(removeTransferCoding(chunked, bytes(body))), body)
  })

  test('a million chunks of one byte take no more memory than the body', () => {
    const body = Buffer.from('1\r\nx\r\n'.repeat(1_000_000))
    const before = process.memoryUsage()
    const joined = removeTransferCoding(chunked, body)
    const after = process.memoryUsage()
    assert.equal(joined.length, 1_000_000)
    assert.ok(joined.buffer.byteLength <= body.length)
    assert.ok(after.arrayBuffers - before.arrayBuffers < 2 * body.length)
  })

  test('any bytes come to an end', () => {
    const piece = fc.constantFrom('0', '5', '-5', 'f', '\r\n', '\n', ';', 'abc')
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        removeTransferCoding(chunked, bytes(parts.join('')))
      }),
    )
  })
})

describe('content coding', () => {
  const plain = Buffer.from('新闻'.repeat(50))
  const codings: readonly (readonly [string, Uint8Array])[] = [
    ['gzip', gzipSync(plain)],
    ['X-GZIP', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['gzip, br', brotliCompressSync(gzipSync(plain))],
    ['identity', plain],
    ['gzip', plain],
  ]
  for (const [coding, packed] of codings) {
    test(`${coding} is undone, and what it is not labels nothing`, () => {
      assert.deepEqual(
        Buffer.from(removeContentCoding([['Content-Encoding', coding]], packed, 10_000)),
        plain,
      )
    })
  }

  test('a body that broke off gives what had come', () => {
    const packed = gzipSync(plain)
    const part = removeContentCoding(
      [['Content-Encoding', 'gzip']],
      packed.subarray(0, packed.length - 10),
      10_000,
    )
    assert.ok(part.length > 0)
  })

  test('a header that names a coding a thousand times is not believed', () => {
    const packed = gzipSync(plain)
    const headers: HeaderList = [['Content-Encoding', 'gzip, '.repeat(1000)]]
    assert.equal(removeContentCoding(headers, packed, 10_000), packed)
  })

  test('a bomb stops at the limit', () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    assert.throws(() => removeContentCoding([['Content-Encoding', 'gzip']], bomb, 1_000_000), RangeError)
  })
})
