import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parseInstant, type SnapshotId, systemClock } from '#model'
import { createApi } from './create-api.ts'
import { FakeAccess } from './fake-access.ts'
import { answers } from './schemas.ts'

const access = new FakeAccess()
const url = 'https://news.example/1.html?id=7'
const first = access.hold(access.capture(url, '2023-09-20T03:50:00.000Z', '<p>one'), {
  title: '标题',
  text: '第一版',
})
const second = access.hold(access.capture(url, '2023-09-21T03:50:00.000Z', '<p>two'), {
  title: '标题 *改*',
  text: '第二版\n<b>',
  body: [
    { kind: 'paragraph', runs: [{ text: '第二版 <b>' }] },
    { kind: 'paragraph', runs: [{ text: 'In the original.' }], language: 'en' },
  ],
})
const gone = '00000000000000000v' as SnapshotId
const at = parseInstant('2024-01-01T00:00:00Z')
const tombstone = {
  kind: 'tombstone',
  id: gone,
  url: null,
  capturedAt: at,
  withheldAt: at,
  reason: 'privacy',
} as const
access.tombstones.set(gone, { ...tombstone, httpStatus: 410 })
const token = 'a-token-of-16-chars-or-more'
const app = createApi({
  access,
  clock: systemClock,
  baseUrl: 'https://verbatim.example/',
  tokens: [token],
  capture: async (wanted) =>
    wanted.includes('good') ? { snapshotId: second } : { reason: 'It is a list page.' },
})
const articleId = access.held.get(first)!.held.snapshot.articleId
const storyId = access.held.get(first)!.held.connections.story

const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })

