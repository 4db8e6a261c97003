import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumPath, noBrowser } from './support/fake-site.ts'
import { type Handler, type Origins, startOrigins } from './support/origins.ts'
import {
  eventually,
  getAll,
  missingShared,
  type Running,
  shared,
  startVerbatim,
  temporaryFolder,
  writeConfig,
} from './support/verbatim.ts'

const host = 'www.hostile.example'
const skip = noBrowser || missingShared('suites/xss-sample.json')
/** All of them take six minutes; without being asked for all, every fourth is taken. */
const takenEach = process.env['VERBATIM_TEST_ALL'] ? 1 : 4
const payloads: string[] = skip
  ? []
  : readCases('xss-sample')
      .filter((_, index) => index % takenEach === 0)
      .map((each) => each.payload ?? '')
const strings: string[] = skip ? [] : readCases('text-torture-sample').map((each) => each.text ?? '')

describe('published XSS lists, in a browser', { skip }, () => {
  let origins: Origins
  let service: Running
  let browser: Browser
  const ids: string[] = []

  before(async () => {
    origins = await startOrigins({
      [host]: (request, response, path) => serveHostile(request, response, path),
    })
    const folder = temporaryFolder()
    const config = writeConfig(folder, {
      fetch: { connectTo: origins.connectTo },
      crawl: { delayMs: 0, concurrency: 2 },
    })
    const data = join(folder, 'data')
    mkdirSync(join(data, 'outlets'), { recursive: true })
    writeFileSync(join(data, 'outlets', 'hostile.json'), JSON.stringify(outlet))
    service = await startVerbatim(['start', '--no-samples', '--data', data, '--config', config])
    await eventually(
      async () => {
        const metrics = await (await fetch(`${service.url}/metrics`)).text()
        const count = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)?.[1])
        return (count('verbatim_captures') > payloads.length && count('verbatim_frontier_due') === 0) || null
      },
      { seconds: 240, what: 'a visit to all of the pages' },
    )
    for (const { id } of await getAll<{ id: string }>(
      `${service.url}/api/v1/search?q=&outlet=hostile&sort=newest&limit=100`,
    ))
      ids.push(id)
    assert.ok(ids.length > payloads.length / 2, `only ${ids.length} of ${payloads.length} are articles`)
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: ['--no-sandbox'] })
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
    await origins?.close()
  })

  test('in titles, authors and bodies of articles', { timeout: 300_000 }, () =>
    visitAll(ids.map((id) => `/s/${id}`)),
  )

  test('in lists, searches, addresses and forms', { timeout: 300_000 }, () =>
    visitAll([
      ...['/', '/changes', '/outlets', `/outlet/hostile`, '/removals', '/sign-in'],
      // Each payload at one of the three, in turn.
      ...payloads.map((payload, index) => {
        const text = encodeURIComponent(payload.slice(0, 1_500))
        return [`/search?q=${text}`, `/lookup?url=${text}`, `/takedown?subject=${text}`][index % 3] as string
      }),
      ...payloads.slice(0, 80).map((payload) => `/${encodeURIComponent(payload.slice(0, 500))}`),
    ]),
  )

  test('in archived pages and in feeds', { timeout: 300_000 }, () =>
    visitAll([
      ...ids.filter((_, index) => index % 4 === 0).map((id) => `/s/${id}/original`),
      ...['/feeds/all.atom', '/feeds/all.rss', '/feeds/all.json'],
    ]),
  )

  test('strings that break programs: no search, look-up or form fails by them', {
    timeout: 120_000,
  }, async () => {
    for (const text of strings) {
      const told = encodeURIComponent(text.toWellFormed())
      for (const path of [
        `/search?q=${told}`,
        `/lookup?url=${told}`,
        `/takedown?subject=${told}`,
        `/channel/${told}`,
      ]) {
        const { status } = await fetch(service.url + path)
        assert.ok(status < 500, `${status} ${path.slice(0, 200)}`)
      }
    }
  })

  /** Opens the pages, and fails where one of them showed a dialog, ran something, or asked anybody else. */
  async function visitAll(paths: readonly string[]): Promise<void> {
    assert.ok(paths.length > 0)
    const troubles: string[] = []
    let next = 0
    await Promise.all(
      Array.from({ length: 3 }, async () => {
        const page = await browser.newPage()
        watch(page, troubles)
        for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
          await page
            .goto(service.url + path, { waitUntil: 'load', timeout: 20_000 })
            .catch((error: Error) => {
              // What is downloaded in place of being shown runs nothing.
              if (!/ERR_ABORTED|Download is starting/.test(error.message))
                troubles.push(`${path}: ${error.message}`)
            })
          const ran = await page.evaluate('typeof window.__xss').catch(() => 'undefined')
          if (ran !== 'undefined') troubles.push(`${path}: ran`)
        }
        await page.close()
      }),
    )
    assert.deepEqual(troubles.slice(0, 10), [])
  }

  function watch(page: Page, troubles: string[]): void {
    page.on('dialog', (dialog) => {
      troubles.push(`${page.url()}: dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (asked) => {
      const url = asked.url()
      if (!url.startsWith(service.url) && /^(https?|wss?):/.test(url) && !asked.failure()) {
        // A browser also tells of what its policy kept back; that fails before it leaves.
        page.on(
          'requestfinished',
          (finished) => finished === asked && troubles.push(`${page.url()}: asked ${url}`),
        )
      }
    })
  }
})

const outlet = {
  ...{ slug: 'hostile', name: 'Hostile', homepage: `http://${host}/` },
  sources: [{ kind: 'feed', url: `http://${host}/feed.xml` }],
  politeness: { delayMs: 0, sourceIntervalMs: 3_600_000, revisitAfterMs: 3_600_000 },
}

const serveHostile: Handler = (_request, response, path) => {
  const number = /^\/a\/(\d+)\.html$/.exec(path)?.[1]
  const send = (type: string, body: string) => {
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body)
  }
  if (path === '/feed.xml') send('application/rss+xml', feed())
  else if (number !== undefined && Number(number) < payloads.length)
    send('text/html', article(Number(number)))
  else response.writeHead(404, { 'content-type': 'text/html' }).end('<title>404</title>')
}

function feed(): string {
  const items = payloads.map((payload, number) => {
    const text = escapeXml(`Report ${number} ${payload}`)
    return `<item><title>${text}</title><link>http://${host}/a/${number}.html</link><description>${text}</description></item>`
  })
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Hostile</title>${items.join('')}</channel></rss>`
}

/** An article whose title and author are the payload as text, and whose body has it as markup. */
function article(number: number): string {
  const payload = payloads[number] ?? ''
  const text = escapeXml(payload)
  const words = Array.from({ length: 60 }, (_, index) => `word${number}x${index}`).join(' ')
  return `<!doctype html><html lang="en"><head><title>Report ${number} ${text}</title>
<meta name="author" content="${text}"><meta property="article:published_time" content="2026-01-05T07:00:00Z"></head>
<body><article><h1>Report ${number} ${text}</h1><p>By ${text}</p><p>The council of district ${number} met today. ${words}.</p>
<div>${payload}</div><p>Nothing else was said in district ${number}. ${words}.</p></article></body></html>`
}

function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function readCases(name: string): { payload?: string; text?: string }[] {
  const file = JSON.parse(readFileSync(join(shared, `suites/${name}.json`), 'utf8')) as {
    cases: { payload?: string; text?: string }[]
  }
  return file.cases
}
