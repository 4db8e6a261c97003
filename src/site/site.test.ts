import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Instant } from '#model'
import { loadAssets } from './assets.ts'
import { createFakeAccess, takenDown, withheldByLaw } from './fixtures/fake-access.ts'
import { createSite } from './site.ts'

const access = createFakeAccess()
const clock = { now: () => '2024-09-20T10:00:00.000Z' as Instant }
const site = createSite({
  access,
  clock,
  serviceName: 'Verbatim',
  contact: null,
  baseUrl: 'https://v.example',
})
const [first, second, reprint] = access.held.map(({ snapshot }) => snapshot)
const page = `/s/${second?.id}`

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await site.request(path, { headers: { 'accept-language': 'zh-CN', ...headers } })
  return { response, status: response.status, text: await response.text() }
}

describe('what other sites show of a snapshot', () => {
  const address = `https://v.example${page}`

  test('its page leads to its card, oEmbed §4', async () => {
    const { text } = await get(page)
    const [, href = ''] = /type="application\/json\+oembed" href="([^"]*)"/.exec(text) ?? []
    assert.equal(href, `https://v.example/oembed?url=${encodeURIComponent(address)}`)
    assert.match(text, new RegExp(`<meta property="og:image" content="${address}/card.png">`))
  })

  test('oEmbed answers a frame as large as it may be, oEmbed §2.3', async () => {
    const { response, text } = await get(`/oembed?url=${encodeURIComponent(address)}&maxwidth=400`)
    const answer = JSON.parse(text)
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.deepEqual([answer.version, answer.type, answer.width], ['1.0', 'rich', 400])
    assert.match(answer.html, new RegExp(`^<iframe src="https://v.example/embed/${second?.id}" width="400" `))
  })

  test('oEmbed knows nothing of other addresses, of other formats, and of what was taken down', async () => {
    const status = async (path: string) => (await get(path)).status
    assert.equal(await status(`/oembed?url=${encodeURIComponent(`https://other.example${page}`)}`), 404)
    assert.equal(await status('/oembed'), 404)
    assert.equal(await status(`/oembed?url=${encodeURIComponent(address)}&format=xml`), 501)
    assert.equal(await status(`/oembed?url=${encodeURIComponent(`https://v.example/s/${takenDown}`)}`), 410)
  })

  test('the card alone may be framed, and of what was taken down it says only that', async () => {
    const framing = async (path: string) =>
      /frame-ancestors [^;]*/.exec(
        (await get(path)).response.headers.get('content-security-policy') ?? '',
      )?.[0]
    assert.equal(await framing(`/embed/${second?.id}`), 'frame-ancestors *')
    assert.equal(await framing(page), "frame-ancestors 'none'")
    const gone = await get(`/embed/${takenDown}`)
    assert.equal(gone.status, 410)
    assert.doesNotMatch(gone.text, /embed-lead/)
    assert.equal((await get(`/s/${takenDown}/card.png`)).status, 410)
  })
})

describe('installed as an app', () => {
  test('the manifest names icons that are there', async () => {
    const { text } = await get('/manifest.webmanifest?lang=en')
    const { icons, lang } = JSON.parse(text) as { icons: { src: string; type: string }[]; lang: string }
    assert.equal(lang, 'en')
    for (const { src, type } of icons)
      assert.equal((await get(src)).response.headers.get('content-type'), type)
  })

  test('the service worker is asked about before every use', async () => {
    const { response } = await get('/service-worker.js')
    assert.match(response.headers.get('content-type') ?? '', /^text\/javascript/)
    assert.equal(response.headers.get('cache-control'), 'no-cache')
  })
})

describe('a citation as a file', () => {
  test('RIS and BibTeX are there for reference managers, under their media types', async () => {
    const { response, text } = await get(`${page}/cite.ris`)
    assert.equal(response.headers.get('content-type'), 'application/x-research-info-systems; charset=utf-8')
    assert.match(text, /^TY {2}- NEWS\r\n/)
    assert.match((await get(`${page}/cite.bib`)).text, /^@online\{/)
  })

  test('what is no such file, or was taken down, is said to be', async () => {
    assert.equal((await get(`${page}/cite.doc`)).status, 404)
    assert.equal((await get(`/s/${takenDown}/cite.ris`)).status, 410)
    assert.equal((await get(`/s/${withheldByLaw}/cite.bib`)).status, 451)
  })
})

describe('a snapshot page shows, in this order', () => {
  test('all parts of the anatomy', async () => {
    const { text } = await get(page)
    const marks = [
      '我的订阅',
      '三次改图，河心不落一墩',
      '<h1 id="title"',
      '年底具备通车条件',
      '类别',
      '发布时间',
      '来源',
      `src="/s/${second?.id}/image/0"`,
      '<h2>四十年的摆渡</h2>',
      '<blockquote>',
      '<table>',
      '<ol><li>',
      '<dt>记者</dt>',
      '爬虫进行采集并收录',
      '/takedown',
      '快照生成时间',
      '与前一版比较',
      '信息原文地址',
      second?.digests.text as string,
      'data-check',
      '相关文章',
      '<mark>',
      '引用、分享、保存',
      'GB/T 7714',
      '.warc.gz',
    ]
    let at = 0
    for (const mark of marks) {
      const found = text.indexOf(mark, at)
      assert.ok(found >= 0, `${mark} is missing behind ${text.slice(at - 20, at + 20)}`)
      at = found
    }
  })

  test('a reprint leads to the outlet and to our snapshot of the original', async () => {
    const { text } = await get(`/s/${reprint?.id}`)
    assert.match(
      text,
      new RegExp(`本文转自</span> <a href="/outlet/lantern-daily">灯笼日报</a> <a href="/s/${second?.id}">`),
    )
  })

  test('an older version says so and leads to the newest', async () => {
    assert.match(
      (await get(`/s/${first?.id}`)).text,
      new RegExp(`这篇文章此后被媒体改写。<a href="/s/${second?.id}">`),
    )
  })

  test('beside an older version the original is not called unchanged', async () => {
    assert.match((await get(`/s/${first?.id}`)).text, /<span class="state state-changed">仍在，已改写/)
    assert.match((await get(page)).text, /<span class="state state-live">仍在，未改动/)
  })

  test('a rewritten one says which version it is, what changed, and leads to the difference', async () => {
    const { text } = await get(page)
    assert.match(
      text,
      /第 2 版，共 2 版：媒体在刊出之后改写过这篇文章。<a href="\/article\/\w+\/compare\?from=/,
    )
    assert.match(text, /正文增加 \d+ 字，删去 \d+ 字。/)
  })

  test('the text of the article carries its language where it is not that of the page', async () => {
    assert.match(
      (await get(page, { 'accept-language': 'en' })).text,
      /<article class="quoted" aria-labelledby="title" lang="zh-Hans">/,
    )
  })
})

describe('every page', () => {
  const paths = [
    '/',
    '/channel/domestic',
    '/changes',
    '/outlets',
    '/outlet/lantern-daily',
    page,
    `${page}/proof`,
    `/article/${second?.articleId}`,
    `/article/${second?.articleId}/compare?from=${first?.id}&to=${second?.id}`,
    '/story/bridgebridgebrid',
    '/search?q=%E4%BA%91%E6%BA%AA',
    '/lookup?url=https%3A%2F%2Flantern-daily.example%2F2024%2F0918%2Fbridge.html',
    '/subscriptions?channel=tech&outlet=qiaotou',
    '/takedown',
    '/about',
    '/about/proof',
  ]

  test('answers, with strict headers, nothing inline, no cookie', async () => {
    for (const path of paths) {
      const { response, status, text } = await get(path)
      assert.equal(status, 200, path)
      assert.match(
        response.headers.get('content-security-policy') ?? '',
        /^default-src 'none'; .*frame-ancestors 'none'$/,
      )
      assert.doesNotMatch(response.headers.get('content-security-policy') ?? '', /unsafe|\*|https?:/)
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(response.headers.get('set-cookie'), null)
      assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)/, path)
      assert.doesNotMatch(text, /(src|srcset|poster)="(https?:)?\/\//, path)
    }
  })

  test('is the same in three languages, and its links keep the one that was chosen', async () => {
    for (const path of paths) {
      const chosen = `${path}${path.includes('?') ? '&' : '?'}lang=en`
      const { text } = await get(chosen)
      assert.match(text, /<html lang="en">/, path)
      const plain = [
        ...text.matchAll(
          /href="(\/(?!assets|feeds|api|log|opensearch|web|s\/[^"?]*[.]|s\/[^"?]*\/original)[^"]*)"/g,
        ),
      ].map((match) => match[1] as string)
      for (const href of plain) {
        if (!href.includes('image/')) assert.match(href, /lang=/, `${path} → ${href}`)
      }
      assert.match((await get(path, { 'accept-language': 'zh-TW' })).text, /<html lang="zh-Hant">/)
    }
  })

  test('without a choice its links are plain', async () => {
    const { text } = await get('/')
    assert.ok(text.includes('href="/outlets"'))
  })

  test('is asked about again before it is shown again: 304 where nothing changed', async () => {
    const { response } = await get(page)
    const tag = response.headers.get('etag') as string
    assert.equal(response.headers.get('cache-control'), 'no-cache')
    assert.equal((await get(page, { 'if-none-match': tag })).status, 304)
    assert.equal((await get(page, { 'if-none-match': tag, 'accept-language': 'en' })).status, 200)
  })
})

