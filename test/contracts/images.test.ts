import assert from 'node:assert/strict'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createFetcher, type Fetcher } from '#fetch'
import { parseHttpUrl, urlKey } from '#model'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const signal = new AbortController().signal
const page = 'http://www.paper.example/2026/1.html'

/** Articles are scripted; their images come over the network from hosts that the outlet does not run. */
describe('an article’s images', () => {
  let house: House
  let server: Server
  let fetcher: Fetcher
  const asked: string[] = []

  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    server = createServer(({ headers, url = '' }, response) => {
      asked.push(`${headers.host}${url} ${headers.referer ?? '-'}`)
      if (url === '/robots.txt') response.writeHead(404).end()
      else answers[url]?.(response)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    fetcher = createFetcher({
      userAgent: 'Verbatim/test',
      clock: house.clock,
      guard: { connectTo: { 'cdn.example': address, 'mirror.example': address } },
      resolve: async () => ['10.0.0.7'],
      limits: { headersMs: 200, totalMs: 400, imageBytesMax: 100_000 },
    })
  })
  after(async () => {
    await fetcher.close()
    server.close()
    server.closeAllConnections()
    await house.close()
  })

  const fetchImage = async (url: string) => {
    const due = dueArticle(url, { purpose: 'image', foundOn: parseHttpUrl(page) })
    return (await look(due, { ...house.parts, fetcher }, signal)).settlement
  }
  /** What readers get of it, in a snapshot of an article that shows it. */
  const shown = async (image: string) => {
    house.fetcher.answer(page, { body: articlePage({ title: `On ${image}`, seed: 1, image }) })
    const { snapshotId } = await look(dueArticle(page, { visitCount: 1 }), house.parts, signal)
    assert.ok(snapshotId)
    return house.access.image(snapshotId, 0)
  }

  test('are asked for with the article as their referrer, and shown from our copy', async () => {
    assert.deepEqual(await fetchImage('http://cdn.example/good.png'), {
      kind: 'finished',
      reason: 'held',
      crawlDelayMs: null,
    })
    assert.ok(asked.includes(`cdn.example/good.png ${page}`))
    assert.deepEqual(Buffer.from((await shown('http://cdn.example/good.png'))?.bytes ?? []), png(640, 480))
  })

  test('are kept once, whatever host they come from', async () => {
    await fetchImage('http://cdn.example/good.png')
    await fetchImage('http://mirror.example/good.png')
    const capturesOf = (url: string) => house.parts.archive.capturesOf(urlKey(parseHttpUrl(url)))
    const [first] = await capturesOf('http://cdn.example/good.png')
    const [copy] = await capturesOf('http://mirror.example/good.png')
    assert.ok(first)
    assert.equal(copy?.revisitOf, first.id)
    assert.equal((await shown('http://mirror.example/good.png'))?.mediaType, 'image/png')
  })

  const notShown: readonly (readonly [title: string, path: string, reason: RegExp])[] = [
    ['that says nothing', '/silent.png', /^no answer within 0\.2 s \(fetch\.headersMs\)/],
    ['that comes a byte at a time', '/drip.png', /^not whole within 0\.4 s \(fetch\.totalMs\)/],
    ['without end', '/endless.png', /^held, not shown: it is cut off \(length: fetch\.imageBytesMax\)/],
    ['that is a page', '/login.png', /^held, not shown: its bytes are no PNG.*came as text\/html/],
    ['that only says it is one', '/lies.png', /^held, not shown: its bytes are no PNG.*came as image\/png/],
    ['that is a drawing with a script', '/script.svg', /^held, not shown: its bytes are no PNG/],
    [
      'that unpacks to gigabytes',
      '/bomb.png',
      /^held, not shown: its \d+ bytes unpack to more than 5000000.*fetch\.decodedBytesMax/,
    ],
    ['of billions of pixels', '/pixels.png', /^held, not shown: it has 60000 × 60000 pixels/],
    ['of no bytes', '/empty.png', /^held, not shown: its bytes are no PNG/],
    ['that is gone', '/gone.png', /^gone$/],
    ['that leads to our own network', '/inside.png', /^refused: 127\.0\.0\.1 is not a public address/],
    ['that leads to a name of our own network', '/named.png', /^refused: db\.example leads nowhere public/],
    ['that leads to the cloud’s own address', '/cloud.png', /^refused: 169\.254\.169\.254 is not/],
    ['that leads to a file', '/file.png', /^refused: a redirect to what is no http/],
    ['that leads in a circle', '/circle.png', /^refused: a redirect loop/],
  ]
  for (const [title, path, reason] of notShown)
    test(`one ${title} is not shown, and it is told why`, { timeout: 10_000 }, async () => {
      const settlement = await fetchImage(`http://cdn.example${path}`)
      assert.match('reason' in settlement ? String(settlement.reason) : settlement.kind, reason)
      assert.equal((await shown(`http://cdn.example${path}`))?.mediaType, undefined)
    })

  test('nothing was connected to behind the redirects to our own network', () =>
    assert.ok(asked.every((each) => /^(cdn|mirror)\.example/.test(each))))
})

/** The head of one, which is all that anyone of us looks at. */
function png(width: number, height: number): Buffer {
  const file = Buffer.from('89504e470d0a1a0a0000000d4948445200000000000000000802000000', 'hex')
  file.writeUInt32BE(width, 16)
  file.writeUInt32BE(height, 20)
  return file
}

const bomb = gzipSync(Buffer.concat([png(640, 480), Buffer.alloc(40_000_000)]))

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/good.png': (response) => send(response, png(640, 480)),
  '/silent.png': () => {},
  '/drip.png': (response) => everyMs(response, 20, Buffer.from('x')),
  '/endless.png': (response) => everyMs(response, 1, Buffer.concat([png(640, 480), Buffer.alloc(20_000)])),
  '/login.png': (response) => send(response, '<p>Log in', 'text/html'),
  '/lies.png': (response) => send(response, '<p>Log in'),
  '/script.svg': (response) => send(response, '<svg onload="alert(1)"/>', 'image/svg+xml'),
  '/bomb.png': (response) => {
    response.setHeader('content-encoding', 'gzip')
    send(response, bomb)
  },
  '/pixels.png': (response) => send(response, png(60_000, 60_000)),
  '/empty.png': (response) => send(response, ''),
  '/gone.png': (response) => response.writeHead(404).end(),
  '/inside.png': (response) => redirect(response, 'http://127.0.0.1/1.png'),
  '/named.png': (response) => redirect(response, 'http://db.example/1.png'),
  '/cloud.png': (response) => redirect(response, 'http://169.254.169.254/latest/meta-data/'),
  '/file.png': (response) => redirect(response, 'file:///etc/passwd'),
  '/circle.png': (response) => redirect(response, '/circle.png'),
}

function send(response: ServerResponse, body: Buffer | string, type = 'image/png'): void {
  response.setHeader('content-type', type).end(body)
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end()
}

function everyMs(response: ServerResponse, ms: number, piece: Buffer): void {
  const timer = setInterval(() => response.write(piece), ms)
  response.on('close', () => clearInterval(timer))
}
