import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Clock, parseHttpUrl, parseInstant } from '#model'
import { createFetcher, type Fetcher } from './index.ts'

const clock: Clock = { now: () => parseInstant('2026-03-01T08:00:00Z') }

describe('an origin that means harm', () => {
  let fetcher: Fetcher
  let close = () => {}
  const asked: string[] = []

  before(async () => {
    const server = createServer((request, response) => {
      asked.push(`${request.headers.host}${request.url}`)
      answer(request, response, request.socket)
    })
    server.listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    close = () => {
      server.close()
      server.closeAllConnections()
    }
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    fetcher = createFetcher({
      userAgent: 'Verbatim/1.0',
      clock,
      guard: { connectTo: { 'news.example': address, 'closed.example': address } },
      limits: { headersMs: 200, totalMs: 400, pageBytesMax: 100_000, headerBytesMax: 65_536 },
    })
  })
  after(async () => {
    await fetcher.close()
    close()
  })

  const cases: readonly (readonly [title: string, path: string, ends: RegExp])[] = [
    ['says nothing', '/silent', /unreachable: no answer within 0\.2 s \(fetch\.headersMs\)/],
    ['sends a byte at a time', '/drip', /unreachable: not whole within 0\.4 s \(fetch\.totalMs\)/],
    ['sends headers a byte at a time', '/drip-headers', /unreachable: no answer within/],
    ['sends a body without end', '/endless', /^fetched: 100000 bytes, length/],
    [
      'announces more than it sends',
      '/lies-more',
      /unreachable: the connection was closed .*announced with 1000/,
    ],
    ['announces less than it sends', '/lies-less', /^fetched: 2 bytes/],
    ['announces what no number is', '/lies-text', /unreachable: malformed response: the Content-Length/],
    [
      'sends a megabyte of headers',
      '/headers',
      /unreachable: malformed response: headers of more than 65536/,
    ],
    [
      'sends ten thousand headers',
      '/many-headers',
      /unreachable: malformed response: headers of more than 65536/,
    ],
    ['breaks its chunks', '/bad-chunks', /unreachable: malformed response: the chunk size/],
    ['sends trailers without end', '/trailers', /unreachable: malformed response: trailers without end/],
    [
      'redirects ten thousand times',
      '/redirect/0',
      /^refused: more than 10 redirects \(fetch\.redirectsMax\)/,
    ],
    ['redirects to itself', '/loop', /^refused: a redirect loop/],
    ['redirects inside', '/inside', /^refused: 169\.254\.169\.254 is not a public address/],
    ['redirects to a file', '/file', /^refused: a redirect to what is no http/],
    ['redirects to a host whose robots.txt forbids it', '/elsewhere', /^disallowed: Disallow: \//],
    ['sends a bomb, which stays packed', '/bomb', /^fetched: \d{4,5} bytes, null/],
    ['says gzip and sends none', '/no-gzip', /^fetched: 5 bytes/],
    ['sends gzip that is damaged', '/bad-gzip', /^fetched: \d+ bytes, null/],
    ['sends another protocol', '/ssh', /unreachable: malformed response: no status line/],
    ['hangs up at once', '/nothing', /unreachable: the connection was closed before the headers ended/],
    ['answers on and on before the answer', '/interim', /unreachable: no answer within/],
  ]
  for (const [title, path, ends] of cases)
    test(`and ${title}`, { timeout: 5_000 }, async () => {
      const outcome = await fetcher.fetch({
        url: parseHttpUrl(`http://news.example${path}`),
        purpose: 'page',
      })
      const how =
        outcome.kind === 'fetched'
          ? `${outcome.exchange.payload.length} bytes, ${outcome.exchange.truncated}`
          : outcome.kind === 'disallowed'
            ? outcome.rule
            : (outcome as { reason?: string }).reason
      assert.match(`${outcome.kind}: ${how}`, ends)
    })

  test('gets no request to what its robots.txt keeps closed, also not by a redirect', () =>
    assert.deepEqual(
      asked.filter((each) => each.startsWith('closed.example')),
      ['closed.example/robots.txt'],
    ))
})

function answer({ url = '', headers }: IncomingMessage, response: ServerResponse, socket: Socket): void {
  const redirect = (location: string) => response.writeHead(302, { location }).end()
  const raw = (text: string | Buffer) => socket.end(text)
  const everyMs = (ms: number, text: string) => {
    const timer = setInterval(() => socket.write(text), ms)
    socket.on('close', () => clearInterval(timer))
  }
  const head = 'HTTP/1.1 200 OK\r\n'
  const answers: Record<string, () => void> = {
    '/robots.txt': () => response.end(headers.host === 'closed.example' ? 'User-agent: *\nDisallow: /' : ''),
    '/silent': () => {},
    '/drip': () => {
      socket.write(`${head}Content-Length: 1000\r\n\r\n`)
      everyMs(20, 'x')
    },
    '/drip-headers': () => {
      socket.write(head)
      everyMs(20, 'X')
    },
    '/endless': () => {
      socket.write(`${head}\r\n`)
      everyMs(1, 'x'.repeat(20_000))
    },
    '/lies-more': () => raw(`${head}Content-Length: 1000\r\n\r\nok`),
    '/lies-less': () => raw(`${head}Content-Length: 2\r\n\r\nokokok`),
    '/lies-text': () => raw(`${head}Content-Length: many\r\n\r\nok`),
    '/headers': () => raw(`${head}X: ${'x'.repeat(1_000_000)}\r\n\r\n`),
    '/many-headers': () => raw(`${head}${'X: some header\r\n'.repeat(10_000)}\r\n`),
    '/bad-chunks': () => raw(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n`),
    '/trailers': () =>
      raw(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n${'X: trailer\r\n'.repeat(20_000)}`),
    '/loop': () => redirect('/loop'),
    '/inside': () => redirect('http://169.254.169.254/latest/meta-data/'),
    '/file': () => redirect('file:///etc/passwd'),
    '/elsewhere': () => redirect('http://closed.example/1'),
    '/bomb': () =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000))),
    '/bad-gzip': () =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello').fill(0, 10)),
    '/ssh': () => raw('SSH-2.0-OpenSSH_9.6\r\n'),
    '/nothing': () => socket.destroy(),
    '/interim': () => everyMs(1, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
    '/no-gzip': () => response.writeHead(200, { 'content-encoding': 'gzip' }).end('hello'),
  }
  if (url.startsWith('/redirect/')) redirect(`/redirect/${Number(url.slice(10)) + 1}`)
  else answers[url]?.()
}
