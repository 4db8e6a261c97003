import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import { WARCParser } from 'warcio'
import {
  allSnapshotIds,
  type Entry,
  entriesFor,
  outletCounts,
  readSampleArticle,
  sampleSnapshotCount,
  snapshotCount,
  startWithSamples,
} from './support/samples.ts'
import {
  eventually,
  getJson,
  type Running,
  startVerbatim,
  temporaryFolder,
  verbatim,
} from './support/verbatim.ts'

interface Snapshot extends Entry {
  text: string
  language: string
  reprintedFrom: string | null
  publishedAt: string
  complete: boolean
  images: { url: string; caption: string | null }[]
  digests: { record: string; payload: string; text: string }
  links: Record<string, string>
}

/** The README's first command, on an empty folder and without a network, shows the service at its work. */
describe('start on an empty data folder', () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  let service: Running

  before(async () => {
    service = await startWithSamples(data)
  })
  after(() => service?.stop())

  const page = async (path: string) => (await fetch(service.url + path)).text()
  const snapshot = (id: string) => getJson<Snapshot>(`${service.url}/api/v1/snapshots/${id}`)

  const treeSize = async () => Number((await page('/log/checkpoint')).split('\n')[1])

  /** The newest snapshot of a sample article. */
  async function held(slug: string, name: string): Promise<Snapshot> {
    const { url } = readSampleArticle(slug, name)
    const lookup = await getJson<{ items: Entry[] }>(
      `${service.url}/api/v1/lookup?url=${encodeURIComponent(url)}`,
    )
    const newest = lookup.items.toSorted((a, b) => a.revision.number - b.revision.number).at(-1)
    assert.ok(newest, `nothing is held of ${url}`)
    return snapshot(newest.id)
  }

  test('seven outlets are followed, and all that they let a crawler have is held', async () => {
    const outlets = await outletCounts(service)
    assert.equal(outlets.length, 7)
    assert.equal(snapshotCount(outlets), sampleSnapshotCount)
    for (const outlet of outlets) assert.ok(outlet.articles >= 7, outlet.slug)
  })

  for (const [what, slug, name, language] of [
    ['GBK that its server calls UTF-8', 'jiangcheng-wanbao', 'rail-tunnel', 'zh-Hans'],
    ['Traditional Chinese', 'haixia-observer', 'pier-decision', 'zh-Hant'],
    ['English, compressed', 'harbour-gazette', 'pier-kept', 'en'],
    ['sent in chunks', 'tonglian', 'bridge-opening', 'zh-Hans'],
    ['a charset that the page alone names', 'kangzhi', 'night-clinic', 'zh-Hans'],
    ['a city daily', 'qinghe-daily', 'bridge-closure', 'zh-Hans'],
  ] as const) {
    test(`${what}: the text is that of the article, whole and in order`, async () => {
      const truth = readSampleArticle(slug, name)
      const { title, text, language: told, publishedAt } = await held(slug, name)
      assert.equal(title, truth.title)
      assert.equal(told, language)
      assert.equal(Date.parse(publishedAt), Date.parse(truth.publishedAt))
      // An agency's mark of the end is no part of its text.
      assertInOrder(
        text,
        truth.paragraphs.map((each) => each.replace(/[(（]完[)）]$/, '')),
      )
    })
  }

  test('an article in three pages is one snapshot with the text of all of them', async () => {
    const truth = readSampleArticle('jiangcheng-wanbao', 'flood-year')
    assert.equal(truth.pageCount, 3)
    const { id, text, complete } = await held('jiangcheng-wanbao', 'flood-year')
    assertInOrder(text, truth.paragraphs)
    assert.equal(complete, true)
    const second = truth.url.replace('.htm', '_2.htm')
    const lookup = await getJson<{ items: Entry[] }>(
      `${service.url}/api/v1/lookup?url=${encodeURIComponent(second)}`,
    )
    assert.deepEqual(
      lookup.items.filter((each) => each.id !== id),
      [],
      'its second page is no article of its own',
    )
    assert.equal((await page(`/cdx?url=${encodeURIComponent(second)}`)).trim().split('\n').length, 1)
  })

  test('images are kept, and shown from here with their captions', async () => {
    for (const [slug, name] of [
      ['harbour-gazette', 'pier-kept'],
      ['haixia-observer', 'pier-decision'],
      ['qinghe-daily', 'bridge-closure'],
    ] as const) {
      const truth = readSampleArticle(slug, name)
      const { id, images } = await held(slug, name)
      assert.deepEqual(
        images.map((image) => image.caption),
        truth.captions,
        `captions of ${slug}`,
      )
      const html = await page(`/s/${id}`)
      const [caption = ''] = truth.captions
      assert.ok(html.includes(`<figcaption`) && html.includes(escapeHtml(caption)), caption)
      for (const index of images.keys()) {
        const answer = await fetch(`${service.url}/s/${id}/image/${index}`)
        assert.equal(answer.headers.get('content-type'), 'image/png')
        const bytes = Buffer.from(await answer.arrayBuffer())
        assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n')
      }
    }
  })

  test('reprints are folded into what they repeat, and lead to its snapshot', async () => {
    const entries = await entriesFor(service, '')
    const folded = entries.flatMap((original) => original.reprints.map((reprint) => ({ original, reprint })))
    assert.equal(folded.length, 12)
    for (const { original, reprint } of folded) {
      const { reprintOf, reprintedFrom } = await snapshot(reprint.id)
      assert.equal(reprintOf?.parent, original.id, reprint.title)
      if (reprint.outletSlug !== 'yunfan') continue
      const html = await page(`/s/${reprint.id}`)
      const line = /<p class="reprint-line"[\s\S]*?<\/p>/.exec(html)?.[0] ?? ''
      assert.match(line, /本文转自/)
      assert.ok(reprintedFrom && line.includes(reprintedFrom), `${line} does not name ${reprintedFrom}`)
      assert.ok(line.includes(`href="/s/${original.id}"`), `${line} does not lead to ${original.id}`)
    }
  })

  test('an article that was quietly revised twice has three revisions, and what changed is marked', async () => {
    const last = await held('kangzhi', 'flu-clinics')
    const { items } = await getJson<{ items: Entry[] }>(
      `${service.url}/api/v1/articles/${last.articleId}/revisions`,
    )
    assert.deepEqual(
      items.map((each) => each.revision),
      [1, 2, 3].map((number) => ({ number, count: 3 })),
    )
    const [first, , third] = items
    const html = await page(`/article/${last.articleId}/compare?from=${first?.id}&to=${third?.id}`)
    const marked = (element: 'ins' | 'del') =>
      [...html.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))]
        .map((each) => each[1]?.replace(/<span[\s\S]*?<\/span>/g, ''))
        .join('|')
    assert.match(marked('del'), /四十六/)
    assert.match(marked('ins'), /三十八/)
    assert.match(html, /<ins>[\s\S]*?更正/)
  })

  test('an article that was deleted is said to be gone, and stays readable', async () => {
    const truth = readSampleArticle('kangzhi', 'water-purifier')
    const { id, status, text } = await held('kangzhi', 'water-purifier')
    assert.equal(status, 'gone')
    assertInOrder(text, truth.paragraphs)
    const html = await page(`/s/${id}`)
    for (const paragraph of truth.paragraphs) assert.ok(html.includes(escapeHtml(paragraph)))
  })

  test('what robots.txt forbids was never asked for, and explain names the line', async () => {
    const { url } = readSampleArticle('jiangcheng-wanbao', 'epaper-special')
    assert.equal((await page(`/cdx?url=${encodeURIComponent(url)}`)).trim(), '')
    const { stdout, status } = await verbatim(['explain', url, '--data', data])
    assert.equal(status, 1)
    assert.match(stdout, /^robots +forbidden by "Disallow: \/dzb\/" \(robots\.txt answered 200\)$/m)
    assert.match(stdout, /0 captures, 0 snapshots/)
  })

  test('Traditional and Simplified Chinese find each other', async () => {
    const outletsOf = async (query: string) =>
      new Set((await entriesFor(service, query)).map((entry) => entry.outletSlug))
    const simplified = await outletsOf('码头')
    const traditional = await outletsOf('碼頭')
    assert.ok(simplified.has('haixia-observer'))
    assert.deepEqual(simplified, traditional)
    assert.ok((await outletsOf('雙魚銅鏡')).has('qinghe-daily'))
    assert.ok((await outletsOf('"pier" lang:en')).has('harbour-gazette'))
  })

  test('stories bring together what several outlets told of one affair', async () => {
    const { story } = await held('qinghe-daily', 'bridge-opening')
    assert.ok(story, 'the opening of the bridge is in no story')
    const told = await getJson<{ items: Entry[]; outletCount: number; title: string }>(
      `${service.url}/api/v1/stories/${story}`,
    )
    assert.ok(told.outletCount >= 2)
    assert.ok(told.items.some((item) => item.outletSlug === 'tonglian'))
    const html = await page(`/story/${story}`)
    for (const item of told.items) assert.ok(html.includes(`/s/${item.id}`), item.title)
  })

  test('related articles show the passage that matches, the match marked', async () => {
    const { id } = await held('qinghe-daily', 'bridge-opening')
    const { items } = await getJson<{ items: (Entry & { excerpt: string; matches: [number, number][] })[] }>(
      `${service.url}/api/v1/snapshots/${id}/related`,
    )
    assert.ok(items.length >= 3)
    assert.ok(
      items.some((item) => item.title.includes('合龙')),
      'the closing of the bridge is not among them',
    )
    for (const { excerpt, matches } of items) {
      assert.ok(matches.length > 0, `nothing is marked in "${excerpt}"`)
      for (const [start, end] of matches) assert.ok(start < end && end <= excerpt.length)
    }
    assert.match(await page(`/s/${id}`), /<section class="related"[\s\S]*<mark>/)
  })

  test('each channel that has articles lists them', async () => {
    const { items } = await getJson<{ items: { slug: string; count: number }[] }>(
      `${service.url}/api/v1/channels`,
    )
    const filled = items.filter(({ count }) => count > 0)
    assert.ok(filled.length >= 8, `only ${filled.map(({ slug }) => slug)} have articles`)
    assert.ok(filled.reduce((sum, { count }) => sum + count, 0) >= 60, 'most articles have a channel')
    for (const { slug } of filled) assert.match(await page(`/channel/${slug}`), /href="\/s\/[0-9a-v]{18}"/)
  })

  test('feeds of every list are read by a feed reader', async () => {
    const { story } = await held('qinghe-daily', 'bridge-opening')
    const names = ['newest', 'changes', 'channel/health', 'outlet/kangzhi', `story/${story}`]
    for (const name of names) {
      const atom = parseAtomFeed(await page(`/feeds/${name}.atom`))
      assert.ok((atom.entries?.length ?? 0) > 0, name)
      for (const entry of atom.entries ?? []) assert.match(entry.links?.[0]?.href ?? '', /\/s\/|\/article\//)
      const rss = parseRssFeed(await page(`/feeds/${name}.rss`))
      assert.equal(rss.items?.length, atom.entries?.length, name)
      const json = parseJsonFeed(await page(`/feeds/${name}.json`))
      assert.equal(json.items?.length, atom.entries?.length, name)
    }
    const found = parseAtomFeed(await page(`/feeds/search.atom?q=${encodeURIComponent('渡口')}`))
    assert.ok((found.entries?.length ?? 0) > 0)
  })

  test('Memento: the TimeGate leads to what was captured, RFC 7089', async () => {
    const { url } = readSampleArticle('qinghe-daily', 'bridge-opening')
    const gate = await fetch(`${service.url}/timegate/${url}`, {
      redirect: 'manual',
      headers: { 'accept-datetime': new Date().toUTCString() },
    })
    assert.equal(gate.status, 302)
    assert.match(gate.headers.get('vary') ?? '', /accept-datetime/i)
    const memento = await fetch(gate.headers.get('location') ?? '')
    assert.equal(memento.status, 200)
    assert.ok(memento.headers.get('memento-datetime'))
    assert.match(memento.headers.get('link') ?? '', /rel="[^"]*original/)
    assert.match(await memento.text(), /望江新桥今日零时通车/)
    const map = await page(`/timemap/link/${readSampleArticle('kangzhi', 'flu-clinics').url}`)
    assert.ok((map.match(/rel="[^"]*memento"/g) ?? []).length >= 3)
  })

  test('CDX: one line for each capture of a site', async () => {
    const { url } = readSampleArticle('kangzhi', 'flu-clinics')
    const lines = (await page(`/cdx?url=${encodeURIComponent(url)}`)).trim().split('\n')
    assert.ok(lines.length >= 3)
    for (const line of lines) assert.match(line, /^example,kangzhi\)\/\S+ \d{14} \S+ \S+ \d{3} \S+ \d+$/)
  })

  test('the log covers every snapshot, and a proof is verified offline', async () => {
    await eventually(async () => (await treeSize()) >= sampleSnapshotCount, {
      seconds: 10,
      what: 'a checkpoint over every snapshot',
    })
    const { id } = await held('kangzhi', 'flu-clinics')
    const file = join(folder, 'proof.json')
    writeFileSync(file, await page(`/s/${id}/proof.json`))
    const verified = await verbatim(['verify', file, '--json'])
    assert.equal(verified.status, 0, verified.stdout + verified.stderr)
    const altered = join(folder, 'altered.json')
    writeFileSync(altered, (await page(`/s/${id}/proof.json`)).replace('kangzhi.example', 'kangzhi.invalid'))
    assert.equal((await verbatim(['verify', altered])).status, 1)
  })

  test('downloads are read by somebody else’s program: WARC and WACZ', async () => {
    const { id, url, digests } = await held('kangzhi', 'flu-clinics')
    const warc = Buffer.from(await (await fetch(`${service.url}/s/${id}.warc.gz`)).arrayBuffer())
    assert.deepEqual(await payloadDigests(warc, url), [digests.payload])
    const wacz = Buffer.from(await (await fetch(`${service.url}/s/${id}.wacz`)).arrayBuffer())
    const files = unzip(wacz)
    const inside = [...files].find(([name]) => /^archive\/.*\.warc\.gz$/.test(name))?.[1]
    assert.ok(inside, [...files.keys()].join(', '))
    assert.deepEqual(await payloadDigests(inside, url), [digests.payload])
    const manifest = JSON.parse(files.get('datapackage.json')?.toString() ?? '{}') as {
      resources: { path: string; hash: string }[]
    }
    for (const { path, hash } of manifest.resources) {
      const sha256 = createHash('sha256')
        .update(files.get(path) ?? '')
        .digest('hex')
      assert.equal(hash, `sha256:${sha256}`, path)
    }
  })

  test('stopped and started again it has lost nothing and made nothing up', async () => {
    const ids = await allSnapshotIds(service)
    const size = await treeSize()
    const { status, stderr } = await service.stop()
    assert.equal(status, 0, stderr.slice(-2000))
    service = await startVerbatim(['start', '--data', data])
    assert.deepEqual(await allSnapshotIds(service), ids)
    // Longer than the samples' shortest interval, so that what may have changed was looked at again.
    await new Promise((wake) => setTimeout(wake, 5_000))
    assert.deepEqual(await allSnapshotIds(service), ids)
    assert.equal(await treeSize(), size)
    assert.equal((await held('kangzhi', 'water-purifier')).status, 'gone')
    const fsck = await verbatim(['fsck', '--data', data, '--json'])
    assert.deepEqual(JSON.parse(fsck.stdout).problems, [])
  })

  test('rebuilt from the archive alone it holds the same', async () => {
    await service.stop()
    const crawled = await exported(data)
    await rebuild(data)
    const once = await exported(data)
    // Which articles make a story depends on which were known before; the crawl and the archive have other orders.
    assert.deepEqual(once.map(withoutStory), crawled.map(withoutStory))
    await rebuild(data)
    assert.deepEqual(await exported(data), once, 'two rebuilds give the same, stories too')
  })
})

