import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { instantOf, systemClock } from '#model'
import { createApi } from './create-api.ts'
import { FakeAccess } from './fake-access.ts'
import { formatTimeMap, parseHttpDate, timeMapMax } from './memento-links.ts'

const access = new FakeAccess()
const url = 'http://news.example/1.html?id=7&b=2'
const page = `<!DOCTYPE html><html><head><base href="/deep/"><meta http-equiv="refresh" content="0;url=http://evil.example">
<link rel="preconnect" href="//cdn.example"><link rel=stylesheet href="a.css?v=1"><script>alert(1)</script><style>p{background:url(b.png)}</style></head>
<body onload="x()"><a href="2.html#part" target=_blank>two &amp; more</a><img src="/i.png" srcset="/i.png 1x, /j.png 2x"><a href="javascript:x()">x</a>
<form action="http://evil.example"><p style="background: url('c.png')">text<!-- note --></form><script src="x.js"></body>`
access.capture(url, '2023-09-20T03:50:00.100Z', page)
access.capture(url, '2023-09-21T03:50:00.900Z', gzipSync(page), { headers: [['Content-Encoding', 'gzip']] })
access.capture(url, '2023-09-21T03:50:01.950Z', 'third', { type: 'text/javascript' })
access.capture('http://news.example/moved', '2023-09-20T03:50:00Z', '', {
  status: 301,
  headers: [['Location', '/1.html?id=7&b=2']],
})
access.capture('http://news.example/gone', '2023-09-20T03:50:00Z', 'gone', { status: 404 })
access.capture('http://news.example/same', '2023-09-20T03:50:00Z', 'same', { status: 304 })
access.capture(
  'http://news.example/a.css',
  '2023-09-20T03:50:00Z',
  '@import "b.css"; p{background:url( /x.png )}',
  { type: 'text/css' },
)
const app = createApi({ access, clock: systemClock, baseUrl: 'https://v.example' })
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })

describe('TimeGate, RFC 7089 §4.1', () => {
  const gate = (datetime?: string) => get(`/timegate/${url}`, datetime ? { 'accept-datetime': datetime } : {})

  test('leads to the memento nearest to the wanted time, keeping the query string whole', async () => {
    const response = await gate('Wed, 20 Sep 2023 12:00:00 GMT')
    assert.equal(response.status, 302)
    assert.equal(response.headers.get('location'), `https://v.example/web/20230920035000/${url}`)
    assert.equal(response.headers.get('vary'), 'accept-datetime')
    assert.match(
      response.headers.get('link') ?? '',
      /<http:\/\/news.example\/1.html\?id=7&b=2>; rel="original"/,
    )
    assert.match(response.headers.get('link') ?? '', /rel="timemap"; type="application\/link-format"/)
    assert.equal(response.headers.get('memento-datetime'), null)
  })

  test('before the first it is the first, after the last and without a time the last', async () => {
    assert.match(
      (await gate('Thu, 01 Jan 1998 00:00:00 GMT')).headers.get('location') ?? '',
      /20230920035000/,
    )
    assert.match(
      (await gate('Thu, 01 Jan 2099 00:00:00 GMT')).headers.get('location') ?? '',
      /20230921035001/,
    )
    assert.match((await gate()).headers.get('location') ?? '', /20230921035001/)
  })

  test('a time that is none is 400, a URL that is not held 404; both vary', async () => {
    for (const bad of [
      'yesterday',
      '2023-09-20',
      'Wed, 31 Feb 2023 00:00:00 GMT',
      'Mon, 20 Sep 2023 12:00:00 GMT',
      'Wed, 20 Sep 2023 12:00:00 +0800',
    ]) {
      const response = await gate(bad)
      assert.equal(response.status, 400, bad)
      assert.equal(response.headers.get('vary'), 'accept-datetime')
    }
    const missing = await get('/timegate/http://nowhere.example/')
    assert.deepEqual([missing.status, missing.headers.get('vary')], [404, 'accept-datetime'])
    assert.equal((await get('/timegate/javascript:alert(1)')).status, 400)
    assert.equal((await get('/timegate/')).status, 400)
  })

  test('URLs with merged slashes, encoded as a whole, or without a scheme are understood', async () => {
    for (const spelling of [
      'http:/news.example/1.html?id=7&b=2',
      encodeURIComponent(url),
      'news.example/1.html?id=7&b=2',
    ])
      assert.match(
        (await get(`/timegate/${spelling}`)).headers.get('location') ?? '',
        /\/web\/20230921035001\/http/,
      )
  })

  test('any text is a date or none', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseHttpDate(text)))
    assert.equal(parseHttpDate('Thu, 31 May 2007 20:35:00 GMT'), Date.UTC(2007, 4, 31, 20, 35))
  })
})

