import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Handler, type Origins, pagesHandler, startOrigins } from './support/origins.ts'
import {
  eventually,
  getJson,
  type Running,
  startVerbatim,
  temporaryFolder,
  verbatim,
  writeConfig,
} from './support/verbatim.ts'

const story = (title: string) =>
  `<!doctype html><html lang="en"><title>${title}</title><article><h1>${title}</h1>${'<p>The harbour master said that the ferry would sail again on Monday morning, weather permitting, after a week of repairs to the pier.</p>'.repeat(5)}</article></html>`

const pages = pagesHandler({
  '/': {
    body: '<title>Front</title><h2><a href="/2026/10/12/the-ferry-sails-again.html">The ferry that had been under repair sails again on Monday</a></h2>',
  },
  '/2026/10/12/the-ferry-sails-again.html': { body: story('The ferry sails again') },
  '/empty.html': { body: '<!doctype html><title>Nothing</title><body></body>' },
  '/list.html': {
    body: `<title>Headlines</title><ul>${Array.from({ length: 60 }, (_, n) => `<li><a href="/${n}.html">Headline number ${n}</a></li>`).join('')}</ul>`,
  },
  '/picture.html': { type: 'image/png', body: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) },
  '/broken.xml': { type: 'application/rss+xml', body: '<rss><channel><item><title>Cut o' },
  '/robots.txt': { type: 'text/plain', body: 'User-agent: *\nDisallow: /private/' },
  '/private/1.html': { body: story('A private story') },
})

const endless: Handler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': String(2 * 1024 ** 3) })
  const head = story('A page of two gigabytes')
  response.write(head)
  const filler = Buffer.alloc(1024 * 1024, 'x')
  const pour = () => {
    while (response.write(filler)) if (response.destroyed) return
  }
  response.on('drain', pour)
  pour()
}

const hostile: Handler = (request, response, path) => {
  if (path === '/endless.html') endless(request, response, path)
  else if (path.startsWith('/loop'))
    response.writeHead(302, { location: path === '/loop/a' ? '/loop/b' : '/loop/a' }).end()
  else if (path === '/scheme.html') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
  else if (path === '/inside.html') response.writeHead(302, { location: 'http://127.0.0.1:9/secret' }).end()
  else if (path === '/slam.html') request.socket.destroy()
  else response.writeHead(404).end()
}

