import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { Parser } from 'htmlparser2'
import { type HostileRequest, hostileRequests } from './support/hostile-requests.ts'
import { startWithSamples } from './support/samples.ts'
import { eventually, type Running, temporaryFolder } from './support/verbatim.ts'

const requestCount = 10_000

describe('hostile requests', () => {
  let service: Running
  before(async () => {
    service = await startWithSamples(temporaryFolder())
  })
  after(() => service?.stop())

  test('ten thousand of the published kinds: none comes through, none fails us', {
    timeout: 400_000,
  }, async () => {
    const requests = hostileRequests(requestCount)
    assert.equal(requests.length, requestCount)
    const through: string[] = []
    await atOnce(16, requests, async (each) => {
      const trouble = troubleWith(each, await send(each))
      if (trouble) through.push(`${each.kind} ${each.method} ${each.path.slice(0, 300)}: ${trouble}`)
    })
    assert.deepEqual(through.slice(0, 20), [])
    assert.equal((await fetch(`${service.url}/readyz`)).status, 200)
  })

  test('no request is taken for two', async () => {
    const { port } = new URL(service.url)
    for (const [name, bytes] of Object.entries(smuggled)) {
      const answers = await raw(Number(port), bytes)
      const statuses = [...answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => match[1])
      assert.ok(
        statuses.length <= 1 || statuses.slice(1).every((status) => status === '400'),
        `${name}: ${statuses}`,
      )
      assert.ok(!statuses.some((status) => Number(status) >= 500), `${name}: ${statuses}`)
      assert.doesNotMatch(answers, /hidden-behind/, name)
    }
  })

  test('a client that sends a byte a second is cut off', { timeout: 120_000 }, async () => {
    const { port } = new URL(service.url)
    const socket = connect(Number(port), '127.0.0.1')
    let isOpen = true
    socket.on('close', () => {
      isOpen = false
    })
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n')
    const drip = setInterval(() => isOpen && socket.write('x'), 1_000)
    await eventually(async () => !isOpen || null, { seconds: 90, what: 'the end of a slow client' })
    clearInterval(drip)
    socket.destroy()
  })

  /** As it is: `fetch` would put the path right. */
  function send({ method, path, headers = {}, body }: HostileRequest): Promise<Answer> {
    const { hostname, port } = new URL(service.url)
    return new Promise((resolve, reject) => {
      const asked = request(
        { hostname, port, method, path, headers: { 'accept-language': 'en', ...headers } },
        (answer) => {
          const pieces: Buffer[] = []
          answer.on('data', (piece: Buffer) => pieces.push(piece))
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: Buffer.concat(pieces).toString('latin1'),
            }),
          )
          answer.on('error', reject)
        },
      )
      asked.on('error', reject)
      asked.setTimeout(30_000, () => asked.destroy(new Error('no answer within 30 s')))
      asked.end(body)
    })
  }
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Null where the answer is as it should be. */
function troubleWith({ mark, kind }: HostileRequest, { status, headers, body }: Answer): string | null {
  if (status >= 500) return `status ${status}`
  const head = JSON.stringify(headers)
  if (/injected-header"|"set-cookie"/.test(head)) return `a header of theirs: ${head}`
  const location = String(headers['location'] ?? '')
  if (/^(\/\/|\/\\|[a-z]+:)/i.test(location) && !location.startsWith('http://127.0.0.1')) {
    // A Memento client is sent to an address of ours that ends in theirs.
    if (!/^https?:\/\/127\.0\.0\.1/.test(location)) return `leads to ${location}`
  }
  // JSON and XML are no pages; what is in there is text.
  const isPage = String(headers['content-type'] ?? '').startsWith('text/html')
  if (kind !== 'header' && mark.test(body)) return `the mark ${mark}`
  const foreign = isPage ? foreignMarkupIn(body) : null
  if (foreign) return `their markup: ${foreign}`
  if (kind === 'header' && isPage && /href="[a-z]+:\/\/evil\.example/i.test(body))
    return 'their host in a link of ours'
  if (!headers['x-content-type-options']) return 'no nosniff'
  if (isPage && !/default-src 'none'|sandbox/.test(String(headers['content-security-policy'])))
    return 'a page without a policy'
  return null
}

/** The first thing in a page that our templates don't write, as a browser would read it. */
function foreignMarkupIn(page: string): string | null {
  let found: string | null = null
  const parser = new Parser({
    onopentag(name, attributes) {
      const names = Object.keys(attributes)
      const isForeign =
        (name === 'script' && !attributes['src']?.startsWith('/assets/')) ||
        ['iframe', 'object', 'embed', 'base', 'math', 'template', 'style'].includes(name) ||
        (name === 'meta' && 'http-equiv' in attributes) ||
        names.some((each) => each.startsWith('on') || each === 'style' || each === 'srcdoc') ||
        names.some(
          (each) =>
            /^\s*(javascript|vbscript|data):/i.test(attributes[each] ?? '') &&
            /^(href|src|action|formaction)$/.test(each),
        )
      if (isForeign) found ??= `<${name} ${JSON.stringify(attributes)}>`
    },
  })
  parser.end(page)
  return found
}

const hidden = 'GET /hidden-behind HTTP/1.1\r\nHost: a\r\n\r\n'
/** Two readings of where one request ends. RFC 9112 §6.3, §11.2 */
const smuggled: Readonly<Record<string, string>> = {
  'both lengths': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  'two lengths': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  'a length with a sign': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +${hidden.length}\r\n\r\n${hidden}`,
  'an unknown coding': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
  'a coding behind a space': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
  'a folded header': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${hidden}`,
  'bare line feeds': `POST / HTTP/1.1\nHost: a\nContent-Length: 3\n\nabc${hidden}`,
  'a chunk size too large': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${hidden}`,
  'a chunk extension with a line feed': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;\n\r\nx\r\n0\r\n\r\n`,
  'no host': 'GET / HTTP/1.1\r\n\r\n',
  'a zero in a header': 'GET / HTTP/1.1\r\nHost: a\r\nx: a\0b\r\n\r\n',
  'an absolute target': 'GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'a tunnel': 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: a\r\n\r\n',
  'a trace': 'TRACE / HTTP/1.1\r\nHost: a\r\nhidden-behind: 1\r\nConnection: close\r\n\r\n',
}

/** All that comes back within a moment. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answers = ''
    socket.on('data', (piece) => {
      answers += piece.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answers))
    socket.setTimeout(700, () => socket.destroy())
    socket.write(Buffer.from(bytes, 'latin1'))
  })
}

async function atOnce<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
    }),
  )
}