describe('TimeMap, RFC 7089 §5', () => {
  test('lists every memento in link format', async () => {
    const response = await get(`/timemap/link/${url}`)
    assert.equal(response.headers.get('content-type'), 'application/link-format')
    const lines = (await response.text()).trimEnd().split(',\n')
    assert.equal(lines.length, 6)
    assert.equal(lines[0], `<${url}>; rel="original"`)
    assert.match(
      lines[1] ?? '',
      /rel="self"; type="application\/link-format"; from="Wed, 20 Sep 2023 03:50:00 GMT"; until="Thu, 21 Sep 2023 03:50:01 GMT"$/,
    )
    assert.equal(
      lines[3],
      `<https://v.example/web/20230920035000/${url}>; rel="first memento"; datetime="Wed, 20 Sep 2023 03:50:00 GMT"`,
    )
    assert.match(lines[5] ?? '', /rel="last memento"/)
    assert.equal((await get('/timemap/link/http://nowhere.example/')).status, 404)
  })
})

describe('TimeMaps of many mementos', () => {
  const captures = Array.from({ length: timeMapMax + 2 }, (_, at) => ({
    url: 'http://n.example/',
    capturedAt: instantOf(at * 1000),
  }))
  const timeMap = (page: number | null) =>
    formatTimeMap('https://v.example', 'http://n.example/', captures, page)

  test('are an index of pages with the times that each has', () => {
    const index = timeMap(null) ?? ''
    assert.equal(index.split(',\n').length, 5)
    assert.match(
      index,
      /link\/2\/http:\/\/n\.example\/>; rel="timemap"; type="application\/link-format"; from="Thu, 01 Jan 1970 01:23:20 GMT"/,
    )
    assert.doesNotMatch(index, /memento"/)
  })

  test('pages lead to their neighbours and the index; the first and the last memento are told once', () => {
    const [one, two] = [timeMap(1) ?? '', timeMap(2) ?? '']
    assert.match(one, /rel="next timemap"/)
    assert.match(two, /rel="prev timemap"/)
    assert.match(two, /<https:\/\/v\.example\/timemap\/link\/http:\/\/n\.example\/>; rel="timemap"/)
    assert.equal(one.match(/memento"/g)?.length, timeMapMax)
    assert.equal(two.match(/memento"/g)?.length, 2)
    assert.match(one, /rel="first memento"/)
    assert.match(two, /rel="last memento"/)
    assert.equal(timeMap(3), null)
    assert.equal(timeMap(0), null)
  })

  test('a page of a TimeMap that has one is the whole; the next is not there', async () => {
    assert.equal((await get(`/timemap/link/1/${url}`)).status, 200)
    assert.equal((await get(`/timemap/link/2/${url}`)).status, 404)
  })
})

describe('mementos, RFC 7089 §2', () => {
  test('say when they are from and what stands around them', async () => {
    const response = await get(`/web/20230921035000/${url}`)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('memento-datetime'), 'Thu, 21 Sep 2023 03:50:00 GMT')
    const relations = [...(response.headers.get('link') ?? '').matchAll(/rel="([^"]*)"/g)].map(
      ([, rel]) => rel,
    )
    assert.deepEqual(relations, [
      'original',
      'timegate',
      'timemap',
      'first prev memento',
      'memento',
      'next last memento',
    ])
  })

  test('captures within a second of each other each have their address', async () => {
    assert.equal(await (await get(`/web/20230921035001/${url}`)).text(), 'third')
  })

  test('another time leads to the nearest memento under its own', async () => {
    assert.equal(
      (await get(`/web/2023/${url}`)).headers.get('location'),
      `https://v.example/web/20230920035000/${url}`,
    )
    assert.equal(
      (await get(`/web/20230920id_/${url}`)).headers.get('location'),
      `https://v.example/web/20230920035000id_/${url}`,
    )
    assert.equal((await get(`/web/20231399/${url}`)).status, 400)
    assert.equal((await get(`/web/${url}`)).status, 400)
    assert.equal((await get('/web/2023/http://nowhere.example/')).status, 404)
  })

  test('keep the status of the capture; redirects lead to captures', async () => {
    const moved = await get('/web/20230920035000/http://news.example/moved')
    assert.deepEqual(
      [moved.status, moved.headers.get('location')],
      [301, `https://v.example/web/20230920035000/${url}`],
    )
    assert.equal((await get('/web/20230920035000/http://news.example/gone')).status, 404)
    const same = await get('/web/20230920035000/http://news.example/same')
    assert.deepEqual([same.status, await same.text()], [200, 'same'])
  })

  test('raw ones are the payload as it was sent', async () => {
    const response = await get(`/web/20230921035000id_/${url}`)
    assert.equal(response.headers.get('content-encoding'), 'gzip')
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), gzipSync(page))
    assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox;/)
  })
})