describe('the JSON API', () => {
  const routes: [string, keyof typeof answers][] = [
    [`/api/v1/snapshots/${first}`, 'Snapshot'],
    [`/api/v1/snapshots/${first}?evidence=1`, 'Snapshot'],
    [`/api/v1/snapshots/${first}?body=1`, 'Snapshot'],
    [`/s/${first}.json`, 'Snapshot'],
    ['/api/v1/snapshots', 'SnapshotList'],
    [
      '/api/v1/search?q=济南&channel=society&outlet=morning-post&from=2023-01-01&to=2024-01-01T00:00:00%2B08:00&sort=newest',
      'SearchResults',
    ],
    ['/api/v1/search', 'SearchResults'],
    ['/api/v1/changes/search?q=abcdef', 'ChangeSearchResults'],
    [`/api/v1/changes/search?q=abcdef&article=${articleId}&limit=3`, 'ChangeSearchResults'],
    ['/api/v1/search?q=a&facets=1&histogram=day', 'SearchResults'],
    [`/api/v1/search?q=a&explain=1&recency=0&revised=1&story=${storyId}`, 'SearchResults'],
    ['/api/v1/suggest?q=wang&limit=3', 'SuggestionList'],
    ['/api/v1/search?q=&channel=&outlet=&from=&to=&sort=&cursor=', 'SearchResults'],
    [`/api/v1/lookup?url=${encodeURIComponent(url)}`, 'Lookup'],
    ['/api/v1/lookup?url=news.example/unknown', 'Lookup'],
    [`/api/v1/snapshots/${first}/related`, 'RelatedList'],
    [`/api/v1/snapshots/${first}/proof`, 'Receipt'],
    [`/s/${first}/proof.json`, 'Receipt'],
    [`/api/v1/articles/${articleId}/revisions`, 'Revisions'],
    [`/api/v1/stories/${storyId}`, 'Story'],
    ['/api/v1/channels', 'ChannelList'],
    ['/api/v1/outlets', 'OutletList'],
  ]
  for (const [path, answer] of routes) {
    test(`${path.replace(/[0-9a-z]{16,18}/, '{id}')} answers what the OpenAPI document says`, async () => {
      const response = await get(path)
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('content-type'), 'application/json')
      assert.equal(response.headers.get('access-control-allow-origin'), '*')
      answers[answer].parse(await response.json())
    })
  }

  test('a snapshot tells what its fields were read by where it is asked', async () => {
    const plain = await (await get(`/api/v1/snapshots/${first}`)).json()
    assert.equal('evidence' in plain, false)
    const told = await (await get(`/api/v1/snapshots/${first}?evidence=1`)).json()
    assert.deepEqual(told.evidence.title, { rule: 'h1 heading', where: 'body > h1', sure: 0.9 })
    assert.equal((await get(`/api/v1/snapshots/${first}?evidence=yes`)).status, 400)
  })

  test('a snapshot tells its text as a tree where it is asked', async () => {
    const plain = await (await get(`/api/v1/snapshots/${first}`)).json()
    assert.equal('body' in plain, false)
    const told = await (await get(`/api/v1/snapshots/${first}?body=1`)).json()
    assert.equal(told.body[0].kind, 'paragraph')
    assert.equal(
      told.body.map((each: { runs: { text: string }[] }) => each.runs[0]!.text).join('\n'),
      told.text,
    )
  })

  test('a snapshot has what was extracted and what is known of it now', async () => {
    const body = await (await get(`/api/v1/snapshots/${second}`)).json()
    const { id, title, text, channel, region, status, revision, previous, links } = body
    assert.deepEqual(
      { id, title, text, channel, region, status, revision, previous },
      {
        id: second,
        title: '标题 *改*',
        text: '第二版\n<b>',
        channel: 'society',
        region: '济南',
        status: 'live',
        revision: { number: 2, count: 2 },
        previous: first,
      },
    )
    assert.equal(links.page, `https://verbatim.example/s/${second}`)
  })

  test('lookup gives the newest snapshot first, and every capture', async () => {
    const body = await (await get(`/api/v1/lookup?url=${encodeURIComponent(url)}`)).json()
    assert.deepEqual(
      body.items.map(({ id }: { id: string }) => id),
      [second, first],
    )
    assert.equal(body.captures[0].memento, `https://verbatim.example/web/20230920035000/${url}`)
  })

  test('excerpts say which characters matched', async () => {
    const [item] = (await (await get(`/api/v1/snapshots/${first}/related`)).json()).items
    assert.equal(item.excerpt, '…前文济南')
    assert.deepEqual(item.matches, [[3, 5]])
  })

  test('what a client has already is answered with 304', async () => {
    const etag = (await get(`/api/v1/snapshots/${first}`)).headers.get('etag') as string
    const again = await get(`/api/v1/snapshots/${first}`, { 'if-none-match': `"x", W/${etag}` })
    assert.equal(again.status, 304)
    assert.equal(await again.text(), '')
    assert.equal(again.headers.get('etag'), etag)
  })

  test('the OpenAPI document names every route and only references that exist', async () => {
    const text = await (await get('/api/openapi.json')).text()
    const { openapi, paths, components, servers } = JSON.parse(text)
    assert.equal(openapi, '3.1.0')
    assert.equal(servers[0].url, 'https://verbatim.example')
    for (const [path] of routes.filter(([each]) => each.startsWith('/api/')))
      assert.ok(
        Object.keys(paths).some((known) =>
          new RegExp(`^${known.replace('{id}', '[^/]+')}$`).test(path.split('?')[0] ?? ''),
        ),
        path,
      )
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
      assert.ok(components.schemas[name ?? ''], name)
    const ids = [...text.matchAll(/"operationId": "(.*)"/g)].map(([, id]) => id)
    assert.equal(new Set(ids).size, ids.length)
  })
})

