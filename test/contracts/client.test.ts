import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createApi } from '#api'
import { noteChanges } from '#pipeline'
import { createMatcher, createSubscriptions } from '#subscriptions'
import { ApiError, type Change, type Client, createClient } from '../../examples/client.ts'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

describe('the example client', () => {
  let house: House
  let client: Client
  let note: () => Promise<void>

  before(async () => {
    house = await openTestHouse()
    const { access, clock, parts, stores } = house
    await parts.outlets.save(paperOutlet())
    const common = { store: stores.subscriptions, clock, log: parts.log }
    const subscriptions = createSubscriptions({
      ...common,
      random: randomBytes,
      mail: null,
      pushKey: null,
      hub: null,
    })
    note = () =>
      noteChanges({
        ...{ ...common, access, catalog: stores.catalog, notices: stores.notices },
        matcher: createMatcher({ ...common, access }),
        deliverer: { async deliverDue() {}, async idle() {} },
      })
    const api = createApi({ access, clock, subscriptions, baseUrl: 'https://archive.example' })
    client = createClient('https://archive.example', {
      fetch: async (input, init) => api.request(`${input}`, init),
    })
  })
  after(() => house.close())

  const publish = async (name: string, seed: number) => {
    const url = `https://www.paper.example/${name}.html`
    house.fetcher.answer(url, { body: articlePage({ title: `Bridge ${seed}`, seed }) })
    await look(dueArticle(url), house.parts, new AbortController().signal)
    await note()
    return url
  }

  test('reads, searches, looks up', async () => {
    const url = await publish('1', 1)
    const found = await client.search('bridge')
    const snapshot = await client.snapshot(found.items[0]?.id ?? '')
    assert.equal(snapshot.url, url)
    assert.equal((await client.lookup(url)).items[0]?.id, snapshot.id)
    assert.equal((await client.revisions(snapshot.articleId)).items.length, 1)
    await assert.rejects(
      client.search('('),
      (error) => error instanceof ApiError && error.code === 'bad-query',
    )
    await assert.rejects(client.capture(url), (error) => error instanceof ApiError && error.status === 403)
  })

  test('follows the changes from a cursor on, each once, and waits for what comes', async () => {
    await publish('1', 2)
    await publish('2', 3)
    const seen: Change[] = []
    for await (const change of client.changes()) {
      seen.push(change)
      if (seen.length === 3) break
    }
    assert.deepEqual(
      seen.map(({ kind }) => kind),
      ['new', 'revised', 'new'],
    )
    const rest = client.changes({ cursor: `${seen.at(-1)?.seq}` })
    const next = rest.next()
    await publish('3', 4)
    assert.equal((await next).value?.snapshot?.title, 'Bridge 4')
    await rest.return(undefined)
  })
})