describe('replay is isolated', () => {
  test('nothing runs, nothing reaches out, no cookie is set', async () => {
    const { headers } = await get(`/web/20230920035000/${url}`)
    assert.match(
      headers.get('content-security-policy') ?? '',
      /^sandbox; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'/,
    )
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin')
    assert.equal(headers.get('set-cookie'), null)
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8')
  })

  test('links lead to captures; what would act is gone', async () => {
    const html = await (await get(`/web/20230920035000/${url}`)).text()
    const web = '/web/20230920035000/http://news.example'
    assert.ok(html.includes(`<a href="${web}/deep/2.html#part">two &amp; more</a>`), html)
    assert.ok(html.includes(`<img src="${web}/i.png" srcset="${web}/i.png 1x, ${web}/j.png 2x">`), html)
    assert.ok(html.includes(`href="${web}/deep/a.css?v=1"`))
    assert.ok(html.includes(`p{background:url("${web}/deep/b.png")}`))
    assert.ok(html.includes(`style="background: url(&quot;${web}/deep/c.png&quot;)"`))
    assert.ok(html.startsWith('<!DOCTYPE html><html><head>') && html.includes('>text</form>'))
    assert.doesNotMatch(html, /script|evil|preconnect|onload|<base|target|note/)
  })

  test('style sheets are led to captures, scripts are plain text', async () => {
    const css = await get('/web/20230920035000/http://news.example/a.css')
    assert.equal(
      await css.text(),
      '@import "/web/20230920035000/http://news.example/b.css"; p{background:url("/web/20230920035000/http://news.example/x.png")}',
    )
    assert.equal(
      (await get(`/web/20230921035001/${url}`)).headers.get('content-type'),
      'text/plain; charset=utf-8',
    )
  })

  test('images and style sheets that are not held are named, links are not', async () => {
    const body = await (await get(`/web/20230920035000/${url}`)).text()
    const notice = body.slice(body.indexOf('<details'))
    for (const missing of ['i.png', 'j.png', 'deep/b.png', 'deep/c.png', 'deep/a.css?v=1'])
      assert.ok(notice.includes(`>http://news.example/${missing}<`), missing)
    assert.doesNotMatch(notice, /2\.html|x\.js|cdn\.example/)
    assert.doesNotMatch(notice.replaceAll('!important;', ''), /[^!];"|style=""/)
    const css = await (await get('/web/20230920035000/http://news.example/gone')).text()
    assert.ok(!css.includes('<details'), 'nothing is missing, nothing is named')
  })

  test('/s/{id}/original is the memento of the snapshot', async () => {
    const id = access.hold(access.originals[0]!.capture, { title: 't', text: 't' })
    const response = await get(`/s/${id}/original`)
    assert.equal(response.headers.get('memento-datetime'), 'Wed, 20 Sep 2023 03:50:00 GMT')
    assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox;/)
  })
})

