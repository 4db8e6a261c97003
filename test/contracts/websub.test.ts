import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createFormPoster, createGuardedRequest } from '#fetch'
import { parseHttpUrl } from '#model'
import { createHubSubscriptions, type HubSubscriptions } from '#pipeline'
import { websubRoutes } from '../../src/cli/websub-routes.ts'
import { dueArticle, exchangeOf, type House, openTestHouse } from './house-fixture.ts'

const feed = parseHttpUrl('https://www.paper.example/feed.xml')

/** A real hub on loopback, and our callback as it is served. */
describe('a feed with a hub', () => {
  let house: House
  let hub: Server
  let hubs: HubSubscriptions
  const asked: URLSearchParams[] = []
  const callback = (path: string, init?: RequestInit) => websubRoutes(hubs).request(path, init)

  before(async () => {
    house = await openTestHouse()
    hub = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString()))
      response.writeHead(202).end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => hub.once('listening', resolve))
    const { port } = hub.address() as AddressInfo
    const guard = { connectTo: { 'hub.example': `127.0.0.1:${port}` } }
    const { clock, parts, stores } = house
    hubs = createHubSubscriptions({
      store: stores.hubSubscriptions,
      frontier: parts.frontier,
      postForm: createFormPoster(createGuardedRequest({ userAgent: 'Verbatim/test', guard, clock })),
      baseUrl: 'https://archive.example/',
      limits: parts.limits,
      clock,
      log: parts.log,
      random: randomBytes,
    })
  })
  after(async () => {
    hub.close()
    await house.close()
  })

  const body = '<rss><channel><atom:link rel="hub" href="http://hub.example/"/></channel></rss>'
  const due = () => dueArticle(feed, { purpose: 'feed' })
  const pathOf = (form: URLSearchParams | undefined) => new URL(form?.get('hub.callback') ?? '').pathname
  const told = (secret: string) => {
    const signature = `sha256=${createHmac('sha256', secret).update('new').digest('hex')}`
    return { method: 'POST', body: 'new', headers: { 'x-hub-signature': signature } }
  }

  test('is subscribed to once, under an address that nobody can guess', async () => {
    await hubs.noteFeed(due(), exchangeOf(feed, { body }, house.clock))
    await hubs.noteFeed(due(), exchangeOf(feed, { body }, house.clock))
    assert.equal(asked.length, 1)
    assert.equal(asked[0]?.get('hub.topic'), feed)
    assert.match(pathOf(asked[0]), /^\/websub\/callback\/[\w-]{32}$/)
  })

  test('the hub that checks back gets its challenge for that topic, and 404 for any other', async () => {
    const query = (topic: string) =>
      `${pathOf(asked[0])}?hub.mode=subscribe&hub.topic=${encodeURIComponent(topic)}&hub.challenge=c1&hub.lease_seconds=1000`
    assert.equal((await callback(query('https://other.example/'))).status, 404)
    const answer = await callback(query(feed))
    assert.deepEqual([answer.status, await answer.text()], [200, 'c1'])
    assert.equal((await callback('/websub/callback/nobody?hub.mode=subscribe')).status, 404)
  })

  test('what it sends makes the feed due at once, if it is signed with our secret', async () => {
    await callback(pathOf(asked[0]), told('a guess'))
    assert.equal(await house.parts.frontier.find(feed), null)
    const answer = await callback(pathOf(asked[0]), told(asked[0]?.get('hub.secret') ?? ''))
    assert.equal(answer.status, 202)
    const [first] = await house.parts.frontier.lease(1)
    assert.deepEqual([first?.url, first?.purpose], [feed, 'feed'])
  })

  test('the lease is renewed before it ends, with the same secret', async () => {
    house.clock.forward(801_000)
    await hubs.noteFeed(due(), exchangeOf(feed, { body }, house.clock))
    assert.equal(asked.length, 2)
    assert.equal(asked[1]?.get('hub.secret'), asked[0]?.get('hub.secret'))
  })
})