describe('what cannot be answered', () => {
  test('a cursor that belongs to no list is 400, with the way to the first page', async () => {
    for (const path of ['/channel/domestic?', '/outlet/lantern-daily?', '/search?q=bridge&']) {
      const { status, text } = await get(`${path}cursor=forged`)
      assert.equal(status, 400, path)
      assert.ok(text.includes(`href="${path.replace(/[?&]$/, '')}"`), path)
    }
  })

  test('another method than its own is 405 on a page, and 404 where there is none', async () => {
    const send = (path: string, method: string) => site.request(path, { method })
    for (const [path, method, allow] of [
      ['/', 'POST', 'GET, HEAD'],
      [page, 'DELETE', 'GET, HEAD'],
      [`${page}/proof`, 'POST', 'GET, HEAD'],
      ['/takedown', 'PUT', 'GET, HEAD, POST'],
      ['/robots.txt', 'POST', 'GET, HEAD'],
    ] as const) {
      const response = await send(path, method)
      assert.equal(response.status, 405, path)
      assert.equal(response.headers.get('allow'), allow)
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
    }
    assert.equal((await send('/nope', 'POST')).status, 404)
    assert.equal((await send(page, 'HEAD')).status, 200)
  })

  test('snapshots of two articles are not compared under the name of one', async () => {
    const path = `/article/${second?.articleId}/compare?from=${first?.id}&to=${reprint?.id}`
    assert.equal((await get(path)).status, 404)
  })
})

