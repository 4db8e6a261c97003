import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Hono } from 'hono'
import { createSite } from '#site'
import { createSubscriptions, type Mail, type Subscriptions } from '#subscriptions'
import { type House, openTestHouse, paperOutlet } from './house-fixture.ts'

/** The pages that mail leads to, as a reader and as a mail program use them. */
describe('a list by mail', () => {
  let house: House
  let site: Hono
  let subscriptions: Subscriptions
  const mails: Mail[] = []

  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    const { access, clock, parts, stores } = house
    const mailer = {
      async send(mail: Mail) {
        mails.push(mail)
        return { kind: 'sent' } as const
      },
      async close() {},
    }
    subscriptions = createSubscriptions({
      ...{
        store: stores.subscriptions,
        clock,
        log: parts.log,
        random: randomBytes,
        hub: null,
        pushKey: null,
      },
      mail: { mailer, setting: { serviceName: 'Verbatim', baseUrl: 'https://archive.example' } },
    })
    site = createSite({ access, clock, subscriptions, serviceName: 'Verbatim', contact: null })
  })
  after(() => house.close())

  const get = async (path: string) => {
    const response = await site.request(path, { headers: { 'accept-language': 'en' } })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const post = async (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams(fields)
    const response = await site.request(path, { method: 'POST', body, headers: { 'accept-language': 'en' } })
    return { status: response.status, text: await response.text() }
  }
  const pathIn = (mail: Mail | undefined) =>
    new URL(/https:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? '').pathname

  test('begins with a letter whose link must be opened and confirmed', async () => {
    const page = await get('/subscriptions?outlet=paper&q=bridge')
    assert.match(page.text, /action="\/subscriptions\/mail"/)
    const asked = await post('/subscriptions/mail', {
      list: 'outlet=paper&q=bridge',
      mailbox: 'reader@mail.example',
      rhythm: 'weekly',
    })
    assert.equal(asked.status, 200)
    assert.equal(mails.length, 1)
    const path = pathIn(mails[0])
    const key = path.split('/').at(-1) ?? ''

    const opened = await get(path)
    assert.equal(opened.headers.get('cache-control'), 'no-store')
    assert.equal((await subscriptions.targetByKey(key))?.state, 'asked', 'a look changes nothing')
    assert.equal((await post(path, {})).status, 200)
    const target = await subscriptions.targetByKey(key)
    assert.equal(target?.state, 'active')
    assert.equal(target?.rhythm, 'weekly')
    assert.equal((await subscriptions.followedBy(target?.owner as never)).length, 2)
  })

  test('is changed on its page, and ended by the one POST that mail programs send', async () => {
    const key = pathIn(mails[0]).split('/').at(-1)
    const manage = `/subscriptions/manage/${key}`
    assert.match((await get(manage)).text, /reader@mail\.example/)
    await post(manage, { do: 'rhythm', rhythm: 'hourly' })
    assert.equal((await subscriptions.targetByKey(key ?? ''))?.rhythm, 'hourly')
    await get(`/subscriptions/unsubscribe/${key}`)
    assert.equal((await subscriptions.targetByKey(key ?? ''))?.state, 'active')
    await post(`/subscriptions/unsubscribe/${key}`, { 'List-Unsubscribe': 'One-Click' })
    assert.equal((await subscriptions.targetByKey(key ?? ''))?.state, 'ended')
  })

  test('says what is wrong: no address, nothing followed, no such key', async () => {
    assert.equal((await post('/subscriptions/mail', { list: 'q=a', mailbox: 'nobody' })).status, 400)
    assert.equal((await post('/subscriptions/mail', { list: '', mailbox: 'a@mail.example' })).status, 400)
    for (const page of ['confirm', 'unsubscribe', 'manage'])
      assert.equal((await get(`/subscriptions/${page}/nothing`)).status, 404)
  })

  test('nobody is asked more than three times a day', async () => {
    const before = mails.length
    for (let turn = 0; turn < 6; turn++)
      await post('/subscriptions/mail', { list: 'q=a', mailbox: 'victim@mail.example' })
    assert.equal(mails.length - before, 3)
  })

  test('a page is saved for a reader only where the operator lets readers ask', async () => {
    assert.equal((await get('/save?url=https://news.example/1')).status, 403)
    const { access, clock } = house
    const open = createSite({
      ...{ access, clock, serviceName: 'Verbatim', contact: null },
      save: async (url) =>
        url.includes('good')
          ? { kind: 'saved', id: '0'.repeat(18) }
          : { kind: 'refused', reason: 'It is a list.' },
    })
    const form = await (await open.request('/save?text=see+https://news.example/1')).text()
    assert.match(form, /value="https:\/\/news\.example\/1"/)
    const save = (url: string) =>
      open.request('/save', { method: 'POST', body: new URLSearchParams({ url }) })
    assert.equal((await save('https://good.example/')).headers.get('location'), `/s/${'0'.repeat(18)}`)
    assert.match(await (await save('https://bad.example/')).text(), /It is a list\./)
  })
})
