import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Origins, pagesHandler, startOrigins } from './support/origins.ts'
import { type ListEntry, type ReferencePage, readReferencePage } from './support/reference-page.ts'
import {
  eventually,
  getAll,
  getJson,
  missingShared,
  type Running,
  startVerbatim,
  temporaryFolder,
  writeConfig,
} from './support/verbatim.ts'

interface Item {
  id: string
  title: string
  url: string
}

const portal = 'www.kandian.example'
const original = 'www.ribao.example'
const others = ['www.beifang.example', 'www.nanfang.example', 'www.dongfang.example']

/** Outlets made from the reference page; then every element of that page must be on ours. */
describe('the page that this service was asked for with', {
  skip: missingShared('reference-page.txt'),
}, () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  let page: ReferencePage
  let origins: Origins
  let service: Running
  let html: string
  let shown: string
  let id: string
  let originalId: string

  before(async () => {
    page = readReferencePage()
    const sites = sitesOf(page)
    origins = await startOrigins(
      Object.fromEntries([...sites].map(([host, files]) => [host, pagesHandler(files)])),
    )
    const config = writeConfig(folder, {
      fetch: { connectTo: origins.connectTo },
      crawl: { delayMs: 0 },
      log: { level: 'warn' },
    })
    mkdirSync(join(data, 'outlets'), { recursive: true })
    for (const host of sites.keys())
      writeFileSync(join(data, 'outlets', `${host.split('.')[1]}.json`), JSON.stringify(outletOf(host, page)))
    service = await startVerbatim(['start', '--no-samples', '--data', data, '--config', config])
    const wanted = 2 + page.related.length + page.newest.length
    await eventually(async () => (await getAll<Item>(`${service.url}/api/v1/snapshots`)).length >= wanted, {
      what: 'a snapshot of every article',
    })
    const lookup = (host: string) =>
      getJson<{ items: Item[] }>(`${service.url}/api/v1/lookup?url=http://${host}/2023/main.html`)
    id = (await lookup(portal)).items[0]?.id ?? ''
    originalId = (await lookup(original)).items[0]?.id ?? ''
    await eventually(
      async () =>
        (await getJson<{ log: { proved: boolean } }>(`${service.url}/api/v1/snapshots/${id}`)).log.proved,
    )
    await eventually(async () => (await fetch(`${service.url}/s/${id}/image/0`)).ok, {
      what: 'our copy of the picture',
    })
    html = await (await fetch(`${service.url}/s/${id}?lang=zh-Hans`)).text()
    shown = textOf(html)
  })
  after(async () => {
    await service?.stop()
    await origins?.close()
  })

  test('channel navigation and my subscriptions', () => {
    assert.match(shown, /我的订阅/)
    assert.match(html, /href="\/channel\/domestic[^"]*"/)
    assert.ok(shown.includes(page.channel))
  })

  test('title, channel, published time and source', async () => {
    const snapshot = await getJson<{ title: string; channel: string; publishedAt: string; source: string }>(
      `${service.url}/s/${id}.json`,
    )
    assert.equal(snapshot.title, page.title)
    assert.equal(snapshot.channel, 'domestic')
    assert.equal(snapshot.publishedAt.slice(0, 16), page.publishedAt.slice(0, 16).replace(' ', 'T'))
    assert.equal(snapshot.source, page.source)
    assert.match(html, new RegExp(`<h1[^>]*>[^<]*${page.title}`))
    assert.ok(shown.includes(page.source))
    assert.match(shown, /2023[^\d]0?9[^\d]20.{0,8}11:50/)
  })

  test("本文转自, linked to the original's own snapshot", () => {
    assert.match(shown, new RegExp(`本文转自.{0,4}${page.reprintedFrom}`))
    assert.ok(html.includes(`/s/${originalId}`), 'there is no link to the original')
  })

  test('every paragraph of the body, in order, and the caption of its picture from our archive', async () => {
    let from = 0
    for (const paragraph of page.paragraphs) {
      const at = shown.indexOf(paragraph, from)
      assert.ok(at >= 0, `missing, or not in order: ${paragraph.slice(0, 30)}`)
      from = at
    }
    assert.match(html, new RegExp(`<figcaption[^>]*>[\\s\\S]{0,200}${page.caption.slice(0, 20)}`))
    assert.match(html, new RegExp(`<img[^>]+src="/s/${id}/image/0"`))
  })

  test('reporter and correspondent, as people', async () => {
    const { authors } = await getJson<{ authors: { name: string; role: string }[] }>(
      `${service.url}/s/${id}.json`,
    )
    const names = /记者(.+?)通讯员(.+?)\)/.exec(page.byline)
    assert.deepEqual(
      authors.filter((author) => author.role === 'reporter' || author.role === 'correspondent'),
      [
        { name: names?.[1], role: 'reporter' },
        { name: names?.[2], role: 'correspondent' },
      ],
    )
    for (const { name } of authors) assert.ok(shown.includes(name))
  })

  test('the notice: by a crawler, unmodified, how to ask for removal', () => {
    assert.match(shown, /爬虫/)
    assert.match(shown, /未.{0,8}修改/)
    assert.match(html, /href="\/takedown[^"]*"/)
  })

  test('snapshot time, digest, proof, and the original URL with its state', () => {
    assert.match(shown, /快照/)
    assert.match(shown, /sha256:[A-Z2-7]{52}/)
    assert.match(html, new RegExp(`/s/${id}/proof`))
    assert.ok(shown.includes(`http://${portal}/2023/main.html`))
  })

  test('related articles of other years, with title, time and the passage that matches, marked', async () => {
    const { items } = await getJson<{ items: (Item & { excerpt: string })[] }>(
      `${service.url}/api/v1/snapshots/${id}/related?limit=20`,
    )
    const isOurs = (item: Item) => /\/related\/\d+\.html$/.test(item.url)
    const found = items.filter(isOurs)
    assert.ok(
      found.length >= Math.ceil(page.related.length * 0.7),
      `only ${found.length} of ${page.related.length}: ${items.map((each) => each.title).join(' | ')}`,
    )
    assert.ok(
      items.slice(0, found.length).filter(isOurs).length >= found.length - 1,
      'other articles stand before them',
    )
    for (const { excerpt } of found) assert.ok(excerpt.length <= 120)
    assert.ok(
      items.every((item) => item.id !== id && item.id !== originalId),
      'the article or its copy is related to itself',
    )
    assert.match(html, /<mark>[^<]+<\/mark>/)
    const titled = page.related.filter((entry) => entry.title)
    assert.ok(titled.filter((entry) => shown.includes(entry.title ?? '')).length >= titled.length * 0.6)
  })

  test("the channel's newest, with lead and time", () => {
    const newestLeads = page.newest.filter((entry) => entry.title && shown.includes(entry.title))
    assert.ok(newestLeads.length >= 2, `${newestLeads.length} of the newest are on the page`)
  })
})