describe('what is not there', () => {
  test('a takedown leaves a tombstone: 410, or 451 where the law demanded it, and none of the content', async () => {
    const gone = await get(`/s/${takenDown}`)
    assert.equal(gone.status, 410)
    assert.match(gone.text, /这份快照已撤下[\s\S]*应当事人的要求撤下/)
    assert.equal((await get(`/s/${withheldByLaw}`)).status, 451)
    assert.equal((await get(`/s/${takenDown}/proof`)).status, 410)
  })

  test('unknown and malformed ids are 404, as pages', async () => {
    for (const path of [
      '/s/00000000000000000a',
      '/s/x',
      '/article/x',
      '/story/aaaaaaaaaaaaaaaa',
      '/channel/none',
      '/outlet/none',
      '/nope',
      '/s/x/image/0',
      `${page}/image/9`,
    ]) {
      assert.equal((await get(path)).status, 404, path)
    }
    assert.match((await get('/nope')).text, /<h1>这个地址没有内容<\/h1>/)
  })

  test('what fails inside says that it is our fault, and nothing of what it was', async () => {
    const broken = createSite({
      access: { ...access, newest: () => Promise.reject(new Error('secret path')) },
      clock,
      serviceName: 'V',
      contact: null,
    })
    const response = await broken.request('/')
    assert.equal(response.status, 500)
    assert.doesNotMatch(await response.text(), /secret/)
  })
})

