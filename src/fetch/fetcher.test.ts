import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type CaptureId, type Clock, parseHttpUrl, parseInstant } from '#model'
import { createFetcher, type FetcherOptions, type FetchRequest } from './index.ts'

const clock: Clock = { now: () => parseInstant('2026-03-01T08:00:00Z') }
const servers: Server[] = []
after(() => {
  for (const server of servers) server.close()
})

/** A raw origin: whatever `answer` says to a path goes over the wire as it is, then the connection ends. */
async function origin(
  answer: (path: string, request: string, socket: Socket) => string | Buffer | null,
): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (bytes) => {
      const request = bytes.toString('latin1')
      requests.push(request)
      const bytesToSend = answer(request.split(' ')[1] ?? '', request, socket)
      if (bytesToSend !== null) socket.end(bytesToSend)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return { port: address.port, requests }
}

const notFound = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'
const ok = (body: string | Buffer, extra = '') =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${extra}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ])

async function fetchFrom(
  answer: (path: string, request: string, socket: Socket) => string | Buffer | null,
  options: Partial<FetcherOptions> & { request?: Partial<FetchRequest>; path?: string } = {},
) {
  const { port, requests } = await origin((path, request, socket) =>
    path === '/robots.txt' && !options.path?.includes('robots') ? notFound : answer(path, request, socket),
  )
  const fetcher = createFetcher({
    userAgent: 'Verbatim/1.0 (+https://archive.example/about)',
    clock,
    guard: { connectTo: { 'news.example': `127.0.0.1:${port}` } },
    ...options,
  })
  const url = parseHttpUrl(`http://news.example${options.path ?? '/1.html'}`)
  const outcome = await fetcher.fetch({ url, purpose: 'page', ...options.request })
  await fetcher.close()
  return { outcome, requests }
}

describe('one exchange', () => {
  test('keeps request and response byte for byte', async () => {
    const answer =
      'HTTP/1.1 200 Fine\r\nX-b: 1\r\nx-B:  2 \r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: 1\r\n\r\n'
    const { outcome, requests } = await fetchFrom(() => answer)
    assert.equal(outcome.kind, 'fetched')
    assert.ok(outcome.kind === 'fetched')
    const { exchange } = outcome
    assert.equal(Buffer.from(exchange.responseBytes).toString('latin1'), answer)
    assert.equal(Buffer.from(exchange.requestBytes).toString('latin1'), requests.at(-1))
    assert.equal(Buffer.from(exchange.payload).toString(), 'hello')
    assert.deepEqual(exchange.headers.slice(0, 2), [
      ['X-b', '1'],
      ['x-B', '2'],
    ])
    assert.equal(exchange.truncated, null)
    assert.equal(exchange.remoteAddress, '127.0.0.1')
    assert.equal(exchange.startedAt, '2026-03-01T08:00:00.000Z')
  })

  test('names the crawler and asks for this host', async () => {
    const { requests } = await fetchFrom(() => ok('x'))
    assert.match(
      requests.at(-1) ?? '',
      /^GET \/1\.html HTTP\/1\.1\r\nHost: news\.example\r\nUser-Agent: Verbatim\/1\.0 /,
    )
  })

  test('tells no plain http origin which page over TLS led to it, RFC 9110 §10.1.3', async () => {
    const refererFrom = async (referrer: string) => {
      const { requests } = await fetchFrom(() => ok('x'), { request: { referrer: parseHttpUrl(referrer) } })
      return /^Referer: (.*)\r$/m.exec(requests.at(-1) ?? '')?.[1]
    }
    assert.equal(await refererFrom('http://a.example/feed'), 'http://a.example/feed')
    assert.equal(await refererFrom('https://a.example/feed'), undefined)
  })

  test('keeps a packed body packed', async () => {
    const packed = gzipSync('hello')
    const { outcome } = await fetchFrom(() => ok(packed, 'Content-Encoding: gzip\r\n'))
    assert.ok(outcome.kind === 'fetched')
    assert.deepEqual(Buffer.from(outcome.exchange.payload), packed)
  })

  test('reads a body that only the end of the connection ends', async () => {
    const { outcome } = await fetchFrom(() => 'HTTP/1.0 200 OK\r\n\r\nhello')
    assert.ok(outcome.kind === 'fetched')
    assert.equal(outcome.exchange.remoteAddress, '127.0.0.1')
    assert.equal(Buffer.from(outcome.exchange.payload).toString(), 'hello')
  })

  test('drops interim answers', async () => {
    const final = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
    const { outcome } = await fetchFrom(() => `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${final}`)
    assert.ok(outcome.kind === 'fetched')
    assert.equal(Buffer.from(outcome.exchange.responseBytes).toString(), final)
  })

  test('an error status is an answer, with its Retry-After', async () => {
    const { outcome } = await fetchFrom(
      () => 'HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n',
    )
    assert.ok(outcome.kind === 'fetched')
    assert.equal(outcome.exchange.status, 503)
    assert.equal(outcome.retryAfterMs, 120_000)
  })
})

