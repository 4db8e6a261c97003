import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type Clock, parseHttpUrl, parseInstant } from '#model'
import { createGuardedRequest, type GuardedRequest } from './index.ts'

const clock: Clock = { now: () => parseInstant('2026-03-01T08:00:00Z') }

describe('a guarded request', () => {
  let server: Server
  let address = ''
  let request: GuardedRequest
  const heard: { method: string; headers: IncomingHttpHeaders; body: string }[] = []

  before(async () => {
    server = createServer(async (incoming, response) => {
      const { method = '', headers, url } = incoming
      let body = ''
      for await (const chunk of incoming) body += chunk
      heard.push({ method, headers, body })
      if (url === '/breaks-off') return response.destroy()
      if (url === '/away') return response.writeHead(307, { location: 'http://127.0.0.1/' }).end()
      if (url === '/endless') return response.end('x'.repeat(1_000_000))
      response.writeHead(url === '/busy' ? 503 : 200, { 'retry-after': '7' }).end('taken')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    request = createGuardedRequest({
      userAgent: 'Verbatim/test',
      guard: { connectTo: { 'hook.example': address } },
      resolve: async () => ['10.0.0.1'],
      clock,
    })
  })
  after(() => server.close())

  const post = (url: string, headers: Record<string, string> = {}) =>
    request(parseHttpUrl(url), { method: 'POST', headers, body: '{"公告":1}' })

  test('sends method, headers and body, and gives the answer back', async () => {
    const answer = await post('http://hook.example/', { 'X-Signature': 'sha256=00' })
    assert.ok(answer.kind === 'answered')
    assert.deepEqual([answer.status, Buffer.from(answer.body).toString()], [200, 'taken'])
    const [{ method, headers, body } = assert.fail()] = heard
    assert.deepEqual([method, headers['x-signature'], body], ['POST', 'sha256=00', '{"公告":1}'])
    assert.equal(headers['user-agent'], 'Verbatim/test')
  })

  test('tells when to come again', async () => {
    const answer = await post('http://hook.example/busy')
    assert.ok(answer.kind === 'answered')
    assert.deepEqual([answer.status, answer.retryAfterMs], [503, 7000])
  })

  test('keeps the beginning of an answer only', async () => {
    const answer = await post('http://hook.example/endless')
    assert.equal(answer.kind === 'answered' && answer.body.length, 65_536)
  })

  test('follows no redirect', async () => {
    const answer = await post('http://hook.example/away')
    assert.equal(answer.kind === 'answered' && answer.status, 307)
  })

  test('is sent once, also where the connection breaks off', async () => {
    const before = heard.length
    assert.equal((await post('http://hook.example/breaks-off')).kind, 'unreachable')
    assert.equal(heard.length, before + 1)
  })

  for (const url of ['http://127.0.0.1/', 'http://[::1]/', 'http://localhost/', 'http://inside.example/'])
    test(`connects to nothing at ${url}`, async () => {
      const before = heard.length
      const port = address.split(':')[1]
      assert.equal((await post(url.replace(/\/$/, `:${port}/`))).kind, 'refused')
      assert.equal(heard.length, before)
    })

  test('lets nobody write headers of their own into it', async () => {
    await assert.rejects(post('http://hook.example/', { 'X-Name': 'a\r\nHost: b' }), RangeError)
    await assert.rejects(post('http://hook.example/', { Host: 'b.example' }), RangeError)
    await assert.rejects(post('http://hook.example/', { 'X: y\r\nZ': 'b' }), RangeError)
  })
})