describe('bad input gets a clear answer, and the service stays up', () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  let origins: Origins
  let config: string
  let service: Running

  before(async () => {
    origins = await startOrigins({ 'www.plain.example': pages, 'www.hostile.example': hostile })
    config = writeConfig(folder, {
      fetch: { connectTo: origins.connectTo, totalMs: 20_000 },
      crawl: { delayMs: 0 },
    })
    service = await startVerbatim(['start', '--no-samples', '--data', data, '--config', config])
  })
  after(async () => {
    assert.equal((await fetch(`${service.url}/healthz`)).status, 200, 'it stayed up through all of it')
    await service.stop()
    await origins.close()
  })

  const ask = (...args: string[]) => verbatim([...args, '--data', data, '--config', config])

  test('an outlet that cannot be reached', async () => {
    const { status, stderr } = await ask('add', 'http://nobody.invalid/')
    assert.equal(status, 1)
    assert.match(stderr, /nobody\.invalid/)
  })

  test('text that is no URL is wrong usage', async () => {
    for (const command of ['add', 'snapshot', 'lookup', 'explain']) {
      const { status, stderr } = await ask(command, 'not a url')
      assert.equal(status, 2, command)
      assert.match(stderr, /is no URL/)
    }
  })

  for (const [path, reason] of [
    ['/empty.html', /empty|too-little-text/],
    ['/list.html', /list-page|too-little-text/],
    ['/picture.html', /not-html/],
    ['/missing.html', /404/],
    ['/private/1.html', /robots\.txt forbids it: Disallow: \/private\//],
  ] as const) {
    test(`a page that is no article has a reason, never an empty snapshot: ${path}`, async () => {
      const { status, stdout, stderr } = await ask('snapshot', `http://www.plain.example${path}`)
      assert.equal(status, 1, stdout)
      assert.match(stderr, reason)
      const lookup = await ask('lookup', `http://www.plain.example${path}`, '--json')
      assert.equal(JSON.parse(lookup.stdout).articleId, null)
    })
  }

  test('a body of two gigabytes is cut off, held as cut, and is no snapshot, with the reason', async () => {
    const { status, stderr } = await ask('snapshot', 'http://www.hostile.example/endless.html')
    assert.equal(status, 1)
    assert.match(stderr, /too-large/)
    const lookup = await ask('lookup', 'http://www.hostile.example/endless.html', '--json')
    assert.equal(JSON.parse(lookup.stdout).captures.length, 1)
  })

  for (const [path, reason] of [
    ['/loop/a', /redirect/i],
    ['/scheme.html', /file|scheme|http/i],
    ['/inside.html', /127\.0\.0\.1/],
    ['/slam.html', /closed|reset|ended|hang up/i],
  ] as const) {
    test(`a hostile answer: ${path}`, async () => {
      const { status, stderr } = await ask('snapshot', `http://www.hostile.example${path}`)
      assert.equal(status, 1)
      assert.match(stderr, reason)
    })
  }

  test('an address inside the network, in any notation, is not connected to', async () => {
    const inside = createServer((_request, response) => response.end('secret'))
    let connections = 0
    inside.on('connection', () => connections++)
    await new Promise<void>((listening) => inside.listen(0, '127.0.0.1', listening))
    const { port } = inside.address() as AddressInfo
    inside.unref()
    for (const host of [
      '127.0.0.1',
      'localhost',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '[::127.0.0.1]',
      '0.0.0.0',
    ]) {
      const { status, stderr } = await ask('snapshot', `http://${host}:${port}/`)
      assert.equal(status, 1, host)
      assert.match(stderr, /refused: .*(public|local|address)/, host)
    }
    assert.equal(connections, 0)
    inside.close()
  })

  test('a broken feed is told by explain, and does not stop its outlet', async () => {
    const outlet = {
      slug: 'plain',
      name: 'Plain',
      homepage: 'http://www.plain.example/',
      language: 'en',
      channel: null,
      region: null,
      sources: [
        { kind: 'feed', url: 'http://www.plain.example/broken.xml', channel: null },
        { kind: 'section', url: 'http://www.plain.example/', channel: null },
      ],
      politeness: { delayMs: 0, sourceIntervalMs: 3_600_000, revisitAfterMs: 3_600_000 },
      followed: true,
    }
    writeFileSync(join(data, 'outlets', 'plain.json'), JSON.stringify(outlet))
    const found = await eventually(
      async () =>
        (await getJson<{ items: { id: string }[] }>(`${service.url}/api/v1/search?q=ferry+outlet:plain`))
          .items[0],
      { what: 'the article of the section page' },
    )
    assert.ok(found.id)
    const { stdout } = await ask('explain', 'http://www.plain.example/broken.xml')
    assert.match(stdout, /feed/)
    assert.match(stdout, /the feed names no article|the feed cannot be read/)
  })

  test('a data folder that cannot be written', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const { status, stderr } = await verbatim(['start', '--data', file, '--port', '0'])
    assert.equal(status, 1)
    assert.match(stderr, /data folder .*a-file cannot be written/)
    assert.match(stderr, /What to do: .*--data DIR/)
    assert.equal(readFileSync(file, 'utf8'), '')
  })

  test('a port that is taken', async () => {
    const { status, stderr } = await verbatim([
      'start',
      '--no-samples',
      '--data',
      join(folder, 'other'),
      '--port',
      new URL(service.url).port,
    ])
    assert.equal(status, 1)
    assert.match(stderr, /Port \d+ of 127\.0\.0\.1 is taken/)
    assert.match(stderr, /--port/)
  })

  test('a wrong setting is named, with what is allowed; all of them at once', async () => {
    const wrong = writeConfig(temporaryFolder(), {
      port: 'eighty',
      crawl: { concurency: 2 },
      log: { level: 'loud' },
    })
    const { status, stderr } = await verbatim(['start', '--data', join(folder, 'other'), '--config', wrong])
    assert.equal(status, 2)
    assert.match(stderr, /port: .*number/)
    assert.match(stderr, /crawl\.concurency: no such setting; did you mean concurrency/)
    assert.match(stderr, /log\.level: .*"debug"/)
  })

  test('an unknown command, an unknown option, a missing argument: status 2, and what there is', async () => {
    for (const args of [['frobnicate'], ['search', '--frobnicate', 'x'], ['search']]) {
      const { status, stderr, stdout } = await verbatim(args)
      assert.equal(status, 2, args.join(' '))
      assert.match(stderr, /verbatim/)
      assert.equal(stdout, '')
    }
  })

  test('junk in addresses and queries of the service gives 4xx, never 500', async () => {
    const paths = [
      '/s/nonsense',
      '/s/000000000000000000',
      '/article/x',
      '/story/%00',
      '/channel/no-such',
      '/outlet/../../etc/passwd',
      '/search?q=%22(((OR',
      '/search?q=before:yesterday',
      '/lookup?url=javascript:alert(1)',
      '/api/v1/snapshots/nonsense',
      '/api/v1/search?q=a&cursor=%F0%9F%92%A9',
      '/api/v1/search?q=a&limit=-1',
      '/api/v1/lookup',
      '/api/v1/nothing',
      '/web/9999/x',
      '/timegate/nope',
      '/cdx',
      '/log/tile/9/9/9',
      '/feeds/channel/no.atom',
      '/%ff',
    ]
    for (const path of paths) {
      const { status } = await fetch(service.url + path, { redirect: 'manual' })
      assert.ok(status >= 200 && status < 500, `${path} answered ${status}`)
    }
  })
})