describe('conditional requests, RFC 9110 §13', () => {
  const validators = {
    etag: '"a1"',
    lastModified: 'Sun, 01 Mar 2026 00:00:00 GMT',
    captureId: 'urn:uuid:1' as CaptureId,
  }

  test('send both validators and understand 304', async () => {
    const { outcome, requests } = await fetchFrom(
      () => 'HTTP/1.1 304 Not Modified\r\nETag: "a1"\r\nContent-Length: 10\r\n\r\n',
      { request: { validators } },
    )
    assert.equal(outcome.kind, 'not-modified')
    assert.match(
      requests.at(-1) ?? '',
      /If-None-Match: "a1"\r\nIf-Modified-Since: Sun, 01 Mar 2026 00:00:00 GMT\r\n/,
    )
  })

  test('a validator with a line end in it is not sent', async () => {
    const { requests } = await fetchFrom(() => ok('x'), {
      request: { validators: { ...validators, etag: '"a"\r\nX-Injected: 1' } },
    })
    assert.doesNotMatch(requests.at(-1) ?? '', /Injected/)
  })
})

describe('redirects', () => {
  const redirect = (to: string) => `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`

  test('are followed, each hop kept', async () => {
    const { outcome } = await fetchFrom((path) => (path === '/1.html' ? redirect('/2.html') : ok('two')))
    assert.ok(outcome.kind === 'fetched')
    assert.equal(outcome.exchange.url, 'http://news.example/2.html')
    assert.deepEqual(
      outcome.hops.map(({ url, status }) => [url, status]),
      [['http://news.example/1.html', 302]],
    )
  })

  test('a loop is refused', async () => {
    const { outcome } = await fetchFrom((path) => redirect(path === '/1.html' ? '/2.html' : '/1.html'))
    assert.ok(outcome.kind === 'refused')
    assert.match(outcome.reason, /loop/)
  })

  test('an endless chain is refused', async () => {
    let hop = 0
    const { outcome, requests } = await fetchFrom(() => redirect(`/${++hop}x`), {
      limits: { redirectsMax: 3 },
    })
    assert.ok(outcome.kind === 'refused')
    assert.match(outcome.reason, /more than 3/)
    assert.equal(requests.filter((each) => !each.includes('robots')).length, 4)
  })

  test('a slow chain ends with the time for one exchange', async () => {
    let hop = 0
    const slowly = (_path: string, _request: string, socket: Socket) => {
      setTimeout(() => socket.end(redirect(`/${++hop}x`)), 60)
      return null
    }
    const { outcome } = await fetchFrom(slowly, { limits: { totalMs: 150, redirectsMax: 1000 } })
    assert.ok(outcome.kind === 'unreachable')
    assert.match(outcome.reason, /not (there|whole) within 0\.15 s/)
    assert.ok(hop <= 4)
  })

  for (const target of [
    'http://127.0.0.1:1/',
    'http://2130706433/',
    '//[::127.0.0.1]/',
    'file:///etc/passwd',
    'http://8.8.8.8:22/',
  ]) {
    test(`to ${target} are refused`, async () => {
      const { outcome } = await fetchFrom(() => redirect(target))
      assert.equal(outcome.kind, 'refused')
    })
  }
})

