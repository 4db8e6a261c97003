import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Origins } from './support/origins.ts'
import { type RealPage, readRealPages, serveRealPages, writeOutlets } from './support/real-pages.ts'
import {
  eventually,
  getJson,
  missingShared,
  type Running,
  startVerbatim,
  temporaryFolder,
  verbatim,
  writeConfig,
} from './support/verbatim.ts'

interface Lookup {
  items: { id: string; title: string; url: string }[]
  reason: string | null
  captures: { status: number; memento: string }[]
}

/** Every fourth page: all sets and scripts, in a quarter of the time. `verbatim bench way` takes them all. */
const isWanted = (_id: string, index: number) => index % 4 === 0

describe('real news pages go the whole way', { skip: missingShared('pages/index.jsonl') }, () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  let pages: RealPage[]
  let origins: Origins
  let service: Running
  let config: string
  const held = new Map<RealPage, Lookup>()

  before(async () => {
    pages = readRealPages(isWanted)
    origins = await serveRealPages(pages)
    // Images lie on hosts that are not there: none are asked for. One page in nine asks for no public copy; that such
    // pages are kept private is held by the contract of access, and here all are to be looked at.
    config = writeConfig(folder, {
      fetch: { connectTo: origins.connectTo },
      crawl: { imagesPerArticleMax: 0, delayMs: 0, concurrency: 32, noarchive: 'ignore' },
      log: { level: 'warn' },
    })
    writeOutlets(data, pages)
    service = await startVerbatim(['start', '--no-samples', '--data', data, '--config', config])
    await eventually(async () => (await unseen()).length === 0, {
      seconds: 240,
      what: 'a visit to every page',
    })
  })
  after(async () => {
    await service?.stop()
    await origins?.close()
  })

  async function unseen(): Promise<RealPage[]> {
    for (const page of pages.filter((each) => !held.has(each))) {
      const lookup = await getJson<Lookup>(`${service.url}/api/v1/lookup?url=${encodeURIComponent(page.url)}`)
      if (lookup.items.length > 0 || lookup.reason) held.set(page, lookup)
    }
    return pages.filter((each) => !held.has(each))
  }

  test('each is held as a snapshot, or with the reason why not', () => {
    const articles = pages.filter((page) => (page.truth.body ?? '').length > 200)
    const missed = articles.filter((page) => held.get(page)?.items.length === 0)
    const share = 1 - missed.length / articles.length
    assert.ok(articles.length > 100)
    assert.ok(
      share > 0.97,
      `${missed.length} of ${articles.length} articles gave none: ${missed.map((each) => `${each.id}: ${held.get(each)?.reason}`).join('; ')}`,
    )
  })

  test('the bytes come back as they were served', async () => {
    for (const page of pages.slice(0, 60)) {
      const memento = held.get(page)?.captures.find((capture) => capture.status === 200)?.memento
      assert.ok(memento, page.url)
      const raw = new URL(memento, service.url).href.replace(/\/web\/(\d{14})\//, '/web/$1id_/')
      const body = Buffer.from(
        await (await fetch(raw.replace(/^https?:\/\/[^/]+/, service.url))).arrayBuffer(),
      )
      assert.equal(sha256(body), sha256(page.body), page.url)
    }
  })

  test('each is found by its own title', async () => {
    let found = 0
    const tried = pages.filter((page) => (held.get(page)?.items[0]?.title.length ?? 0) > 12).slice(0, 60)
    for (const page of tried) {
      const { id, title } = held.get(page)?.items[0] ?? { id: '', title: '' }
      const query = `title:(${title.replace(/[^\p{L}\p{N}]+/gu, ' ')})`
      const answer = await fetch(`${service.url}/api/v1/search?limit=20&q=${encodeURIComponent(query)}`)
      const results = (await answer.json()) as { items?: { id: string; reprints: { id: string }[] }[] }
      if (results.items?.some((item) => item.id === id || item.reprints.some((reprint) => reprint.id === id)))
        found++
    }
    assert.ok(found / tried.length > 0.95, `${found} of ${tried.length} were found`)
  })

  test('each is shown, with its text, and no address of another site is loaded', async () => {
    for (const page of pages.filter((each) => held.get(each)?.items[0]).slice(0, 60)) {
      const id = held.get(page)?.items[0]?.id
      const html = await (await fetch(`${service.url}/s/${id}`)).text()
      const snapshot = await getJson<{ text: string }>(`${service.url}/s/${id}.json`)
      const firstWords = snapshot.text.slice(0, 12)
      assert.ok(textOf(html).includes(firstWords), `${page.id}: "${firstWords}" is not on its page`)
      const loaded = html
        .replaceAll(service.url, '')
        .match(
          /<(img|script|iframe|source|video|audio|link rel="(stylesheet|icon|preload))[^>]+="(https?:)?\/\/[^>]*>/i,
        )
      assert.equal(loaded?.[0], undefined, page.id)
    }
  })

  test('each is proved: its receipt verifies offline, by the command and the key of the log', async () => {
    for (const page of pages.filter((each) => held.get(each)?.items[0]).slice(0, 12)) {
      const id = held.get(page)?.items[0]?.id
      const receipt = await eventually(() => getJson(`${service.url}/api/v1/snapshots/${id}/proof`), {
        seconds: 10,
      })
      const file = join(folder, 'receipt.json')
      writeFileSync(file, JSON.stringify(receipt))
      const { status, stdout } = await verbatim(['verify', file, '--json'])
      assert.equal(status, 0, stdout)
    }
  })

  test('everything that was kept passes fsck', async () => {
    const { status, stdout } = await verbatim(['fsck', '--json', '--data', data])
    assert.deepEqual(JSON.parse(stdout).problems, [])
    assert.equal(status, 0)
  })
})

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function textOf(html: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => named[name] ?? '')
}
