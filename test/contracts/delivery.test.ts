import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { loadSettings } from '#config'
import { createGuardedRequest } from '#fetch'
import type { SnapshotId } from '#model'
import { openSmtpMailer } from '#stores'
import { isWebhookSigned, ownerOf } from '#subscriptions'
import { type Delivery, openDelivery } from '../../src/cli/delivery.ts'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const signal = new AbortController().signal
const owner = ownerOf('guest-a')
const minuteMs = 60_000

/** Real servers on loopback: a receiver of webhooks and pushes, and a mail server. */
describe('what happens is told', () => {
  let house: House
  let receiver: Receiver
  let mails: MailServer
  let delivery: Delivery

  beforeEach(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    receiver = await startReceiver()
    mails = await startMailServer()
    delivery = await openDeliveryOf(house, receiver, mails)
  })
  afterEach(async () => {
    await delivery.close()
    receiver.close()
    await mails.close()
    await house.close()
  })

  const publish = async (name: string, title: string, seed = 1) => {
    const url = `https://www.paper.example/2026/${name}.html`
    house.fetcher.answer(url, { body: articlePage({ title, seed }) })
    return (await look(dueArticle(url), house.parts, signal)).snapshotId as SnapshotId
  }
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) {
      await delivery.once()
      house.clock.forward(24 * 60 * minuteMs)
    }
  }

  test('a webhook that fails half the time has each event in the end, each once and signed', async () => {
    const { subscriptions } = delivery
    await subscriptions.follow(owner, { kind: 'outlet', value: 'paper' })
    const target = await subscriptions.addWebhook(owner, 'http://hooks.example/news')
    const ids: SnapshotId[] = []
    for (let index = 0; index < 10; index++)
      ids.push(await publish(`${index}`, `Bridge number ${index}`, index))
    let turn = 0
    receiver.answer = () => (turn++ % 2 === 0 ? 503 : 204)
    await rounds(12)

    const accepted = receiver.got.filter(({ status }) => status === 204)
    assert.deepEqual(accepted.map(({ body }) => JSON.parse(body).data.snapshotId).sort(), ids.toSorted())
    assert.equal(new Set(accepted.map(({ headers }) => headers['webhook-id'])).size, ids.length)
    const secret = target.address.kind === 'webhook' ? target.address.secret : ''
    for (const { headers, body } of receiver.got) {
      const signed = {
        id: `${headers['webhook-id']}`,
        seconds: Number(headers['webhook-timestamp']),
        signature: `${headers['webhook-signature']}`,
      }
      assert.ok(isWebhookSigned(secret, signed, body))
      assert.ok(!isWebhookSigned(secret, signed, `${body} `))
    }
    const receipts = await subscriptions.receipts(owner, target.id, { beforeId: null, limit: 50 })
    assert.deepEqual(new Set(receipts?.map((each) => each.delivery.state)), new Set(['sent']))
    assert.ok(receipts?.every((each) => each.delivery.settledAt && each.matched.length === 1))
  })

  test('what never arrives is shown as given up, and can be tried again', async () => {
    const { subscriptions } = delivery
    await subscriptions.follow(owner, { kind: 'q', value: 'bridge' })
    const target = await subscriptions.addWebhook(owner, 'http://hooks.example/news')
    await publish('1', 'A bridge')
    receiver.answer = () => 500
    await rounds(12)
    const last = async () =>
      (await subscriptions.receipts(owner, target.id, { beforeId: null, limit: 1 }))?.[0]
    assert.deepEqual(
      [(await last())?.delivery.state, (await last())?.delivery.reason],
      ['dead', 'answered 500'],
    )
    assert.equal((await subscriptions.targetsOf(owner))[0]?.state, 'failing')
    receiver.answer = () => 200
    assert.equal(await subscriptions.revive(owner, target.id), 1)
    await delivery.once()
    assert.equal((await last())?.delivery.state, 'sent')
    assert.equal((await subscriptions.targetsOf(owner))[0]?.state, 'active')
  })

  test('two subscriptions that match make one notice, and a reprint of what was told is held back', async () => {
    const { subscriptions } = delivery
    await subscriptions.follow(owner, { kind: 'q', value: 'bridge' })
    await subscriptions.follow(owner, { kind: 'q', value: 'open' })
    const target = await subscriptions.addWebhook(owner, 'http://hooks.example/news')
    await publish('1', 'The bridge is open')
    await delivery.once()
    const copy = 'https://portal.example/news/77.html'
    const page = articlePage({ title: 'The bridge is open', seed: 1 })
    house.fetcher.answer(copy, { body: page.replace('<article>', '<article><p>Source: The Paper</p>') })
    await look(dueArticle(copy), house.parts, signal)
    await rounds(2)
    assert.equal(receiver.got.length, 1)
    assert.equal(JSON.parse(receiver.got[0]?.body ?? '').data.matched.length, 2)
    const receipts = await subscriptions.receipts(owner, target.id, { beforeId: null, limit: 5 })
    assert.deepEqual(
      receipts?.map((each) => each.delivery.state),
      ['held-back', 'sent'],
    )
    assert.match(receipts?.[0]?.delivery.reason ?? '', /^reprint of /)
  })

  test('who follows an article hears that it was rewritten; who was told of it, that it was taken down', async () => {
    const { subscriptions } = delivery
    const id = await publish('1', 'The bridge is open')
    await delivery.once()
    const held = await house.parts.catalog.find(id)
    await subscriptions.follow(owner, { kind: 'article', value: held?.snapshot.articleId ?? '' })
    await subscriptions.addWebhook(owner, 'http://hooks.example/news')
    const revision = await publish('1', 'The bridge is closed', 2)
    await rounds(1)
    const at = house.clock.now()
    const why = { reason: 'A court said so.', legal: true }
    await house.stores.notices.withhold({ ...why, id: revision, url: null, capturedAt: at, withheldAt: at })
    await rounds(1)
    const told = receiver.got.map(({ body }) => JSON.parse(body))
    assert.deepEqual(
      told.map(({ type }) => type),
      ['snapshot.revised', 'snapshot.withdrawn'],
    )
    assert.equal(told[0].data.previous, id)
    assert.equal(told[1].data.title, undefined, 'nothing of what was taken down is told')
  })

  test('a mailbox is written to only once it agreed; one click ends it', async () => {
    const { subscriptions } = delivery
    await subscriptions.follow(owner, { kind: 'outlet', value: 'paper' })
    const target = await subscriptions.addMailbox(owner, 'Reader@Mail.example', {
      rhythm: 'instant',
      language: 'en',
    })
    await publish('0', 'Before anybody agreed')
    await rounds(1)
    assert.equal(mails.got.length, 1)
    assert.match(mails.got[0]?.mail.text ?? '', new RegExp(`/subscriptions/confirm/${target.key}`))

    assert.equal(await subscriptions.confirm(target.key), true)
    await publish('1', '大桥\u2028通车 &lt;b&gt; &amp;', 1)
    await publish('2', 'A second one', 2)
    await rounds(1)
    const { mail, from } = mails.got.at(-1) as MailServer['got'][number]
    assert.equal(mails.got.length, 2, 'two at once are one mail')
    assert.equal(from, `news+${target.key}@archive.example`)
    assert.equal((mail.to as { text: string }).text, 'reader@mail.example')
    assert.match(`${mail.subject}`, /and 1 more/)
    assert.match(`${mail.html}`, /&#60;b&#62;/)
    assert.match(`${mail.text}`, /A second one/)
    const header = (name: string) => mail.headerLines.find(({ key }) => key === name)?.line ?? ''
    assert.match(
      header('list-unsubscribe'),
      new RegExp(`<https://archive.example/subscriptions/unsubscribe/${target.key}>`),
    )
    assert.match(header('list-unsubscribe-post'), /List-Unsubscribe=One-Click/)
    assert.match(header('list-id'), /<subscriptions\.archive\.example>/)

    assert.equal(await subscriptions.end(target.key), true)
    await publish('3', 'After the end', 3)
    await rounds(2)
    assert.equal(mails.got.length, 2)
  })

  test('a mailbox that does not exist ends, and a digest waits for its morning', async () => {
    const { subscriptions } = delivery
    await subscriptions.follow(owner, { kind: 'outlet', value: 'paper' })
    const nobody = await subscriptions.addMailbox(owner, 'nobody@mail.example', {
      rhythm: 'instant',
      language: 'en',
    })
    const daily = await subscriptions.addMailbox(owner, 'daily@mail.example', {
      rhythm: 'daily',
      language: 'en',
    })
    await subscriptions.confirm(nobody.key)
    await subscriptions.confirm(daily.key)
    const before = mails.got.length
    await publish('1', 'One')
    await publish('2', 'Two', 2)
    await delivery.once()
    assert.equal(mails.got.length, before)
    assert.equal((await subscriptions.targetByKey(nobody.key))?.state, 'ended')
    await rounds(2)
    assert.deepEqual(
      mails.got.slice(before).map(({ mail }) => (mail.to as { text: string }).text),
      ['daily@mail.example'],
    )
  })

  test('a feed reader that asked the hub is sent the feed, signed, when something is new', async () => {
    const { hub } = delivery.subscriptions
    const topic = 'https://archive.example/feeds/outlet/paper.atom'
    const asked = await hub?.ask(
      new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.topic': topic,
        'hub.callback': 'http://hooks.example/websub?mine=1',
        'hub.secret': 'between us',
      }),
    )
    assert.equal(asked?.status, 202)
    await hub?.idle()
    await publish('1', 'The bridge is open')
    await delivery.once()
    const [question, push] = receiver.got
    assert.equal(question?.query.get('mine'), '1')
    assert.equal(question?.query.get('hub.topic'), topic)
    assert.match(push?.body ?? '', /The bridge is open/)
    assert.match(`${push?.headers['content-type']}`, /application\/atom\+xml/)
    assert.match(`${push?.headers['link']}`, /rel="hub".*rel="self"/)
    const signature = createHmac('sha256', 'between us')
      .update(push?.body ?? '')
      .digest('hex')
    assert.equal(push?.headers['x-hub-signature'], `sha256=${signature}`)
  })

  test('the hub sends nothing to who did not ask, and takes no feed of others', async () => {
    const { hub } = delivery.subscriptions
    receiver.answer = () => 404
    const form = { 'hub.mode': 'subscribe', 'hub.callback': 'http://hooks.example/' }
    const topic = 'https://archive.example/feeds/newest.rss'
    assert.equal((await hub?.ask(new URLSearchParams({ ...form, 'hub.topic': topic })))?.status, 202)
    assert.equal(
      (
        await hub?.ask(
          new URLSearchParams({ ...form, 'hub.topic': 'https://other.example/feeds/newest.rss' }),
        )
      )?.status,
      404,
    )
    await hub?.idle()
    await publish('1', 'The bridge is open')
    await delivery.once()
    assert.equal(receiver.got.length, 1, 'only the question came')
  })

  test('a webhook reaches nothing inside', async () => {
    const { subscriptions } = delivery
    await subscriptions.follow(owner, { kind: 'outlet', value: 'paper' })
    const target = await subscriptions.addWebhook(owner, 'http://127.0.0.1:9/')
    await publish('1', 'The bridge is open')
    await delivery.once()
    const receipts = await subscriptions.receipts(owner, target.id, { beforeId: null, limit: 1 })
    assert.match(receipts?.[0]?.delivery.reason ?? '', /^refused: /)
  })
})