describe('limits', () => {
  test('a body without end stops at the limit', async () => {
    const { outcome } = await fetchFrom(
      (_path, _request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n')
        const send = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'a'))) {}
        }
        socket.on('drain', send)
        send()
        return null
      },
      { limits: { pageBytesMax: 300_000 } },
    )
    assert.ok(outcome.kind === 'fetched')
    assert.equal(outcome.exchange.truncated, 'length')
    assert.equal(outcome.exchange.payload.length, 300_000)
  })

  test('a body that drips is given up', async () => {
    const { outcome } = await fetchFrom(
      (_path, _request, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
        const drip = setInterval(() => socket.write('a'), 10)
        socket.on('close', () => clearInterval(drip))
        return null
      },
      { limits: { totalMs: 150 } },
    )
    assert.ok(outcome.kind === 'unreachable')
    assert.match(outcome.reason, /not whole within 0\.15 s/)
  })

  test('a server that says nothing is given up', async () => {
    const { outcome } = await fetchFrom(() => null, { limits: { headersMs: 50 } })
    assert.ok(outcome.kind === 'unreachable')
    assert.match(outcome.reason, /no answer within/)
  })

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['headers without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(70_000)}`, /headers of more than 65536/],
    [
      'a bad chunk size',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello',
      /chunk size "xyz/,
    ],
    [
      'a chunk that lies',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n',
      /longer than it says/,
    ],
    [
      'chunks that break off',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel',
      /was closed after/,
    ],
    [
      'a body shorter than announced',
      'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello',
      /announced with 50/,
    ],
    [
      'a length that is none',
      'HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello',
      /Content-Length "5, 6"/,
    ],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', /no status line/],
    ['nothing', '', /closed before the headers/],
  ]
  for (const [what, bytes, reason] of broken) {
    test(`${what}: unreachable, with the reason`, async () => {
      const { outcome } = await fetchFrom(() => bytes)
      assert.ok(outcome.kind === 'unreachable', JSON.stringify(outcome))
      assert.match(outcome.reason, reason)
    })
  }
})

describe('robots.txt, RFC 9309', () => {
  const withRobots = (robots: string, options: Partial<FetcherOptions> & { path?: string } = {}) =>
    fetchFrom((path) => (path === '/robots.txt' ? robots : ok('page')), {
      path: '/private/x?robots',
      ...options,
    })

  test('a disallowed URL is not asked for', async () => {
    const { outcome, requests } = await withRobots(ok('User-agent: verbatim\nDisallow: /private/').toString())
    assert.deepEqual(outcome, { kind: 'disallowed', rule: 'Disallow: /private/' })
    assert.equal(requests.length, 1)
  })

  test('4xx allows all', async () => {
    assert.equal((await withRobots(notFound)).outcome.kind, 'fetched')
  })

  test('5xx allows nothing for now', async () => {
    const { outcome } = await withRobots('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n')
    assert.deepEqual(outcome, { kind: 'unreachable', reason: 'robots.txt: 503', retryAfterMs: null })
  })

  test('what grows beyond all sense when it is unpacked allows nothing for now', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '))
    const { outcome } = await fetchFrom(
      (path) => (path === '/robots.txt' ? ok(bomb, 'Content-Encoding: gzip\r\n') : ok('page')),
      { path: '/x?robots' },
    )
    assert.deepEqual(outcome, {
      kind: 'unreachable',
      reason: 'robots.txt: 200, too large',
      retryAfterMs: null,
    })
  })

  test('five redirects are followed; a sixth is as if there were none', async () => {
    const verdictAfter = async (redirects: number) => {
      const { port } = await origin((path) => {
        const hop = path === '/robots.txt' ? 0 : Number(path.slice(1))
        if (hop < redirects) return `HTTP/1.1 301 Moved\r\nLocation: /${hop + 1}\r\nContent-Length: 0\r\n\r\n`
        return ok('User-agent: *\nDisallow: /')
      })
      const fetcher = createFetcher({
        userAgent: 'Verbatim/1.0',
        clock,
        guard: { connectTo: { 'a.example': `127.0.0.1:${port}` } },
      })
      return (await fetcher.robots(parseHttpUrl('http://a.example/1'))).allowed
    }
    assert.equal(await verdictAfter(5), false)
    assert.equal(await verdictAfter(6), true)
  })

  test('is asked for once, and a question of it tells what it says', async () => {
    const { port, requests } = await origin((path) =>
      path === '/robots.txt' ? ok('User-agent: *\nCrawl-delay: 2\nSitemap: /s.xml') : ok('x'),
    )
    const fetcher = createFetcher({
      userAgent: 'Verbatim/1.0',
      clock,
      guard: { connectTo: { 'a.example': `127.0.0.1:${port}` } },
    })
    const url = parseHttpUrl('http://a.example/1')
    await Promise.all([fetcher.fetch({ url, purpose: 'page' }), fetcher.fetch({ url, purpose: 'page' })])
    assert.deepEqual(await fetcher.robots(url), {
      allowed: true,
      rule: null,
      crawlDelayMs: 2000,
      sitemaps: ['http://a.example/s.xml'],
      answer: '200',
    })
    assert.equal(requests.filter((each) => each.includes('/robots.txt')).length, 1)
  })
})

