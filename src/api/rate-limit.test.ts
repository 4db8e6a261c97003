import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Hono } from 'hono'
import { instantOf } from '#model'
import { type Problem, problemResponse } from './problem.ts'
import { createRateLimit, limitRate } from './rate-limit.ts'

describe('the limit of requests', () => {
  test('says in every answer how much is left, and refuses what is too much until there is more', async () => {
    let ms = 0
    const limit = createRateLimit({ now: () => instantOf(ms) }, { quota: 2, windowMs: 60_000 })
    const app = new Hono()
    app.use('*', limitRate(limit, { windowSeconds: 60, quota: 2, header: 'x-client' }))
    app.get('/api/a', (context) => context.text('yes'))
    app.onError((error, { req }) => problemResponse(req.raw, error as Problem))
    const ask = (client: string) =>
      app.request('/api/a', { headers: { 'x-client': `198.51.100.9, ${client}` } })

    const first = await ask('192.0.2.1')
    assert.equal(first.headers.get('ratelimit-policy'), '"default";q=2;w=60')
    assert.equal(first.headers.get('ratelimit'), '"default";r=1;t=30')
    await ask('192.0.2.1')
    const third = await ask('192.0.2.1')
    assert.equal(third.status, 429)
    assert.equal(third.headers.get('retry-after'), '30')
    assert.equal((await third.json()).code, 'too-many')
    assert.equal((await ask('192.0.2.2')).status, 200, 'another client has its own')
    ms += 30_000
    assert.equal((await ask('192.0.2.1')).status, 200)
    assert.equal((await ask('2001:db8::1')).status, 200)
  })
})