async function rebuild(data: string): Promise<void> {
  const { status, stderr } = await verbatim(['rebuild', '--data', data])
  assert.equal(status, 0, stderr)
}

/** Everything, with a story told by who is in it: its name may differ. */
async function exported(data: string) {
  const { stdout } = await verbatim(['export', '--format', 'jsonl', '--data', data])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Snapshot)
    .sort((a, b) => a.id.localeCompare(b.id))
  return rows.map((row) => ({
    ...row,
    story: row.story && rows.filter((each) => each.story === row.story).map(({ id }) => id),
  }))
}

function withoutStory<T extends { story: unknown }>({ story: _, ...rest }: T): Omit<T, 'story'> {
  return rest
}

function assertInOrder(text: string, paragraphs: readonly string[]): void {
  let from = 0
  for (const paragraph of paragraphs) {
    const at = text.indexOf(paragraph, from)
    assert.ok(at >= 0, `"${paragraph}" is missing, or out of order, in:\n${text}`)
    from = at + paragraph.length
  }
}

/** SHA-256, as we write it, of the payloads of the responses that warcio finds for that URL. */
async function payloadDigests(warc: Uint8Array, url: string): Promise<string[]> {
  const digests: string[] = []
  for await (const record of new WARCParser([warc])) {
    const payload = await record.readFully(false)
    if (record.warcType !== 'response' || record.warcTargetURI !== url) continue
    const sha256 = createHash('sha256').update(payload).digest()
    assert.equal(record.warcHeaders.headers.get('WARC-Payload-Digest'), `sha256:${sha256.toString('hex')}`)
    digests.push(`sha256:${base32(sha256)}`)
  }
  return digests
}

/** RFC 4648 §6, without padding: worked out here, so that our own encoder is held to it. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('')
}

/** The files of a ZIP archive, by its central directory: stored or deflated. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = zip.readUInt32LE(end + 16)
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset))
    const name = zip.toString('utf8', at + 46, at + 46 + (nameSize ?? 0))
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(start, start + size)
    files.set(name, method === 8 ? inflateRawSync(bytes) : bytes)
    at += 46 + (nameSize ?? 0) + (extraSize ?? 0) + (commentSize ?? 0)
  }
  return files
}

/** As the site writes text into HTML. */
function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (each) => entities[each] ?? each)
}
