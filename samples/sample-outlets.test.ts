import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parseFeed as parseAnyFeed } from 'feedsmith'
import { Parser } from 'htmlparser2'
import { readSampleOutlets } from './outlet-library.ts'
import { type SampleOutlets, startSampleOutlets } from './sample-outlets.ts'

const library = readSampleOutlets()
const articles = library.flatMap((outlet) => outlet.articles)
let folder: string
let nowMs = Date.parse('2026-11-24T00:00:00Z')
let samples: SampleOutlets

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samples-'))
  samples = await start('state.json')
})
after(async () => {
  await samples.close()
  rmSync(folder, { recursive: true })
})

describe('the library', () => {
  test('has at least six outlets and sixty articles', () => {
    assert.ok(library.length >= 6)
    assert.ok(articles.length >= 60, `${articles.length}`)
  })

  test('spans two years', () => {
    const days = articles.map((each) => each.publishedAt).sort()
    assert.ok(days[0]!.startsWith('2024-11'))
    assert.ok(days.at(-1)!.startsWith('2026-11'))
  })

  test('has two articles or more in each of the twelve channels', () => {
    const channels: Record<string, RegExp> = {
      domestic: /^国内$/,
      world: /^(国际|World)$/,
      society: /^社会$/,
      politics: /^时政$/,
      finance: /^(财经|財經|Business)$/,
      tech: /^(科技|Technology)$/,
      health: /^健康$/,
      education: /^教育$/,
      sport: /^体育$/,
      culture: /^(文娱|文化|Culture)$/,
      'hk-mo-tw': /^(港澳台|Hong Kong, Macao & Taiwan)$/,
      opinion: /^(评论|評論|Opinion)$/,
    }
    for (const [channel, section] of Object.entries(channels)) {
      const count = articles.filter((each) => section.test(each.section)).length
      assert.ok(count >= 2, `${channel}: ${count}`)
    }
  })

  test('has reprints that name their original and cut it', () => {
    const reprints = articles.filter((each) => each.reprintedFrom)
    assert.ok(reprints.length >= 10)
    assert.ok(reprints.every((each) => each.pages[0]!.length >= 3))
  })

  test('lives under .example alone', () => {
    for (const { host } of library) assert.match(host, /\.example$/)
  })

  test('no two articles share an address', () => {
    for (const outlet of library) {
      assert.equal(new Set(outlet.articles.map((each) => each.path)).size, outlet.articles.length)
    }
  })
})

describe('the sites', () => {
  test('answer 200 to everything they link to, and link to nobody else', async () => {
    for (const { host, encoding } of library) {
      const seen = new Set(['/'])
      for (const path of seen) {
        const answer = await get(host, path)
        // The article that vanishes may have done so since it was listed.
        if (answer.status === 404 && path.includes('4471')) continue
        assert.equal(answer.status, 200, `${host}${path}`)
        if (!/html/.test(answer.headers['content-type'] ?? '')) continue
        for (const link of linksOf(new TextDecoder(encoding).decode(answer.body))) {
          if (link.startsWith('#') || link.startsWith('javascript:')) continue
          const url = new URL(link, `http://${host}${path}`)
          assert.equal(url.host, host, `${host}${path} links to ${link}`)
          seen.add(url.pathname)
        }
      }
    }
  })

  test('serve PNG pictures', async () => {
    const { headers, body } = await get('www.qinghe-daily.example', '/images/bridge-closure.png')
    assert.equal(headers['content-type'], 'image/png')
    assert.equal(body.toString('latin1', 1, 4), 'PNG')
    assert.ok(body.length < 100_000)
  })

  test('one sends GBK and calls it UTF-8', async () => {
    const { headers, body } = await get('www.jiangcheng-wanbao.example', '/html/news.htm')
    assert.match(headers['content-type']!, /utf-8/)
    assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(body))
    assert.match(new TextDecoder('gbk', { fatal: true }).decode(body), /白石岭隧道提前贯通/)
  })

  test('one has an article in three pages, each leading to the next', async () => {
    const path = (number: string) => `/html/2026-07/11/content_39205${number}.htm`
    const texts = await Promise.all(
      ['', '_2', '_3'].map(async (each) => {
        const { body } = await get('www.jiangcheng-wanbao.example', path(each))
        return new TextDecoder('gbk').decode(body)
      }),
    )
    assert.ok(texts[0]!.includes(`href="${path('_2')}">下一页`))
    assert.ok(texts[1]!.includes(`href="${path('_3')}">下一页`))
    assert.ok(!texts[2]!.includes('下一页'))
  })

  test('one forbids a section that its list links to', async () => {
    const robots = (await get('www.jiangcheng-wanbao.example', '/robots.txt')).body.toString()
    assert.match(robots, /^Disallow: \/dzb\/$/m)
    const list = new TextDecoder('gbk').decode(
      (await get('www.jiangcheng-wanbao.example', '/html/news.htm')).body,
    )
    assert.match(list, /href="\/dzb\//)
  })

  test('offer RSS, Atom and JSON Feed, each with all articles', async () => {
    for (const [host, path, format] of [
      ['www.qinghe-daily.example', '/rss/all.xml', 'rss'],
      ['www.haixia-observer.example', '/feed/atom.xml', 'atom'],
      ['www.tonglian-news.example', '/feed.json', 'json'],
    ] as const) {
      const parsed = parseAnyFeed((await get(host, path)).body.toString())
      assert.equal(parsed.format, format)
      const feed = parsed.feed as { items?: unknown[]; entries?: unknown[] }
      const outlet = library.find((each) => each.host === host)!
      assert.equal((feed.items ?? feed.entries)?.length, outlet.articles.length)
    }
  })

  test('offer a sitemap index whose maps name every article', async () => {
    const host = 'www.harbour-gazette.example'
    const index = (await get(host, '/sitemap.xml')).body.toString()
    const maps = [...index.matchAll(/<loc>http:\/\/[^/]+([^<]+)<\/loc>/g)].map((match) => match[1]!)
    const texts = await Promise.all(maps.map(async (map) => (await get(host, map)).body.toString()))
    assert.match(texts[0]!, /<news:publication_date>/)
    for (const { path } of library.find((each) => each.host === host)!.articles) {
      assert.ok(texts.join().includes(path), path)
    }
  })

  test('answer 404 with a page of their own, 421 for other hosts, 405 to other methods', async () => {
    assert.equal((await get('www.kangzhi.example', '/nothing')).status, 404)
    assert.equal((await get('elsewhere.example', '/')).status, 421)
    assert.equal((await get('www.kangzhi.example', '/', { method: 'POST' })).status, 405)
  })

  test('answer 304 by ETag, and by date where there is no ETag', async () => {
    const [host, path] = ['www.harbour-gazette.example', '/2025/03/05/west-quay-pier-plan']
    const { headers } = await get(host, path)
    const ask = (more: Record<string, string>) =>
      get(host, path, { headers: more }).then((each) => each.status)
    assert.equal(await ask({ 'if-none-match': headers.etag! }), 304)
    assert.equal(await ask({ 'if-none-match': '"another"' }), 200)
    assert.equal(await ask({ 'if-modified-since': headers['last-modified']! }), 304)
    assert.equal(
      await ask({ 'if-none-match': '"another"', 'if-modified-since': headers['last-modified']! }),
      200,
    )
    assert.equal(await ask({ 'if-modified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' }), 200)
  })

  test('compress where asked to', async () => {
    const { headers } = await get('www.harbour-gazette.example', '/', {
      headers: { 'accept-encoding': 'gzip' },
    })
    assert.equal(headers['content-encoding'], 'gzip')
  })
})

