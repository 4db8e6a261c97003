import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseHttpMessage } from '#model'
import { MalformedResponseError, ResponseReader } from './response-reader.ts'

const limits = { headerBytesMax: 1000, bodyBytesMax: 1000 }

/** Reads a connection that sends these pieces and then ends. */
function read(pieces: readonly (string | Buffer)[]) {
  const reader = new ResponseReader(limits)
  for (const piece of pieces) {
    const isWhole = reader.push(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)
    if (isWhole) return { reader, isWhole }
  }
  return { reader, isWhole: reader.end() }
}

const text = (bytes: Buffer) => bytes.toString('latin1')

describe('where a response ends, RFC 9112 §6.3', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'after its Content-Length; what follows is not kept',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1',
      'ok',
    ],
    ['after two equal lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok', 'ok'],
    [
      'after the last chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nmore',
      '2\r\nok\r\n0\r\n\r\n',
    ],
    [
      'after the trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\nA: b\r\n\r\nmore',
      '0\r\nA: b\r\n\r\n',
    ],
    [
      'with the connection, where chunked is not the last coding',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nabc',
      'abc',
    ],
    ['with the connection, where nothing is said', 'HTTP/1.0 200 OK\r\n\r\nabc', 'abc'],
    ['with the headers of a 204', 'HTTP/1.1 204 No Content\r\n\r\nabc', ''],
    [
      'with the headers of a 304, whatever its length',
      'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nabc',
      '',
    ],
  ]
  for (const [title, bytes, body] of cases) {
    test(title, () => {
      const { reader, isWhole } = read([bytes])
      assert.equal(isWhole, true)
      assert.equal(text(reader.body()), body)
    })
  }

  test('chunks win over a length', () => {
    const { reader } = read([
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    ])
    assert.equal(text(reader.body()), '2\r\nok\r\n0\r\n\r\n')
  })

  test('a body that is too long is cut', () => {
    const { reader, isWhole } = read(['HTTP/1.1 200 OK\r\n\r\n', 'a'.repeat(1500)])
    assert.equal(isWhole, true)
    assert.equal(reader.cut, true)
    assert.equal(reader.body().length, 1000)
  })

  test('a body of just the limit is whole', () => {
    const { reader } = read(['HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 'a'.repeat(1000)])
    assert.equal(reader.cut, false)
  })
})

test('how the bytes are cut into pieces makes no difference', () => {
  const response =
    'HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nX:\xe9\r\nTransfer-Encoding: chunked\r\n\r\n3;a="b\\""\r\nabc\r\n1F\r\n0123456789012345678901234567890\r\n0\r\nT: 1\r\n\r\n'
  const whole = read([response])
  assert.equal(whole.isWhole, true)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: response.length - 1 }), { maxLength: 40 }), (cuts) => {
      const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), response.length]
      const pieces = at.slice(1).map((end, index) => response.slice(at[index], end))
      const { reader, isWhole } = read(pieces)
      assert.equal(isWhole, true)
      assert.deepEqual(reader.bytes(), whole.reader.bytes())
    }),
  )
})

test('any bytes give a response, an unfinished one, or a MalformedResponseError', () => {
  const words = fc.constantFrom(
    'HTTP/1.1 200 OK',
    '\r\n',
    '\n',
    ': ',
    'Content-Length',
    'Transfer-Encoding',
    'chunked',
    '5',
    '0',
    'ffff',
    ';',
    '"',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string())), (parts) => {
      try {
        const { reader, isWhole } = read(parts)
        if (isWhole) assert.ok(reader.head)
      } catch (error) {
        assert.ok(error instanceof MalformedResponseError)
      }
    }),
  )
})

const suite = '../shared/suites/http-llhttp.json'
interface LlhttpCase {
  readonly kind: string
  readonly title: string
  readonly meta: Readonly<Record<string, unknown>>
  readonly base64: string
  readonly error: object | null
}

test("of llhttp's strict responses", { skip: existsSync(suite) ? false : `${suite} is not here` }, (t) => {
  const { cases } = JSON.parse(readFileSync(suite, 'utf8')) as { cases: LlhttpCase[] }
  const strict = cases.filter(({ kind, meta }) => kind === 'response' && meta['type'] === 'response')
  const differing: string[] = []
  for (const { title, base64, error } of strict) {
    const refused = refuses(Buffer.from(base64, 'base64'))
    if (refused !== (error !== null)) differing.push(title)
  }
  t.diagnostic(`${strict.length - differing.length} of ${strict.length} agree; not: ${differing.join('; ')}`)
  // We differ on purpose: surplus behind a whole body is left unread, and nothing but HTTP/1.0 and 1.1 is kept.
  assert.ok(strict.length - differing.length >= 70)
})

/** What we keep must be readable for whoever reads the archive. */
function refuses(bytes: Buffer): boolean {
  try {
    const { reader } = read([bytes])
    if (reader.head) assert.equal(parseHttpMessage(reader.bytes()).status, reader.head.status)
    return reader.head === null
  } catch (error) {
    if (error instanceof MalformedResponseError) return true
    throw error
  }
}