describe('/cdx', () => {
  test('gives a line a capture, in the fields that are asked for', async () => {
    const text = await (await get(`/cdx?url=${encodeURIComponent(url)}&limit=1`)).text()
    const digest = access.originals[0]!.capture.payloadDigest
    assert.equal(text, `example,news)/1.html?b=2&id=7 20230920035000 ${url} text/html 200 ${digest} 1234\n`)
    const json = await (
      await get(`/cdx?url=${encodeURIComponent(url)}&output=json&fl=timestamp,statuscode`)
    ).json()
    assert.deepEqual(json, [
      ['timestamp', 'statuscode'],
      ['20230920035000', '200'],
      ['20230921035000', '200'],
      ['20230921035001', '200'],
    ])
  })

  test('from and to name periods, a negative limit the last ones, collapse drops neighbours that agree', async () => {
    const stamps = async (query: string) =>
      (await (await get(`/cdx?url=${encodeURIComponent(url)}&fl=timestamp&${query}`)).text())
        .trim()
        .split('\n')
    assert.deepEqual(await stamps('to=20230920'), ['20230920035000'])
    assert.deepEqual(await stamps('from=20230921'), ['20230921035000', '20230921035001'])
    assert.deepEqual(await stamps('limit=-1'), ['20230921035001'])
    assert.deepEqual(await stamps('collapse=timestamp:8'), ['20230920035000', '20230921035000'])
    assert.deepEqual(await stamps('filter=mimetype:text/java.*'), ['20230921035001'])
    assert.deepEqual(await stamps('filter=!mimetype:text/h..l&filter=statuscode:200|404'), ['20230921035001'])
  })

  test('filters by exact value, by number of a field and in the names of pywb; several collapses one behind the other', async () => {
    const stamps = async (query: string) =>
      (await (await get(`/cdx?url=${encodeURIComponent(url)}&fl=timestamp&${query}`)).text())
        .trim()
        .split('\n')
    assert.deepEqual(await stamps('filter==statuscode:200&filter=!~mime:text/html'), ['20230921035001'])
    assert.deepEqual(await stamps('filter=1:20230920.*'), ['20230920035000'])
    assert.deepEqual(await stamps('collapse=timestamp:8&collapse=timestamp:6'), ['20230920035000'])
  })

  test('one URL is sorted from the newest, or from the nearest to a moment', async () => {
    const stamps = async (query: string) => {
      const answer = await get(`/cdx?url=${encodeURIComponent(url)}&fl=timestamp&${query}`)
      return answer.status === 200 ? (await answer.text()).trim().split('\n') : answer.status
    }
    assert.deepEqual(await stamps('sort=reverse&limit=1'), ['20230921035001'])
    assert.deepEqual(await stamps('sort=closest&closest=20230921&limit=2'), [
      '20230921035000',
      '20230921035001',
    ])
    assert.equal(await stamps('sort=closest'), 400)
    assert.equal(await stamps('sort=reverse&matchType=host'), 400)
  })

  test('pages cut what there is into pieces that can be had in any order', async () => {
    const many = new FakeAccess()
    for (let n = 0; n < 7000; n++)
      many.capture(`http://many.example/${String(n).padStart(5, '0')}`, '2023-09-20T03:50:00.000Z', 'x')
    const app = createApi({ access: many, clock: systemClock, baseUrl: null })
    const text = async (query: string) =>
      (await app.request(`/cdx?url=many.example/*&fl=original&limit=10000&${query}`)).text()
    assert.equal(await text('showNumPages=true'), '1\n')
    assert.equal(await text('showNumPages=true&pageSize=1'), '3\n')
    const answer = '{"pages":3,"pageSize":1,"blocks":3}\n'
    assert.equal(await text('showNumPages=true&pageSize=1&output=json'), answer)
    const pages = []
    for (const page of [2, 0, 1]) pages[page] = await text(`pageSize=1&page=${page}`)
    assert.equal(pages.join(''), await text('page=-1'))
    assert.equal(await text('pageSize=1&page=3'), '')
    assert.equal((await text('pageSize=1&page=1&filter=original:.*0')).trim().split('\n').length, 300)
  })

  test('an unknown URL has no lines; nonsense is a problem', async () => {
    assert.equal(await (await get('/cdx?url=nowhere.example')).text(), '')
    assert.deepEqual(await (await get('/cdx?url=nowhere.example&output=json')).json(), [])
    for (const query of [
      '',
      'url=a&from=x',
      'url=a&fl=secret',
      'url=a&filter=statuscode:(2+)*',
      'url=a&filter=nothing',
      'url=a&limit=x',
      'url=a&collapse=timestamp:x',
      'url=a&filter=7:x',
      'url=a&page=x',
    ])
      assert.equal((await get(`/cdx?${query}`)).status, 400, query)
  })

  test('a resume key goes on where the answer ended, until nothing is left', async () => {
    const path = '/cdx?url=news.example/*&showResumeKey=true&limit=3&fl=original,timestamp'
    const lines: string[] = []
    let resume = ''
    for (let pages = 0; pages < 10; pages++) {
      const body = await (await get(`${path}${resume && `&resumeKey=${resume}`}`)).text()
      const [page = '', key] = body.split('\n\n')
      lines.push(...page.split('\n').filter(Boolean))
      if (!key) break
      resume = key.trim()
    }
    const all = (await (await get('/cdx?url=news.example/*&fl=original,timestamp')).text()).trim().split('\n')
    assert.deepEqual(lines, all)
    assert.equal((await get('/cdx?url=news.example/*&resumeKey=nonsense')).status, 400)
    const json = (await (await get(`${path}&output=json`)).json()) as string[][]
    assert.deepEqual(json.at(-2), [])
    assert.equal(json.at(-1)?.length, 1)
  })

  test('addresses may be written as SURT', async () => {
    const lines = async (asked: string) => (await get(`/cdx?url=${encodeURIComponent(asked)}`)).text()
    assert.equal(await lines('example,news)/gone'), await lines('http://news.example/gone'))
    assert.equal(await lines('http://(example,news,)/gone'), await lines('http://news.example/gone'))
  })

  test('wildcards and matchType ask for more than one URL', async () => {
    access.scopes.length = 0
    const lines = (await (await get('/cdx?url=news.example/*&limit=2')).text()).trim().split('\n')
    assert.equal(lines.length, 2)
    await get('/cdx?url=*.news.example')
    await get('/cdx?url=news.example/a/&matchType=host')
    assert.deepEqual(access.scopes, [
      { url: 'https://news.example/', matchType: 'prefix' },
      { url: 'https://news.example/', matchType: 'domain' },
      { url: 'https://news.example/a/', matchType: 'host' },
    ])
  })
})