const suite = '../shared/suites/http-llhttp.json'
test("llhttp's responses, played by an origin, end in time and are kept exactly", {
  skip: existsSync(suite) ? false : `${suite} is not here`,
}, async () => {
  const { cases } = JSON.parse(readFileSync(suite, 'utf8')) as { cases: { kind: string; base64: string }[] }
  for (const { base64 } of cases.filter(({ kind }) => kind === 'response')) {
    const bytes = Buffer.from(base64, 'base64')
    const { outcome } = await fetchFrom(() => bytes, { limits: { totalMs: 2000 } })
    if (outcome.kind === 'fetched' || outcome.kind === 'not-modified')
      assert.ok(bytes.includes(Buffer.from(outcome.exchange.responseBytes)))
  }
})

describe('a connection is kept for the next request to its origin, RFC 9112 §9.3', () => {
  /** Says which connection each request came over; `answer` may close it with `socket.end`. */
  async function connectionsOf(answer: (socket: Socket, count: number) => void): Promise<number[]> {
    const used: number[] = []
    let opened = 0
    const server = createServer((socket) => {
      const connection = opened++
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        if (bytes.toString().startsWith('GET /robots.txt')) return void socket.write(notFound)
        used.push(connection)
        answer(socket, used.length)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    servers.push(server)
    const { port } = server.address() as AddressInfo
    const guard = { connectTo: { 'news.example': `127.0.0.1:${port}` } }
    const fetcher = createFetcher({ userAgent: 'Verbatim/1.0', clock, guard })
    for (const path of ['/1', '/2', '/3']) {
      const outcome = await fetcher.fetch({
        url: parseHttpUrl(`http://news.example${path}`),
        purpose: 'page',
      })
      assert.equal(outcome.kind, 'fetched')
    }
    await fetcher.close()
    return used
  }
  const cases: readonly (readonly [string, (socket: Socket, count: number) => void, number[]])[] = [
    ['after a whole answer', (socket) => socket.write(ok('x')), [0, 0, 0]],
    ['not after Connection: close', (socket) => socket.write(ok('x', 'Connection: close\r\n')), [0, 1, 2]],
    ['not after bytes that nobody asked for', (socket) => socket.write(`${ok('x')}HTTP/1.1 200`), [0, 1, 2]],
    [
      'not to a server of HTTP/1.0',
      (socket) => socket.write(ok('x').toString().replace('/1.1', '/1.0')),
      [0, 1, 2],
    ],
    [
      'not beyond the time that the server keeps it',
      (socket) => socket.write(ok('x', 'Keep-Alive: timeout=1\r\n')),
      [0, 1, 2],
    ],
    [
      'and where the server closed it meanwhile, a new one is opened',
      (socket, count) => (count === 2 ? socket.destroy() : socket.write(ok('x'))),
      [0, 0, 1, 1],
    ],
  ]
  for (const [title, answer, expected] of cases)
    test(title, async () => assert.deepEqual(await connectionsOf(answer), expected))
})

test('an aborted fetch rejects with the reason', async () => {
  const { port } = await origin(() => null)
  const fetcher = createFetcher({
    userAgent: 'Verbatim/1.0',
    clock,
    guard: { connectTo: { 'a.example': `127.0.0.1:${port}` } },
  })
  const stop = new AbortController()
  const going = fetcher.fetch(
    { url: parseHttpUrl('http://a.example/1'), purpose: 'page' },
    { signal: stop.signal },
  )
  stop.abort(new Error('enough'))
  await assert.rejects(going, /enough/)
  await fetcher.close()
})

test('a port that nobody listens on is unreachable', async () => {
  const fetcher = createFetcher({
    userAgent: 'Verbatim/1.0',
    clock,
    guard: { connectTo: { 'a.example': '127.0.0.1:1' } },
  })
  const outcome = await fetcher.fetch({ url: parseHttpUrl('http://a.example/1'), purpose: 'page' })
  assert.ok(outcome.kind === 'unreachable')
  assert.match(outcome.reason, /refused \(ECONNREFUSED\)/)
})
