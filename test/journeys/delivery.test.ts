import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Handler, type Origins, pagesHandler, startOrigins } from './support/origins.ts'
import {
  eventually,
  getJson,
  type Running,
  startVerbatim,
  temporaryFolder,
  writeConfig,
} from './support/verbatim.ts'

const hosts = ['one', 'two', 'three', 'four'].map((name) => `www.${name}.example`)
const articlesPerHost = 40
const articleCount = hosts.length * articlesPerHost

/** A service that crawls and tells, killed in the midst of it; one receiver is well, one fails half the time, one hangs. */
describe('webhooks of a service that crawls and is killed', () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  const got = new Map<string, string[]>()
  let origins: Origins
  let config: string
  let service: Running
  let turn = 0

  before(async () => {
    const receiver = (name: string, statusOf: () => number | null): Handler => {
      got.set(name, [])
      return (request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const status = statusOf()
          if (status === null) return
          if (status < 300) got.get(name)?.push(JSON.parse(Buffer.concat(chunks).toString()).data.snapshotId)
          response.writeHead(status).end()
        })
      }
    }
    origins = await startOrigins({
      ...Object.fromEntries(hosts.map((host) => [host, pagesHandler(site(host))])),
      'well.example': receiver('well', () => 204),
      'flaky.example': receiver('flaky', () => (turn++ % 2 === 0 ? 500 : 204)),
      'hangs.example': receiver('hangs', () => null),
    })
    config = writeConfig(folder, {
      fetch: { connectTo: origins.connectTo },
      crawl: { delayMs: 5 },
      log: { level: 'warn' },
      api: { requestsPerMinute: 0 },
    })
    mkdirSync(join(data, 'outlets'), { recursive: true })
    service = await startVerbatim(['serve', '--data', data, '--config', config])
    const { key } = await ask<{ key: string }>('/api/v1/guests', {})
    for (const host of hosts) await ask('/api/v1/subscriptions', { kind: 'outlet', value: slugOf(host) }, key)
    for (const name of got.keys())
      await ask('/api/v1/targets', { kind: 'webhook', url: `http://${name}.example/` }, key)
    await service.stop()
    for (const host of hosts)
      writeFileSync(join(data, 'outlets', `${slugOf(host)}.json`), JSON.stringify(outlet(host)))
  })
  after(async () => {
    await service.stop()
    await origins.close()
  })

  const start = async () => {
    service = await startVerbatim(['start', '--data', data, '--config', config, '--no-samples'])
  }

  test('each article is told at least once, to whoever answers, whoever hangs beside them', async () => {
    await start()
    await eventually(async () => (got.get('well')?.length ?? 0) > articleCount / 4, { what: 'a first part' })
    await service.kill()
    await start()
    const told = () => new Set(got.get('well'))
    await eventually(async () => told().size >= articleCount, { seconds: 120, what: 'all of it' })
    const held = new Set<string>()
    for (let cursor = ''; ; ) {
      const page = await getJson<{
        items: { kind: string; snapshotId: string }[]
        cursor: string
        next: string | null
      }>(`${service.url}/api/v1/changes?cursor=${cursor || '0'}&limit=500`)
      for (const { kind, snapshotId } of page.items) if (kind === 'new') held.add(snapshotId)
      cursor = page.cursor
      if (!page.next) break
    }
    assert.equal(held.size, articleCount)
    assert.deepEqual(told(), held)
    assert.ok((got.get('flaky')?.length ?? 0) > 0, 'what fails is tried again')
    assert.equal(got.get('hangs')?.length, 0)
  })

  async function ask<T = unknown>(path: string, body: unknown, key?: string): Promise<T> {
    const response = await fetch(service.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    })
    assert.ok(response.ok, await response.clone().text())
    return (await response.json()) as T
  }
})

function slugOf(host: string): string {
  return host.split('.')[1] as string
}

function outlet(host: string) {
  return {
    slug: slugOf(host),
    name: host,
    homepage: `http://${host}/`,
    language: 'en',
    channel: null,
    region: null,
    sources: [{ kind: 'sitemap', url: `http://${host}/map.xml`, channel: null }],
    politeness: { delayMs: 5, sourceIntervalMs: 60_000, revisitAfterMs: 3_600_000 },
    followed: true,
  }
}

function site(host: string): Record<string, { type?: string; body: string }> {
  const numbers = Array.from({ length: articlesPerHost }, (_, index) => index + 1)
  const pages = numbers.map((n) => [`/news/${n}.html`, { body: article(host, n) }] as const)
  const urls = numbers.map((n) => `<url><loc>http://${host}/news/${n}.html</loc></url>`).join('')
  const map = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls}</urlset>`
  return { ...Object.fromEntries(pages), '/map.xml': { type: 'application/xml', body: map } }
}

function article(host: string, n: number): string {
  const word = (index: number) => `${host.slice(4, 7)}${(n * 7919 + index * 104729) % 99991}`
  const paragraph = (at: number) =>
    `<p>The council said ${Array.from({ length: 20 }, (_, index) => word(at * 20 + index)).join(' ')}.</p>`
  return `<!doctype html><html lang="en"><title>Report ${n} of ${host}</title>
    <article><h1>Report ${n} of ${host}</h1>${[0, 1, 2, 3, 4, 5].map(paragraph).join('')}</article></html>`
}