type Files = Record<string, { type?: string; body: string | Uint8Array }>

function sitesOf(page: ReferencePage): Map<string, Files> {
  const sites = new Map<string, Files>()
  const put = (host: string, path: string, body: string) => {
    const files = sites.get(host) ?? {}
    sites.set(host, files)
    files[path] = { body }
  }
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  )
  put(portal, '/2023/main.html', mainPage(page, { isReprint: true }))
  put(original, '/2023/main.html', mainPage(page, { isReprint: false }))
  for (const host of [portal, original])
    Object.assign(sites.get(host) ?? {}, { '/2023/picture.png': { type: 'image/png', body: picture } })
  for (const [index, entry] of page.related.entries()) {
    put(others[index % others.length] ?? '', `/related/${index}.html`, entryPage(entry, page.channel))
  }
  for (const [index, entry] of page.newest.entries())
    put(portal, `/newest/${index}.html`, entryPage(entry, page.channel))
  for (const [host, files] of sites) {
    const items = Object.keys(files)
      .filter((path) => path.endsWith('.html'))
      .map((path) => `<item><title>${path}</title><link>http://${host}${path}</link></item>`)
    files['/rss.xml'] = {
      type: 'application/rss+xml',
      body: `<rss version="2.0"><channel><title>${host}</title>${items.join('')}</channel></rss>`,
    }
  }
  return sites
}

function mainPage(page: ReferencePage, { isReprint }: { isReprint: boolean }): string {
  const time = isReprint ? page.publishedAt : '2023-09-20 06:30:00'
  const source = isReprint ? page.source : page.reprintedFrom
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${page.title}_${source}</title></head><body>
    <div class="nav"><a href="/">首页</a> <a href="/gn/">${page.channel}</a></div>
    <div class="crumbs"><a href="/">首页</a> &gt; <a href="/gn/">${page.channel}</a> &gt; 正文</div>
    <h1>${page.title}</h1><div class="info">${time} 来源:${source}</div>
    <div class="content">${isReprint ? `<p>本文转自:${page.reprintedFrom}</p>` : ''}
    <p><img src="/2023/picture.png" width="600" height="400" alt=""></p><p class="caption">${page.caption}</p>
    ${page.paragraphs.map((each) => `<p>${each}</p>`).join('\n')}
    <p>${page.byline}</p></div></body></html>`
}

function entryPage({ title, passage, publishedAt }: ListEntry, channel: string): string {
  const heading = title ?? passage.slice(0, 18)
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${heading}</title></head><body>
    <div class="crumbs"><a href="/">首页</a> &gt; <a href="/gn/">${channel}</a> &gt; 正文</div>
    <h1>${heading}</h1><div class="info">${publishedAt} 来源:本站</div>
    <div class="content"><p>${passage}。</p><p>当天的活动吸引了不少居民前来参加,现场气氛热烈,大家围坐在一起交流。</p>
    <p>主办方表示,下一步还会继续听取意见,把这件事做得更细、更实。</p></div></body></html>`
}

function outletOf(host: string, page: ReferencePage) {
  const name = host === original ? page.reprintedFrom : host === portal ? page.source : host
  return {
    slug: host.split('.')[1],
    name,
    homepage: `http://${host}/`,
    language: 'zh-Hans',
    channel: 'domestic',
    region: null,
    sources: [{ kind: 'feed', url: `http://${host}/rss.xml`, channel: null }],
    politeness: { delayMs: 0, sourceIntervalMs: 3_600_000, revisitAfterMs: 3_600_000 },
    followed: true,
  }
}

/** What a reader sees, without tags. */
function textOf(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
