import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Hono } from 'hono'
import { createApi } from '#api'
import { noteChanges } from '#pipeline'
import { createMatcher, createSubscriptions, parseFollow } from '#subscriptions'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

/** As reader apps ask: sign in, list, ids, contents, mark as read. */
describe('the API of Google Reader', () => {
  let house: House
  let api: Hono
  let guest: string

  before(async () => {
    house = await openTestHouse()
    const { access, clock, parts, stores } = house
    await parts.outlets.save(paperOutlet())
    for (let index = 0; index < 5; index++) {
      const url = `https://www.paper.example/${index}.html`
      house.fetcher.answer(url, { body: articlePage({ title: `Bridge ${index}`, seed: index }) })
      await look(dueArticle(url), parts, new AbortController().signal)
    }
    const store = stores.subscriptions
    const common = { store, clock, log: parts.log }
    const subscriptions = createSubscriptions({
      ...common,
      random: randomBytes,
      mail: null,
      pushKey: null,
      hub: null,
    })
    await noteChanges({
      ...{ ...common, access, catalog: stores.catalog, notices: stores.notices },
      matcher: createMatcher({ ...common, access }),
      deliverer: { async deliverDue() {}, async idle() {} },
    })
    const owner = subscriptions.newGuest()
    guest = owner
    await subscriptions.follow(owner, parseFollow('outlet', 'paper'))
    api = createApi({ access, clock, subscriptions, baseUrl: 'https://archive.example' })
  })
  after(() => house.close())

  const ask = async (path: string, fields?: Record<string, string> | [string, string][]) => {
    const headers = { authorization: `GoogleLogin auth=${guest}` }
    const init = fields ? { method: 'POST', headers, body: new URLSearchParams(fields) } : { headers }
    return api.request(`/greader/reader/api/0${path}`, init)
  }
  const json = async (path: string, fields?: Record<string, string> | [string, string][]) =>
    (await ask(path, fields)).json() as Promise<never>
  const unread = 's=user/-/state/com.google/reading-list&xt=user/-/state/com.google/read'

  test('an app signs in with a key as its password, and nobody without one', async () => {
    const login = (password: string) =>
      api.request('/greader/accounts/ClientLogin', {
        method: 'POST',
        body: new URLSearchParams({ Email: 'me', Passwd: password }),
      })
    assert.match(await (await login(guest)).text(), new RegExp(`^Auth=${guest}$`, 'm'))
    assert.equal((await login('wrong')).status, 401)
    assert.equal((await api.request('/greader/reader/api/0/subscription/list')).status, 401)
  })

  test('lists what is followed, and every item once, page by page', async () => {
    const { subscriptions } = (await json('/subscription/list?output=json')) as {
      subscriptions: { id: string }[]
    }
    assert.equal(subscriptions.length, 1)
    const seen: string[] = []
    for (let place: string | undefined = '0'; place; ) {
      const page = (await json(`/stream/items/ids?${unread}&n=2&c=${place}`)) as {
        itemRefs: { id: string }[]
        continuation?: string
      }
      seen.push(...page.itemRefs.map(({ id }) => id))
      place = page.continuation
    }
    assert.equal(new Set(seen).size, 5)
    assert.equal(seen.length, 5)
    const { items } = (await json(
      '/stream/items/contents',
      seen.map((id) => ['i', id]),
    )) as {
      items: { id: string; title: string; summary: { content: string }; categories: string[] }[]
    }
    assert.deepEqual(items.map(({ title }) => title).sort(), [
      'Bridge 0',
      'Bridge 1',
      'Bridge 2',
      'Bridge 3',
      'Bridge 4',
    ])
    assert.match(items[0]?.id ?? '', /^tag:google\.com,2005:reader\/item\/[0-9a-f]{16}$/)
    assert.match(items[0]?.summary.content ?? '', /^<p>On day/)
  })

  test('what is read stays read, one by one and all at once', async () => {
    const ids = async () =>
      ((await json(`/stream/items/ids?${unread}&n=100`)) as { itemRefs: { id: string }[] }).itemRefs.map(
        ({ id }) => id,
      )
    const [first = ''] = await ids()
    await ask('/edit-tag', { i: first, a: 'user/-/state/com.google/read' })
    assert.equal((await ids()).length, 4)
    await ask('/edit-tag', { i: first, r: 'user/-/state/com.google/read' })
    assert.equal((await ids()).length, 5)
    await ask('/mark-all-as-read', { s: 'user/-/state/com.google/reading-list' })
    assert.equal((await ids()).length, 0)
    const { unreadcounts } = (await json('/unread-count')) as { unreadcounts: { count: number }[] }
    assert.deepEqual(
      unreadcounts.map(({ count }) => count),
      [0],
    )
  })

  test('feeds of this service can be added and ended from the app', async () => {
    const added = (await json('/subscription/quickadd', {
      quickadd: 'https://archive.example/feeds/search.atom?q=bridge',
    })) as { streamId: string }
    assert.match(added.streamId, /^feed\/\d+$/)
    await ask('/subscription/edit', { ac: 'unsubscribe', s: added.streamId })
    const { subscriptions } = (await json('/subscription/list')) as { subscriptions: unknown[] }
    assert.equal(subscriptions.length, 1)
    assert.equal(
      (await ask('/subscription/quickadd', { quickadd: 'https://other.example/feed' })).status,
      400,
    )
  })
})
