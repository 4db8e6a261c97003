import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Instant } from '#model'
import { createFakeAccess } from '../fixtures/fake-access.ts'
import { createSite } from '../site.ts'

const access = createFakeAccess()
const clock = { now: () => '2024-09-20T10:00:00.000Z' as Instant }

describe('a service without articles', () => {
  const nothing = { items: [], next: null, total: { value: 0, exact: true } }
  const home = async (outlets: number) => {
    const counts = { articles: 0, snapshots: 0, stories: 0, captures: 0, outlets, treeSize: 0 }
    const empty = createSite({
      access: {
        ...access,
        newest: async () => nothing,
        changes: async () => nothing,
        counts: async () => counts,
      },
      clock,
      serviceName: 'Verbatim',
      contact: null,
    })
    return (await empty.request('/', { headers: { 'accept-language': 'en' } })).text()
  }

  test('tells its operator the next command', async () => {
    assert.match(await home(0), /<code>bin\/verbatim add https:\/\/news.example\/<\/code>/)
  })

  test('says that the first are on their way once an outlet is followed', async () => {
    const text = await home(1)
    assert.match(text, /1 outlet is followed/)
    assert.doesNotMatch(text, /verbatim add/)
  })
})
