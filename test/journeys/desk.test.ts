import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { oneTimeCode, parseBase32, stepSeconds } from '#accounts'
import { entriesFor, startWithSamples } from './support/samples.ts'
import { type Running, temporaryFolder, verbatim } from './support/verbatim.ts'

describe('the desk', () => {
  let service: Running
  let data: string
  before(async () => {
    data = temporaryFolder()
    service = await startWithSamples(data)
  })
  after(() => service?.stop())

  test('is for nobody who has not shown two proofs', async () => {
    const paths = [
      '',
      '/cases',
      '/sources',
      '/failures',
      '/accounts',
      '/settings',
      '/acts',
      '/cases/2026-X',
      '/x',
    ]
    for (const path of paths) {
      const { status, headers } = await get(`/desk${path}`)
      assert.equal(status, 303, path)
      assert.match(headers.get('location') ?? '', /^\/sign-in/)
    }
    const weak = await signInByLink('weak@example.org', 'owner')
    const { status, headers } = await get('/desk/cases', weak)
    assert.deepEqual([status, headers.get('location')], [303, '/desk/second-factor'])
  })

  test('decides about a request, from the form to the tombstone and the public record', async () => {
    const [entry] = await entriesFor(service, '疫苗')
    assert.ok(entry)
    const filed = await post('/takedown', {
      ...{ subject: `${service.url}/s/${entry.id}`, kind: 'privacy', name: 'A', contact: 'a@example.org' },
      reason: '<script>alert(1)</script>',
    })
    const statusPath = filed.headers.get('location') ?? ''
    const owner = await signIn('owner@example.org', 'owner')

    const list = await text('/desk/cases', owner)
    const path = /\/desk\/cases\/[0-9A-Z-]+/.exec(list)?.[0] ?? ''
    const page = await text(path, owner)
    assert.match(page, /&lt;script&gt;alert\(1\)/)
    assert.ok(page.includes(entry.id))
    const form = {
      ...{ token: tokenIn(page), id: entry.id, kind: 'withhold', law: 'GDPR Art. 17' },
      reason: 'A private person is named.',
    }
    assert.equal((await post(path, { ...form, token: 'x' }, owner)).status, 403)
    assert.equal((await post(path, form, owner, { 'sec-fetch-site': 'cross-site' })).status, 403)
    assert.equal((await post(path, { ...form, reason: '' }, owner)).status, 422)
    assert.equal((await post(path, { ...form, kind: 'erase' }, owner)).status, 422)
    assert.equal((await get(`/s/${entry.id}`)).status, 200, 'nothing was done by any of these')

    assert.equal((await post(path, form, owner)).status, 303)
    assert.equal((await get(`/s/${entry.id}`)).status, 451)
    assert.match(await text(statusPath), /GDPR Art\. 17/)
    assert.match(await text('/removals'), /A private person is named\./)
    assert.match(await text('/desk/acts', owner), /case\.withhold/)

    assert.equal((await post(path, { ...form, kind: 'restore', reason: 'Withdrawn.' }, owner)).status, 303)
    assert.equal((await get(`/s/${entry.id}`)).status, 200)
    const report = (await (await get('/removals.json')).json()) as { decisions: { kind: string }[] }
    assert.deepEqual(
      report.decisions.map(({ kind }) => kind),
      ['restore', 'withhold'],
    )
  })

  test('lets nobody do what their role does not include', async () => {
    const viewer = await signIn('viewer@example.org', 'viewer')
    assert.equal((await get('/desk', viewer)).status, 200)
    assert.equal((await get('/desk/settings', viewer)).status, 403)
    const token = tokenIn(await text('/desk', viewer))
    for (const path of [
      '/desk/sources',
      '/desk/capture',
      '/desk/outlets',
      '/desk/accounts',
      '/desk/cases/2026-X',
    ])
      assert.equal((await post(path, { token, url: 'http://a.example/' }, viewer)).status, 403, path)
    const reader = await signInByLink('reader@example.org', 'reader')
    assert.equal((await get('/desk', reader)).status, 403)
  })

  test('ends with signing out', async () => {
    const viewer = await signIn('leaver@example.org', 'viewer')
    const token = tokenIn(await text('/desk', viewer))
    const { headers } = await post('/sign-out', { token }, viewer)
    assert.match(headers.get('set-cookie') ?? '', /Max-Age=0/)
    assert.equal((await get('/desk', viewer)).status, 303)
  })

  const get = (path: string, cookie = '') =>
    fetch(service.url + path, { headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' })
  const text = async (path: string, cookie = '') => {
    const answer = await get(path, cookie)
    assert.equal(answer.status, 200, path)
    return answer.text()
  }
  const post = (path: string, form: Readonly<Record<string, string>>, cookie = '', headers = {}) =>
    fetch(service.url + path, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(form) },
      headers: { cookie, 'accept-language': 'en', ...headers },
    })
  const tokenIn = (page: string) => /name="token" value="([\w-]+)"/.exec(page)?.[1] ?? ''
  const cookieIn = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

  async function signInByLink(mail: string, role: string): Promise<string> {
    const { stdout } = await verbatim(['accounts', 'invite', mail, '--role', role, '--json', '--data', data])
    const { url } = JSON.parse(stdout) as { url: string }
    const path = new URL(url).pathname
    assert.equal((await get(path)).status, 200)
    const cookie = cookieIn(await post(path, {}))
    assert.equal((await post(path, {})).status, 410, 'a link is good once')
    return cookie
  }

  async function signIn(mail: string, role: string): Promise<string> {
    const weak = await signInByLink(mail, role)
    const token = tokenIn(await text('/desk/second-factor', weak))
    const offered = await (await post('/desk/second-factor', { token, action: 'offer' }, weak)).text()
    const key = parseBase32(/class="secret">([A-Z2-7]+)</.exec(offered)?.[1] ?? '')
    const code = oneTimeCode(key, Math.floor(Date.now() / 1000 / stepSeconds))
    return cookieIn(await post('/desk/second-factor', { token, action: 'confirm', code }, weak))
  }
})
