import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Origins, pagesHandler, startOrigins } from './support/origins.ts'
import { getAll, getJson, startVerbatim, temporaryFolder, verbatim, writeConfig } from './support/verbatim.ts'

const crashCount = 50
const hosts = ['one', 'two', 'three', 'four'].map((name) => `www.${name}.example`)
const articlesPerHost = 500
/** How long a slow machine may take until a round of work shows in an answer. */
const patienceMs = 30_000

/** `kill -9` at moments nobody chose; then everything that was ever seen in an answer must still be there. */
describe('a service that is killed again and again', () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  let origins: Origins
  let config: string

  before(async () => {
    origins = await startOrigins(Object.fromEntries(hosts.map((host) => [host, pagesHandler(site(host))])))
    config = writeConfig(folder, {
      fetch: { connectTo: origins.connectTo },
      crawl: { delayMs: 5 },
      log: { level: 'warn' },
    })
    mkdirSync(join(data, 'outlets'), { recursive: true })
    for (const host of hosts)
      writeFileSync(join(data, 'outlets', `${host.split('.')[1]}.json`), JSON.stringify(outlet(host)))
  })
  after(() => origins.close())

  test(`loses nothing that it had acknowledged, at ${crashCount} moments`, async () => {
    const acknowledged = new Set<string>()
    for (let crash = 1; crash <= crashCount; crash++) {
      const service = await startVerbatim(['start', '--data', data, '--config', config, '--no-samples'])
      const startedMs = Date.now()
      const killAtMs = startedMs + 30 + Math.random() * 2_400
      const before = acknowledged.size
      // Every second round goes on until it was seen to work, so that a slow machine has something to lose too.
      const waits = () =>
        crash % 2 === 0 && acknowledged.size < before + 3 && Date.now() < startedMs + patienceMs
      while (Date.now() < killAtMs || waits()) {
        const page = await getJson<{ items: { id: string }[] }>(
          `${service.url}/api/v1/search?q=&sort=newest&limit=100`,
        )
        for (const { id } of page.items) acknowledged.add(id)
        await new Promise((wake) => setTimeout(wake, Math.min(60, Math.max(20, killAtMs - Date.now()))))
      }
      await service.kill()
    }
    assert.ok(acknowledged.size > 60, `only ${acknowledged.size} snapshots were made: that tests nothing`)

    const fsck = await verbatim(['fsck', '--json', '--data', data])
    assert.deepEqual(JSON.parse(fsck.stdout).problems, [])

    const service = await startVerbatim(['start', '--data', data, '--config', config, '--no-samples'])
    try {
      const held = new Set(
        (await getAll<{ id: string }>(`${service.url}/api/v1/search?q=&sort=newest`)).map(({ id }) => id),
      )
      for (const id of acknowledged) {
        assert.ok(held.has(id) || (await getJson(`${service.url}/api/v1/snapshots/${id}`)), `${id} is lost`)
      }
    } finally {
      await service.stop()
    }
    for (const id of [...acknowledged].slice(0, 20)) {
      const verified = await verbatim(['verify', id, '--data', data, '--json'])
      assert.equal(verified.status, 0, verified.stdout)
    }
  })
})

function outlet(host: string) {
  return {
    slug: host.split('.')[1],
    name: host,
    homepage: `http://${host}/`,
    language: 'en',
    channel: null,
    region: null,
    sources: [{ kind: 'sitemap', url: `http://${host}/map.xml`, channel: null }],
    politeness: { delayMs: 5, sourceIntervalMs: 1_000, revisitAfterMs: 60_000 },
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
  const bytes = createHash('sha512').update(`${host} ${n}`).digest('hex')
  const words = Array.from({ length: 120 }, (_, index) => `word${bytes.slice(index, index + 4)}`)
  const sentence = (from: number) => `${words.slice(from, from + 20).join(' ')}.`
  return `<!doctype html><html lang="en"><title>Report ${n} of ${host}</title>
    <article><h1>Report ${n} of ${host}</h1>${[0, 20, 40, 60, 80, 100].map((from) => `<p>The council said ${sentence(from)}</p>`).join('')}</article></html>`
}
