import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenSegment, SegmentStore } from '#archive'
import { loadSettings } from '#config'
import { parseHttpUrl } from '#model'
import { crawl, watchCrawl } from '#pipeline'
import { createMetrics } from '#telemetry'
import type { House as CliHouse } from '../../src/cli/house.ts'
import { type HttpServer, startHttpServer } from '../../src/cli/http-server.ts'
import { liveSettings } from '../../src/cli/live-settings.ts'
import { articlePage, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const site = 'https://www.paper.example'
const feed = parseHttpUrl(`${site}/feed.xml`)

describe('a service whose disk is full', () => {
  const disk = { isFull: false }
  let house: House
  let server: HttpServer
  beforeEach(async () => {
    house = await openTestHouse()
    fillable(house.stores.segments, disk)
    server = await startHttpServer(doorsOf(house), {
      capture: async () => ({ reason: 'not here' }),
      areSamplesShown: false,
    })
    await house.parts.outlets.save(paperOutlet({ sources: [{ kind: 'feed', url: feed, channel: null }] }))
    const paths = Array.from({ length: 6 }, (_, index) => `/2026/${index + 1}.html`)
    const items = paths.map((path) => `<item><title>Report</title><link>${site}${path}</link></item>`)
    house.fetcher.answer(feed, {
      headers: { 'content-type': 'application/rss+xml' },
      body: `<rss version="2.0"><channel><title>The Paper</title>${items.join('')}</channel></rss>`,
    })
    for (const [index, path] of paths.entries())
      house.fetcher.answer(site + path, { body: articlePage({ title: `Report ${index}`, seed: index }) })
  })
  afterEach(async () => {
    await server.close()
    await house.close()
  })

  test('says so, serves what it has, and goes on by itself when there is space', async () => {
    const stop = new AbortController()
    disk.isFull = true
    const crawling = crawl(house.parts, { signal: stop.signal, once: false })
    await until(async () => (await get('/readyz')).status === 503)
    assert.match((await get('/readyz')).text, /reading only: .*(ENOSPC|no space)/is)
    assert.equal((await get('/healthz')).status, 200)
    assert.equal((await get('/')).status, 200)
    assert.equal((await house.parts.catalog.counts()).articles, 0)

    disk.isFull = false
    await until(async () => {
      // Failed visits wait for their time.
      house.clock.forward(600_000)
      return (await house.parts.catalog.counts()).articles === 6
    })
    assert.deepEqual(await get('/readyz'), { status: 200, text: 'ready\n' })
    stop.abort()
    await crawling
    for await (const { kind, detail } of house.parts.archive.fsck()) assert.equal(kind, 'ok', detail)
  })

  async function get(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(server.url + path)
    return { status: response.status, text: await response.text() }
  }
})

/** Until it is so; the test's own time limit ends what never comes. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20)
}

/** The archive has these engines already: they fail from within. */
function fillable(segments: SegmentStore, disk: { readonly isFull: boolean }): void {
  const create = segments.create.bind(segments)
  const refuse = () => {
    if (disk.isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
  }
  const failing = (segment: OpenSegment): OpenSegment => ({
    ...segment,
    get lengthBytes() {
      return segment.lengthBytes
    },
    async append(bytes) {
      refuse()
      return segment.append(bytes)
    },
  })
  segments.create = async (...values) => {
    refuse()
    return failing(await create(...values))
  }
}

function doorsOf({ access, clock, parts, stores, folder }: House): CliHouse {
  const settings = loadSettings({ file: null, env: {}, overrides: { host: '127.0.0.1', port: 0 } })
  const { log } = parts
  return {
    ...{ settings, access, clock, parts, stores, log },
    dataFolder: folder,
    metrics: createMetrics({ verbatim_http_requests_total: '', verbatim_http_seconds_total: '' }),
    live: liveSettings(settings, () => settings),
    // Nobody is told of anything here.
    accounts: {} as CliHouse['accounts'],
    delivery: {} as CliHouse['delivery'],
    crawlWatch: watchCrawl(parts),
    guardedRequest: async () => ({ kind: 'refused', reason: 'there is no network here' }),
    close: async () => {},
  }
}