describe('errors are problem details, RFC 9457', () => {
  const cases: [string, number, string][] = [
    ['/api/v1/snapshots/nonsense', 404, 'bad-id'],
    ['/api/v1/snapshots/000000000000000000', 404, 'not-found'],
    [`/api/v1/snapshots/${gone}`, 410, 'withheld'],
    [`/api/v1/snapshots/${gone}/related`, 410, 'withheld'],
    [`/api/v1/snapshots/${gone}/proof`, 410, 'withheld'],
    [`/s/${gone}.json`, 410, 'withheld'],
    [`/s/${gone}.warc.gz`, 410, 'withheld'],
    [`/s/${gone}/original`, 410, 'withheld'],
    ['/api/v1/articles/x/revisions', 404, 'bad-id'],
    ['/api/v1/stories/aaaaaaaaaaaaaaaa', 404, 'not-found'],
    ['/api/v1/changes/search', 400, 'bad-passage'],
    ['/api/v1/changes/search?q=abc', 400, 'bad-passage'],
    ['/api/v1/changes/search?q=abcdef&article=nonsense', 404, 'bad-id'],
    ['/api/v1/changes/search?q=abcdef&article=00000000000000000000', 404, 'bad-id'],
    ['/api/v1/search?q=a&cursor=nonsense', 400, 'bad-cursor'],
    ['/api/v1/search?q=(a', 400, 'bad-query'],
    ['/api/v1/search?limit=0', 400, 'bad-parameter'],
    ['/api/v1/search?facets=all', 400, 'bad-parameter'],
    ['/api/v1/search?sort=best', 400, 'bad-parameter'],
    ['/api/v1/search?from=yesterday', 400, 'bad-parameter'],
    ['/api/v1/search?channel=../etc', 400, 'bad-parameter'],
    ['/api/v1/snapshots?cursor=nonsense', 400, 'bad-cursor'],
    ['/api/v1/lookup', 400, 'bad-parameter'],
    ['/api/v1/lookup?url=ftp://x', 400, 'bad-url'],
    ['/api/v1/nonsense', 404, 'not-found'],
    ['/api', 404, 'not-found'],
  ]
  for (const [path, status, code] of cases) {
    test(`${path} is ${status} ${code}`, async () => {
      const response = await get(path)
      assert.equal(response.headers.get('content-type'), 'application/problem+json')
      const body = answers.Problem.parse(await response.json())
      assert.deepEqual([response.status, body.status, body.code], [status, status, code])
    })
  }

  test('what is missing is named in words', async () => {
    for (const path of ['/api/v1/lookup', '/api/v1/lookup?url=', '/cdx']) {
      const { detail } = (await (await get(path)).json()) as { detail: string }
      assert.match(detail, /^url: is missing/, path)
    }
  })

  test('a person gets a page instead, in which nothing is markup that was asked for', async () => {
    const response = await get(`/s/${gone}/original`, { accept: 'text/html,*/*' })
    assert.equal(response.status, 410)
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
    assert.match(await response.text(), /<h1>410 Gone<\/h1>[\s\S]*privacy/)
    const hostile = await get('/cdx?url=a.example&fl=<script>', { accept: 'text/html' })
    assert.equal(hostile.status, 400)
    assert.doesNotMatch(await hostile.text(), /<script/)
  })

  test('below /api a browser gets problem details as well', async () => {
    for (const path of ['/api', '/api/v1/nonsense']) {
      const response = await get(path, { accept: 'text/html' })
      assert.equal(response.headers.get('content-type'), 'application/problem+json', path)
    }
  })

  test('what breaks inside stays inside', async () => {
    const broken = new FakeAccess()
    broken.channels = () => Promise.reject(new Error('secret path /var/lib'))
    const response = await createApi({ access: broken, clock: systemClock, baseUrl: null }).request(
      '/api/v1/channels',
    )
    assert.equal(response.status, 500)
    assert.ok(!(await response.text()).includes('secret'))
  })

  test('any query string gets an answer, never a failure', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('q', 'limit', 'from', 'to', 'sort', 'cursor', 'channel'),
          fc.string({ unit: 'binary' }),
        ),
        async (query) => {
          const response = await get(`/api/v1/search?${new URLSearchParams(query)}`)
          assert.ok([200, 400].includes(response.status))
        },
      ),
    )
  })
})