describe('addresses', () => {
  test('one that begins with two slashes makes no link to another site', async () => {
    assert.doesNotMatch((await get('//evil.example/x')).text, /(href|action)="\/\//)
  })

  test('a slash too many at the end leads to the page', async () => {
    const { status, response } = await get('/about/?lang=en')
    assert.equal(status, 301)
    assert.equal(response.headers.get('location'), '/about?lang=en')
  })
})

describe('search and look-up', () => {
  test('a query that cannot be understood is shown with the place marked', async () => {
    const { status, text } = await get(`/search?q=${encodeURIComponent('桥 (云溪')}`)
    assert.equal(status, 400)
    assert.match(text, /<code>桥 <mark class="query-here">\(<\/mark>云溪<\/code>/)
    assert.match(text, /第 3 个字符处：这个“\(”没有闭合/)
  })

  test('a URL in the search box is looked up', async () => {
    const { status, response } = await get('/search?q=https%3A%2F%2Fnews.example%2F1')
    assert.equal(status, 303)
    assert.equal(response.headers.get('location'), '/lookup?url=https%3A%2F%2Fnews.example%2F1')
  })

  test('a wrong date is named', async () => {
    const { status, text } = await get('/search?q=a&from=yesterday')
    assert.equal(status, 400)
    assert.match(text, /“yesterday”不是日期/)
  })

  test('look-up finds an article by another spelling, without a scheme too', async () => {
    const { text } = await get(
      '/lookup?url=www.lantern-daily.example%2F2024%2F0918%2Fbridge.html%3Futm_source%3Dx',
    )
    assert.match(text, /2 次采集/)
    assert.ok(text.includes(`href="/s/${first?.id}"`) && text.includes(`href="/s/${second?.id}"`))
  })

  test('look-up says why nothing is kept', async () => {
    assert.match((await get('/lookup?url=lantern-daily.example%2Flist')).text, /这是文章列表，不是文章/)
    assert.equal((await get('/lookup?url=nonsense')).status, 400)
  })

  test('look-up says that something was taken down, and why, not that nothing was kept', async () => {
    const lookup: typeof access.lookup = async (url) => ({
      url,
      article: null,
      captures: [],
      noSnapshotReason: { reason: 'withheld: 应作者请求。', at: clock.now() },
    })
    const withheld = createSite({ access: { ...access, lookup }, clock, serviceName: 'V', contact: null })
    const text = await (
      await withheld.request('/lookup?url=news.example', { headers: { 'accept-language': 'zh-CN' } })
    ).text()
    assert.match(text, /这个网址的留存已撤下。/)
    assert.match(text, /理由：应作者请求。/)
  })
})

describe('subscriptions', () => {
  test('the address is the list: newest first, each removable, with its feed', async () => {
    const { text } = await get('/subscriptions?channel=tech&outlet=qiaotou&q=%E6%B8%A1%E5%8F%A3')
    assert.ok(
      text.includes('/feeds/subscriptions.atom?channel=tech&amp;outlet=qiaotou&amp;q=%E6%B8%A1%E5%8F%A3'),
    )
    assert.ok(text.includes('href="/subscriptions?channel=tech&amp;outlet=qiaotou"'))
    assert.ok(text.indexOf('钠电池走出实验室') < text.indexOf('洪峰过境云溪'))
  })

  test('what cannot be followed is left out, a search that cannot be understood is named', async () => {
    const { status, text } = await get('/subscriptions?channel=%3Cb%3E&q=%28a')
    assert.equal(status, 200)
    assert.match(text, /搜索式“\(a”已略过：这个“\(”没有闭合/)
  })
})

describe('a request for removal', () => {
  const form = { subject: page, kind: 'privacy', reason: '隐私', name: '某人', contact: 'a@b.example' }
  const post = (fields: Record<string, string>) =>
    site.request('/takedown', {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'accept-language': 'zh-CN' },
    })

  test('is filed and leads to its private page with the case number', async () => {
    const response = await post(form)
    assert.equal(response.status, 303)
    const location = response.headers.get('location') as string
    const status = await get(location)
    assert.match(status.text, /案号<\/span> <strong>2024-\d+/)
    assert.equal(status.response.headers.get('cache-control'), 'no-store')
    assert.match(status.text, /<meta name="robots" content="noindex">/)
  })

  test('with something missing comes back, with what was written, each problem at its field', async () => {
    const response = await post({ ...form, reason: '', kind: 'other"' })
    const text = await response.text()
    assert.equal(response.status, 422)
    assert.match(text, /href="#field-reason"/)
    assert.match(
      text,
      /id="field-reason" name="reason" required aria-describedby="hint-reason problem-reason" aria-invalid="true"/,
    )
    assert.match(text, /value="某人"/)
  })

  test('that is too large, or no form, is refused', async () => {
    assert.equal((await post({ ...form, reason: 'x'.repeat(70_000) })).status, 413)
    assert.equal((await site.request('/takedown', { method: 'POST', body: 'x' })).status, 400)
  })

  test('an unknown key is 404', async () => assert.equal((await get('/takedown/nothing')).status, 404))
})

describe('assets', () => {
  test('are small: style and scripts at most 15 KB each, gzipped', () => {
    const assets = Object.values(loadAssets())
    const weigh = (extension: string) =>
      assets
        .filter(({ path }) => path.endsWith(extension))
        .reduce((sum, { body }) => sum + gzipSync(body).length, 0)
    assert.ok(weigh('.css') <= 15_000, `${weigh('.css')} bytes of CSS`)
    assert.ok(weigh('.js') <= 15_000, `${weigh('.js')} bytes of JavaScript`)
  })

  test('are kept for ever under a name of their content', async () => {
    const { path } = loadAssets()['site.css']
    const { response } = await get(path)
    assert.match(response.headers.get('cache-control') ?? '', /immutable/)
    assert.match(path, /^\/assets\/site\.[0-9a-f]{10}\.css$/)
  })

  test('an image is an outlet’s: sandboxed', async () => {
    const { response } = await get(`${page}/image/0`)
    assert.match(response.headers.get('content-security-policy') ?? '', /sandbox/)
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
  })
})
