import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Hono } from 'hono'
import { instantOf } from '#model'
import { costOf, createCostLimit, limitRequests } from './request-limits.ts'

describe('limits of requests', () => {
  let nowMs = 0
  const clock = { now: () => instantOf(nowMs) }

  test('a client spends what a minute gives, and it comes back with time', () => {
    const allows = createCostLimit(() => 10, clock)
    assert.equal(allows('a', 10), true)
    assert.equal(allows('a', 1), false)
    assert.equal(allows('b', 10), true, 'another client has its own')
    nowMs += 6_000
    assert.equal(allows('a', 1), true)
    assert.equal(allows('a', 1), false)
  })

  test('a clock that is set back takes nothing away', () => {
    nowMs = 1_000_000
    const allows = createCostLimit(() => 10, clock)
    assert.equal(allows('a', 5), true)
    nowMs = 0
    assert.equal(allows('a', 5), true)
  })

  test('searches and exports cost more than pages, assets nothing', () => {
    assert.equal(costOf('GET', '/assets/site.css'), 0)
    assert.equal(costOf('GET', '/s/x'), 1)
    assert.equal(costOf('GET', '/search'), 5)
    assert.equal(costOf('GET', '/s/x.wacz'), 10)
    assert.equal(costOf('POST', '/takedown'), 10)
  })

  test('who is told by our proxy is limited; what a client claims in front of it is not looked at', async () => {
    const app = new Hono()
    limitRequests(app, { costPerMinute: () => 2, clientAddressHeader: 'x-forwarded-for' }, clock)
    app.get('/', (context) => context.text('ok'))
    const ask = (forwarded: string) => app.request('/', { headers: { 'x-forwarded-for': forwarded } })
    assert.equal((await ask('192.0.2.1')).status, 200)
    assert.equal((await ask('198.51.100.7, 192.0.2.1')).status, 200)
    const refused = await ask('203.0.113.9, 192.0.2.1')
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '60'])
    assert.equal((await ask('192.0.2.2')).status, 200)
  })

  test('addresses and bodies have an end', async () => {
    const app = new Hono()
    limitRequests(app, { costPerMinute: () => null, clientAddressHeader: null }, clock)
    app.post('/', async (context) => context.text(await context.req.text()))
    assert.equal((await app.request(`/?q=${'x'.repeat(9000)}`)).status, 414)
    assert.equal((await app.request('/', { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) })).status, 413)
    assert.equal((await app.request('/', { method: 'POST', body: 'x' })).status, 200)
  })
})
