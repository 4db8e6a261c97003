import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Handler, pagesHandler, startOrigins } from '../test/journeys/support/origins.ts'
import { startVerbatim, writeConfig } from '../test/journeys/support/verbatim.ts'

const hosts = Array.from({ length: 8 }, (_, index) => `www.paper${index}.example`)
const targetCount = 5

/** From a snapshot's capture to the webhook that tells of it, by a whole service that crawls as fast as it may. */
export async function benchDelivery({
  out,
  count = 400,
}: {
  out: (line: string) => void
  count?: number
}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-delivery-'))
  const perHost = Math.ceil(count / hosts.length)
  const waits: number[] = []
  const receiver: Handler = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      waits.push(Date.now() - Date.parse(JSON.parse(Buffer.concat(chunks).toString()).data.capturedAt))
      response.writeHead(204).end()
    })
  }
  const origins = await startOrigins({
    ...Object.fromEntries(hosts.map((host) => [host, pagesHandler(site(host, perHost))])),
    'hooks.example': receiver,
  })
  const data = join(folder, 'data')
  const config = writeConfig(folder, {
    fetch: { connectTo: origins.connectTo },
    crawl: { delayMs: 50 },
    log: { level: 'error' },
    api: { requestsPerMinute: 0 },
  })
  mkdirSync(join(data, 'outlets'), { recursive: true })
  const serving = await startVerbatim(['serve', '--data', data, '--config', config])
  for (let index = 0; index < targetCount; index++) {
    const { key } = await ask<{ key: string }>(serving.url, '/api/v1/guests', {})
    await ask(serving.url, '/api/v1/subscriptions', { kind: 'q', value: 'council' }, key)
    await ask(serving.url, '/api/v1/targets', { kind: 'webhook', url: 'http://hooks.example/' }, key)
  }
  await serving.stop()
  for (const host of hosts)
    writeFileSync(join(data, 'outlets', `${slugOf(host)}.json`), JSON.stringify(outletOf(host)))
  const started = Date.now()
  const service = await startVerbatim(['start', '--data', data, '--config', config, '--no-samples'])
  try {
    const all = perHost * hosts.length * targetCount
    while (waits.length < all && Date.now() - started < 240_000)
      await new Promise((wake) => setTimeout(wake, 100))
    waits.sort((a, b) => a - b)
    const at = (share: number) => `${((waits[Math.floor(waits.length * share)] ?? 0) / 1000).toFixed(2)} s`
    const seconds = ((Date.now() - started) / 1000).toFixed(0)
    out(`${waits.length} of ${all} webhooks of ${perHost * hosts.length} articles, crawled in ${seconds} s`)
    const noted = await waitsToJournal(service.url)
    out(`from capture to the journal: median ${(noted / 1000).toFixed(2)} s, which is the crawl's own work`)
    out(`from capture to delivered: median ${at(0.5)}, p99 ${at(0.99)} (goal: under 5 s), last ${at(0.9999)}`)
  } finally {
    await service.stop()
    await origins.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The median from a capture to the journal's line about it: archive, extraction, catalog. */
async function waitsToJournal(base: string): Promise<number> {
  const answer = await fetch(`${base}/api/v1/changes?limit=500&kind=new`)
  const { items } = (await answer.json()) as { items: { at: string; notedAt: string }[] }
  const waits = items.map(({ at, notedAt }) => Date.parse(notedAt) - Date.parse(at)).sort((a, b) => a - b)
  return waits[waits.length >> 1] ?? 0
}

async function ask<T>(base: string, path: string, body: unknown, key?: string): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) }
  const response = await fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

function slugOf(host: string): string {
  return host.split('.')[1] as string
}

function outletOf(host: string) {
  return {
    ...{ slug: slugOf(host), name: host, homepage: `http://${host}/`, language: 'en', channel: null },
    ...{ region: null, followed: true },
    sources: [{ kind: 'sitemap', url: `http://${host}/map.xml`, channel: null }],
    politeness: { delayMs: 50, sourceIntervalMs: 600_000, revisitAfterMs: 3_600_000 },
  }
}

function site(host: string, count: number): Record<string, { type?: string; body: string }> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const pages = numbers.map((n) => [`/news/${n}.html`, { body: article(host, n) }] as const)
  const urls = numbers.map((n) => `<url><loc>http://${host}/news/${n}.html</loc></url>`).join('')
  const map = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls}</urlset>`
  return { ...Object.fromEntries(pages), '/map.xml': { type: 'application/xml', body: map } }
}

function article(host: string, n: number): string {
  const word = (index: number) => `${slugOf(host)}${(n * 7919 + index * 104729) % 99991}`
  const paragraph = (at: number) =>
    `<p>The council said ${Array.from({ length: 20 }, (_, index) => word(at * 20 + index)).join(' ')}.</p>`
  return `<!doctype html><html lang="en"><title>Report ${n} of ${host}</title>
    <article><h1>Report ${n} of ${host}</h1>${[0, 1, 2, 3, 4, 5].map(paragraph).join('')}</article></html>`
}