async function openDeliveryOf(house: House, receiver: Receiver, mails: MailServer): Promise<Delivery> {
  const settings = loadSettings({
    file: null,
    env: {},
    overrides: { service: { baseUrl: 'https://archive.example' } },
  })
  const guard = { connectTo: { 'hooks.example': `127.0.0.1:${receiver.port}` } }
  return openDelivery({
    settings,
    stores: house.stores,
    access: house.access,
    guardedRequest: createGuardedRequest({ userAgent: 'Verbatim/test', guard, clock: house.clock }),
    mailer: openSmtpMailer({
      server: `smtp://127.0.0.1:${mails.port}`,
      from: 'News <news@archive.example>',
    }),
    clock: house.clock,
    log: house.parts.log,
    count() {},
  })
}

interface Received {
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly status: number
}

interface Receiver {
  readonly port: number
  readonly got: Received[]
  answer: () => number
  close(): void
}

/** Takes webhooks and pushes; agrees to what a hub asks. */
async function startReceiver(): Promise<Receiver> {
  const got: Received[] = []
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const query = new URL(request.url ?? '', 'http://hooks.example').searchParams
    const status = receiver.answer()
    got.push({ query, headers: request.headers, body: Buffer.concat(chunks).toString(), status })
    response.writeHead(status).end(query.get('hub.challenge') ?? '')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = { port, got, answer: () => 200, close: () => void server.close() }
  return receiver
}

interface MailServer {
  readonly port: number
  readonly got: { readonly mail: ParsedMail; readonly from: string }[]
  close(): Promise<void>
}

async function startMailServer(): Promise<MailServer> {
  const got: MailServer['got'] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      const refusal = Object.assign(new Error('No such mailbox'), { responseCode: 550 })
      // The question must come through before it can be answered.
      done(address.startsWith('nobody') && got.length > 0 ? refusal : null)
    },
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        const { mailFrom } = session.envelope
        got.push({ mail, from: mailFrom ? mailFrom.address : '' })
        done()
      }, done)
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return { port, got, close: () => new Promise((resolve) => server.close(() => resolve())) }
}