describe('what changes', () => {
  const path = '/news/202611/t20261116_4502.shtml'
  const vanishing = '/news/202611/t20261110_4471.shtml'
  const title = async () =>
    /<title>(.*?) - /.exec((await get('www.kangzhi.example', path)).body.toString())?.[1]

  test('is revised twice, a visit at a time, and never goes back, over restarts too', async () => {
    await restart('changing.json')
    assert.match((await title())!, /四十六个接种点/)
    nowMs += 1000
    assert.match((await title())!, /四十六个接种点/, 'too soon')
    nowMs += 1000
    assert.match((await title())!, /设三十八个接种点/)
    await restart('changing.json')
    assert.match((await title())!, /设三十八个接种点/)
    nowMs += 2000
    assert.match((await title())!, /到货不足/)
    nowMs += 2000
    assert.match((await title())!, /到货不足/)
  })

  test('is told by a conditional request', async () => {
    await restart('conditional.json')
    const { headers } = await get('www.kangzhi.example', path)
    const again = () => get('www.kangzhi.example', path, { headers: { 'if-none-match': headers.etag! } })
    assert.equal((await again()).status, 304)
    nowMs += 2000
    assert.equal((await again()).status, 200)
  })

  test('is deleted after the first visit, from the lists as well', async () => {
    await restart('deleted.json')
    assert.equal((await get('www.kangzhi.example', vanishing)).status, 200)
    nowMs += 2000
    const gone = await get('www.kangzhi.example', vanishing)
    assert.equal(gone.status, 404)
    assert.match(gone.body.toString(), /该内容已被删除/)
    const sitemap = (await get('www.kangzhi.example', '/sitemap-news.xml')).body.toString()
    assert.ok(!sitemap.includes(vanishing))
  })

  test('does not change by HEAD', async () => {
    await restart('head.json')
    await get('www.kangzhi.example', path)
    nowMs += 2000
    await get('www.kangzhi.example', path, { method: 'HEAD' })
    await get('www.kangzhi.example', path, { method: 'HEAD' })
    assert.match((await title())!, /设三十八个接种点/)
  })

  test('begins anew where its state cannot be read', async () => {
    writeFileSync(join(folder, 'broken.json'), '{"kangzhi/flu-cli')
    await restart('broken.json')
    assert.match((await title())!, /四十六个接种点/)
  })
})

function start(stateFile: string): Promise<SampleOutlets> {
  return startSampleOutlets({ stateFile: join(folder, stateFile), now: () => new Date(nowMs) })
}

async function restart(stateFile: string): Promise<void> {
  await samples.close()
  samples = await start(stateFile)
}

interface Got {
  readonly status: number
  readonly headers: Record<string, string | undefined>
  readonly body: Buffer
}

function get(
  host: string,
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Got> {
  const [address, port] = Object.values(samples.connectTo)[0]!.split(':')
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: address, port, path, method: options.method ?? 'GET', headers: { ...options.headers, host } },
      async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        const headers = response.headers as Got['headers']
        resolve({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) })
      },
    )
    asked.on('error', reject).end()
  })
}

function linksOf(html: string): string[] {
  const found: string[] = []
  const parser = new Parser({
    onopentag(_name, attributes) {
      for (const name of ['href', 'src', 'data-src', 'data-original']) {
        if (attributes[name]) found.push(attributes[name])
      }
    },
  })
  parser.end(html)
  return found
}