describe('a known route in another method, RFC 9110 §15.5.6', () => {
  const cases: [string, string, string][] = [
    ['DELETE', `/api/v1/snapshots/${second}`, 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/v1/snapshots', 'GET, HEAD, OPTIONS, POST'],
    ['POST', '/api/v1/search', 'GET, HEAD, OPTIONS'],
    ['POST', `/s/${second}.json`, 'GET, HEAD, OPTIONS'],
    ['POST', '/web/20230920035000/https://news.example/1.html', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/log/checkpoint', 'GET, HEAD, OPTIONS'],
    ['POST', '/cdx', 'GET, HEAD, OPTIONS'],
  ]
  for (const [method, path, allow] of cases) {
    test(`${method} ${path.slice(0, 40)}: 405`, async () => {
      const response = await app.request(path, { method })
      assert.equal(response.status, 405)
      assert.equal(response.headers.get('allow'), allow)
      assert.equal(((await response.json()) as { code: string }).code, 'bad-method')
    })
  }

  test('an unknown route stays unknown; HEAD is as GET', async () => {
    assert.equal((await app.request('/api/v1/nothing', { method: 'DELETE' })).status, 404)
    assert.equal((await app.request('/log/checkpoint', { method: 'HEAD' })).status, 200)
  })
})

describe('POST /api/v1/snapshots', () => {
  const post = (body: string, authorization?: string, on = app) =>
    on.request('/api/v1/snapshots', { method: 'POST', body, headers: authorization ? { authorization } : {} })

  test('captures a page for whoever has a token', async () => {
    const response = await post('{"url": "https://news.example/good"}', `Bearer ${token}`)
    assert.equal(response.status, 201)
    assert.equal(response.headers.get('location'), `https://verbatim.example/api/v1/snapshots/${second}`)
    answers.Snapshot.parse(await response.json())
  })

  test('says why there is no snapshot', async () => {
    const response = await post('{"url": "https://news.example/list"}', `Bearer ${token}`)
    assert.equal(response.status, 422)
    assert.equal((await response.json()).detail, 'It is a list page.')
  })

  test('wants a token, a known one, and JSON of a sensible size', async () => {
    assert.equal((await post('{}')).status, 401)
    assert.match((await post('{}', 'Bearer wrong')).headers.get('www-authenticate') ?? '', /invalid_token/)
    for (const [body, status] of [
      ['{', 400],
      ['{}', 400],
      ['{"url": 7}', 400],
      ['{"url": "file:///etc/passwd"}', 400],
      [' '.repeat(20_000), 413],
    ] as const)
      assert.equal((await post(body, `Bearer ${token}`)).status, status, body.slice(0, 40))
  })

  test('is closed to everybody where no token is set', async () => {
    const closed = createApi({ access, clock: systemClock, baseUrl: null })
    const response = await post('{"url": "https://news.example/good"}', `Bearer ${token}`, closed)
    assert.equal(response.status, 403)
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
  })
})

describe('exports', () => {
  test('text, Markdown, WARC and WACZ', async () => {
    const text = await (await get(`/s/${second}.txt`)).text()
    assert.ok(text.includes('第二版\n<b>') && text.includes(url))
    const markdown = await (await get(`/s/${second}.md`)).text()
    assert.ok(markdown.includes('# 标题 \\*改\\*'))
    assert.ok(markdown.includes('\\<b\\>'))
    assert.ok(markdown.includes('<div lang="en">\n\nIn the original.\n\n</div>'))
    const warc = await get(`/s/${second}.warc.gz`)
    assert.equal(warc.headers.get('content-disposition'), `attachment; filename="${second}.warc.gz"`)
    assert.equal(await warc.text(), 'WARC/1.1')
    assert.equal(await (await get(`/s/${second}.wacz`)).text(), 'PK')
  })

  test('a proof is JSON for programs; the page for people is left to the site', async () => {
    assert.equal((await get(`/s/${second}/proof`, { accept: 'application/json' })).status, 200)
    assert.equal((await get(`/s/${second}/proof`, { accept: 'text/html,application/json' })).status, 404)
  })
})

describe('the log', () => {
  test('tiles may be kept for good, the checkpoint is asked about each time', async () => {
    assert.match((await get('/log/tile/0/x001/067')).headers.get('cache-control') ?? '', /immutable/)
    assert.doesNotMatch((await get('/log/tile/0/000.p/8')).headers.get('cache-control') ?? '', /immutable/)
    const entries = '/log/tile/entries/000.p/8'
    const plain = await get(entries, { 'accept-encoding': 'gzip;q=0, br' })
    const packed = await get(entries, { 'accept-encoding': 'br, gzip' })
    assert.deepEqual(
      [plain, packed].map(({ headers }) => headers.get('content-encoding')),
      [null, 'gzip'],
    )
    assert.equal(packed.headers.get('vary'), 'Accept-Encoding')
    assert.equal(gunzipSync(await packed.arrayBuffer()).toString(), await plain.text())
    const checkpoint = await get('/log/checkpoint')
    assert.equal(checkpoint.headers.get('cache-control'), 'no-cache')
    assert.equal(await checkpoint.text(), 'news.example/log\n8\n')
    for (const path of ['/log/tile/0/001', '/log/tile/x', '/log/tile/0/..%2f000', '/log/nonsense'])
      assert.equal((await get(path)).status, 404)
  })
})

describe('the bulk export', () => {
  test('is a snapshot a line', async () => {
    const answer = await get('/api/v1/export?q=')
    assert.equal(answer.headers.get('content-type'), 'application/jsonl')
    const lines = (await answer.text()).trimEnd().split('\n')
    assert.ok(lines.length > 0)
    for (const line of lines) assert.match((JSON.parse(line) as { id: string }).id, /^[0-9a-v]{18}$/)
  })
})
