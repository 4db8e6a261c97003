import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { createFetcher, createRenderer, type Fetcher, type Renderer } from '#fetch'
import { parseHttpUrl, systemClock, urlKey } from '#model'
import { rebuild } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import { dueArticle, type House, openTestHouse, paperOutlet } from '../contracts/house-fixture.ts'
import { type Origins, startOrigins } from '../journeys/support/origins.ts'

const skip = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].some((path) => existsSync(path))
  ? false
  : 'no Chromium is installed'
const signal = new AbortController().signal
const address = parseHttpUrl('http://www.paper.example/2026/1.html')
const sentence = (at: number) =>
  `In its meeting of day ${at} the council of the harbour town agreed to mend bridge number ${at} before winter. `
const article = Array.from({ length: 6 }, (_, at) => `<p>${sentence(at).repeat(3)}</p>`).join('')
const shell = (script: string) =>
  `<!doctype html><html lang="en"><head><title>Loading</title></head><body><div id="app"></div><script>${script}</script><script src="/app.js"></script></body></html>`
const app = `fetch('/api/1.json').then((r) => r.json()).then(({ title, html }) => {
  document.title = title
  document.querySelector('#app').innerHTML = '<article><h1>' + title + '</h1><time datetime="2026-01-05T07:00:00Z"></time>' + html + '</article>'
})`

describe('an outlet whose file says "render": "browser"', { skip }, () => {
  let origins: Origins
  let house: House
  let fetcher: Fetcher
  let renderer: Renderer
  let script = ''
  let title = 'The bridge is open'

  before(async () => {
    const json = () => JSON.stringify({ title, html: article })
    origins = await startOrigins({
      'www.paper.example': (_request, response, path) => {
        const bodies: Record<string, readonly [string, string]> = {
          '/robots.txt': ['text/plain', 'User-agent: *\nDisallow: /private/'],
          '/2026/1.html': ['text/html', shell(script)],
          '/app.js': ['text/javascript', app],
          '/api/1.json': ['application/json', json()],
          '/private/x.js': ['text/javascript', ''],
        }
        const [type, body] = bodies[path] ?? ['text/plain', '']
        response.writeHead(bodies[path] ? 200 : 404, { 'content-type': type }).end(body)
      },
      'internal.example': (_request, response) => void response.end('secret'),
    })
  })
  after(() => origins.close())
  beforeEach(async () => {
    script = ''
    title = 'The bridge is open'
    house = await openTestHouse()
    await house.parts.outlets.save({ ...paperOutlet(), render: 'browser' })
    fetcher = createFetcher({
      userAgent: 'Verbatim/1.0',
      clock: systemClock,
      guard: { connectTo: { 'www.paper.example': `127.0.0.1:${origins.port}` } },
    })
    const limits = { renderMs: 20_000, requestsMax: 20, decodedBytesMax: 1_000_000 }
    renderer = createRenderer({ fetcher, executablePath: null, limits })
  })
  afterEach(async () => {
    await renderer.close()
    await fetcher.close()
    await house.close()
  })
  const visit = () => look(dueArticle(address), { ...house.parts, fetcher, renderer }, signal)
  const asked = () => origins.requests.map(({ host, path }) => `${host}${path}`)

  test('gives a snapshot of what its scripts show, with all that was loaded and a screenshot in the archive', async () => {
    const { snapshotId } = await visit()
    const { snapshot } = (await house.parts.catalog.find(snapshotId as never)) ?? {}
    assert.equal(snapshot?.article.title, title)
    assert.match(snapshot.article.text, /agreed to mend bridge number 5/)
    const preserved = await house.parts.archive.read(snapshot.captureIds[0])
    assert.match(Buffer.from(preserved?.exchange.payload ?? []).toString(), /<div id="app"><\/div>/)
    assert.deepEqual(
      preserved?.resources.map(({ name, mediaType }) => [name, mediaType]),
      [
        ['dom', 'text/html'],
        ['view', 'image/jpeg'],
      ],
    )
    const screenshot = preserved.resources[1]!.bytes
    assert.deepEqual([...screenshot.subarray(0, 2)], [0xff, 0xd8])
    for (const path of ['/app.js', '/api/1.json']) {
      const url = parseHttpUrl(`http://www.paper.example${path}`)
      assert.equal((await house.parts.archive.capturesOf(urlKey(url))).length, 1, path)
    }
  })

  test('sees a change though the bytes of the page are the same', async () => {
    const first = await visit()
    title = 'The bridge is closed again'
    house.clock.forward(86_400_000)
    const second = await visit()
    assert.notEqual(second.snapshotId, first.snapshotId)
  })

  test('gives the same snapshot again from the archive alone', async () => {
    const { snapshotId } = await visit()
    const { captures } = await rebuild(house.parts)
    assert.ok(captures >= 0)
    assert.ok(await house.access.snapshot(snapshotId as never))
  })

  test('connects to nothing that the guard and robots.txt forbid, whatever its scripts try', async () => {
    const before = origins.requests.length
    const inside = `127.0.0.1:${origins.port}`
    script = [
      `fetch('http://${inside}/a').catch(() => {})`,
      `fetch('http://internal.example/b').catch(() => {})`,
      `fetch('/private/x.js').catch(() => {})`,
      `fetch('http://169.254.169.254/latest/').catch(() => {})`,
      `new WebSocket('ws://${inside}/ws')`,
      `new EventSource('http://${inside}/events')`,
      `navigator.sendBeacon('http://${inside}/beacon', 'x')`,
      `new Image().src = 'http://${inside}/image'`,
      `const f = document.createElement('iframe'); f.src = 'http://${inside}/frame'; document.body.append(f)`,
      `const l = document.createElement('link'); l.rel = 'preconnect'; l.href = 'http://${inside}/'; document.head.append(l)`,
      `try { new RTCPeerConnection({ iceServers: [{ urls: 'stun:${inside}' }] }).createOffer() } catch {}`,
    ].join('\n')
    assert.ok((await visit()).snapshotId)
    const hosts = new Set(origins.requests.slice(before).map(({ host }) => host))
    assert.deepEqual([...hosts], ['www.paper.example'])
    assert.ok(!asked().includes('www.paper.example/private/x.js'))
  })

  test('without a browser says what to install', async () => {
    await renderer.close()
    const limits = { renderMs: 20_000, requestsMax: 20, decodedBytesMax: 1_000_000 }
    renderer = createRenderer({ fetcher, executablePath: '/nowhere/chromium', limits })
    const { settlement } = await visit()
    assert.ok(settlement.kind === 'failed')
    assert.match(settlement.reason, /no Chromium here.*fetch\.browser/)
  })

  test('and without that word, a page that is empty without scripts is told', async () => {
    await house.parts.outlets.save(paperOutlet())
    await visit()
    const { noSnapshotReason } = await house.access.lookup(address)
    assert.match(noSnapshotReason?.reason ?? '', /needs a browser .*say "render": "browser"/)
  })
})
