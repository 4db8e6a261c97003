import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import {
  type Accounts,
  createAccounts,
  LastOwnerError,
  oneTimeCode,
  parseBase32,
  stepSeconds,
  TooManyCodesError,
  TooManyLinksError,
} from '#accounts'
import { epochMs, instantOf, silentLog } from '#model'
import { openAccountStore } from '../../src/stores/sqlite/account-store.ts'

const browser = { agent: 'test' }

describe('accounts', () => {
  let folder: string
  let store: ReturnType<typeof openAccountStore>
  let accounts: Accounts
  let nowMs: number
  let sent: { mail: string; url: string }[]
  const clock = { now: () => instantOf(nowMs) }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'verbatim-accounts-'))
    store = openAccountStore(join(folder, 'accounts.db'))
    nowMs = Date.UTC(2026, 0, 1)
    sent = []
    accounts = createAccounts({
      ...{ store, clock, random: randomBytes, log: silentLog },
      origin: 'https://news.example.org',
      serviceName: 'News',
      sendLink: async (link) => void sent.push(link),
    })
  })
  afterEach(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const secretOf = (url: string) => new URL(url).pathname.split('/').at(-1) ?? ''
  const cookieOf = (secret: string) => `${accounts.cookie.name}=${secret}`

  async function signIn(mail: string, role: 'owner' | 'reader' = 'reader') {
    const { url } = await accounts.invite(mail, role)
    const begun = await accounts.signInByLink(secretOf(url), browser)
    assert.ok(begun)
    return { ...begun, cookie: cookieOf(begun.secret) }
  }

  describe('links by mail', () => {
    test('let in once, for twenty minutes', async () => {
      await accounts.askForLink(' A@Example.org', '/subscriptions')
      const secret = secretOf(sent[0]?.url ?? '')
      assert.equal((await accounts.readLink(secret))?.mail, 'a@example.org')
      const begun = await accounts.signInByLink(secret, browser)
      assert.equal(begun?.next, '/subscriptions')
      assert.equal(await accounts.signInByLink(secret, browser), null)
      await accounts.askForLink('a@example.org', '/')
      nowMs += 21 * 60_000
      assert.equal(await accounts.signInByLink(secretOf(sent[1]?.url ?? ''), browser), null)
    })

    test('are not sent more often than five times an hour to one mailbox', async () => {
      for (let count = 0; count < 5; count++) await accounts.askForLink('a@example.org', '/')
      await assert.rejects(accounts.askForLink('a@example.org', '/'), TooManyLinksError)
      await accounts.askForLink('b@example.org', '/')
      nowMs += 3_600_001
      await accounts.askForLink('a@example.org', '/')
    })

    test('lead to no other host', async () => {
      for (const next of [
        'https://evil.example/',
        '//evil.example',
        '/\\evil.example',
        'javascript:1',
        '/a\r\nb',
      ]) {
        await accounts.askForLink(`${sent.length}@example.org`, next)
        assert.equal((await accounts.signInByLink(secretOf(sent.at(-1)?.url ?? ''), browser))?.next, '/')
      }
    })

    test('are refused for what is no address', async () => {
      for (const mail of [
        '',
        'a',
        'a@b',
        'a b@example.org',
        'a@example.org\nBcc: b@example.org',
        `${'a'.repeat(65)}@example.org`,
      ])
        await assert.rejects(accounts.askForLink(mail, '/'), RangeError)
    })
  })

  describe('sessions', () => {
    test('are found by their cookie, and by nothing else', async () => {
      const { cookie, secret, person } = await signIn('a@example.org')
      assert.equal((await accounts.signedIn(`x=1; ${cookie}`))?.person.id, person.id)
      for (const other of [
        null,
        '',
        'x=1',
        `${cookie}x`,
        `${cookie}; ${cookie}`,
        `verbatim-session=${secret}`,
      ])
        assert.equal(await accounts.signedIn(other), null)
    })

    test('come in a cookie that is bound to host and TLS and no script can read', () => {
      const header = accounts.cookie.set('x')
      for (const part of ['__Host-', 'Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/'])
        assert.ok(header.includes(part), part)
      assert.ok(!header.includes('Domain'))
    })

    test("an operator's ends after half a day without use, a reader's does not", async () => {
      const [owner, reader] = [await signIn('o@example.org', 'owner'), await signIn('r@example.org')]
      nowMs += 13 * 3_600_000
      assert.equal(await accounts.signedIn(owner.cookie), null)
      assert.notEqual(await accounts.signedIn(reader.cookie), null)
    })

    test('end when they are ended, when the role changes, and when the account is closed', async () => {
      const one = await signIn('a@example.org')
      const two = await signIn('a@example.org')
      const [newest] = await accounts.sessionsOf(one.person.id)
      assert.ok(newest)
      for (const session of await accounts.sessionsOf(one.person.id))
        await accounts.endSession(one.person.id, session.id)
      assert.equal(await accounts.signedIn(two.cookie), null)
      const three = await signIn('a@example.org')
      await accounts.setRole(one.person.id, 'viewer')
      assert.equal(await accounts.signedIn(three.cookie), null)
      const { url } = await accounts.invite('a@example.org', 'viewer')
      await accounts.close(one.person.id)
      assert.equal(await accounts.signInByLink(secretOf(url), browser), null)
    })

    test("nobody ends another's", async () => {
      const [a, b] = [await signIn('a@example.org'), await signIn('b@example.org')]
      const [session] = await accounts.sessionsOf(b.person.id)
      await accounts.endSession(a.person.id, session?.id ?? '')
      assert.notEqual(await accounts.signedIn(b.cookie), null)
    })

    test('take only forms of their own', async () => {
      const [a, b] = [await signIn('a@example.org'), await signIn('b@example.org')]
      const token = (await accounts.signedIn(a.cookie))?.formToken
      assert.equal(accounts.isOwnForm(a.cookie, token), true)
      assert.equal(accounts.isOwnForm(b.cookie, token), false)
      assert.equal(accounts.isOwnForm(a.cookie, ''), false)
      assert.equal(accounts.isOwnForm(null, token), false)
    })
  })

  describe('one-time codes', () => {
    const codeAt = (key: string) => oneTimeCode(parseBase32(key), Math.floor(nowMs / 1000 / stepSeconds))

    test('are those of RFC 6238, appendix B', () => {
      const key = Buffer.from('12345678901234567890')
      const vectors = [
        [59, '287082'],
        [1111111109, '081804'],
        [1111111111, '050471'],
        [1234567890, '005924'],
        [2000000000, '279037'],
        [20000000000, '353130'],
      ] as const
      for (const [seconds, code] of vectors)
        assert.equal(oneTimeCode(key, Math.floor(seconds / stepSeconds)), code)
    })

    test('are a second factor that changes the secret of the session', async () => {
      const { person, cookie } = await signIn('o@example.org', 'owner')
      const { key } = await accounts.offerCodes(person)
      assert.equal(await accounts.hasCodes(person.id), false)
      const signedIn = await accounts.signedIn(cookie)
      assert.ok(signedIn)
      const secret = await accounts.confirmCodes(signedIn, codeAt(key))
      assert.ok(secret)
      assert.equal(await accounts.signedIn(cookie), null)
      assert.equal((await accounts.signedIn(cookieOf(secret)))?.session.strength, 'two-factors')
    })

    test('are good once', async () => {
      const { person, cookie } = await signIn('o@example.org', 'owner')
      const { key } = await accounts.offerCodes(person)
      const signedIn = await accounts.signedIn(cookie)
      assert.ok(signedIn && (await accounts.confirmCodes(signedIn, codeAt(key))))
      assert.equal(await accounts.strengthenByCode(signedIn, codeAt(key)), null)
      nowMs += stepSeconds * 1000
      assert.notEqual(await accounts.strengthenByCode(signedIn, codeAt(key)), null)
    })

    test('five wrong ones close the door for a quarter of an hour', async () => {
      const { person, cookie } = await signIn('o@example.org', 'owner')
      const { key } = await accounts.offerCodes(person)
      const signedIn = await accounts.signedIn(cookie)
      assert.ok(signedIn)
      for (let count = 0; count < 5; count++) assert.equal(await accounts.confirmCodes(signedIn, 'x'), null)
      await assert.rejects(accounts.confirmCodes(signedIn, codeAt(key)), TooManyCodesError)
      nowMs += 15 * 60_000 + 1
      assert.notEqual(await accounts.confirmCodes(signedIn, codeAt(key)), null)
    })
  })

  describe('tokens', () => {
    test('do what their scopes say, until they are taken back', async () => {
      const { person } = await signIn('o@example.org', 'owner')
      const { secret, token } = await accounts.makeToken(person, {
        name: 'ci',
        scopes: ['snapshots'],
        lifetimeMs: null,
      })
      assert.equal((await accounts.bearer(`Bearer ${secret}`, 'snapshots'))?.person.id, person.id)
      assert.equal(await accounts.bearer(`Bearer ${secret}`, 'cases'), null)
      assert.equal(await accounts.bearer(secret, 'snapshots'), null)
      await accounts.removeToken(person.id, token.id)
      assert.equal(await accounts.bearer(`Bearer ${secret}`, 'snapshots'), null)
    })

    test('lose what their owner may no longer do', async () => {
      await signIn('other@example.org', 'owner')
      const { person } = await signIn('o@example.org', 'owner')
      const { secret } = await accounts.makeToken(person, {
        name: '',
        scopes: ['cases', 'subscriptions'],
        lifetimeMs: 1000,
      })
      await accounts.setRole(person.id, 'reader')
      assert.equal(await accounts.bearer(`Bearer ${secret}`, 'cases'), null)
      assert.notEqual(await accounts.bearer(`Bearer ${secret}`, 'subscriptions'), null)
      nowMs += 1000
      assert.equal(await accounts.bearer(`Bearer ${secret}`, 'subscriptions'), null)
    })

    test('a reader gets none for what operators do', async () => {
      const { person } = await signIn('r@example.org')
      await assert.rejects(
        accounts.makeToken(person, { name: '', scopes: ['cases'], lifetimeMs: null }),
        RangeError,
      )
    })
  })

  test('there is always an owner', async () => {
    const { person } = await signIn('o@example.org', 'owner')
    await assert.rejects(accounts.setRole(person.id, 'viewer'), LastOwnerError)
    await assert.rejects(accounts.close(person.id), LastOwnerError)
    await assert.rejects(accounts.forget(person.id), LastOwnerError)
    await signIn('p@example.org', 'owner')
    await accounts.forget(person.id)
    assert.equal(await accounts.person(person.id), null)
  })

  test('no secret is in the file', async () => {
    const { person, secret } = await signIn('o@example.org', 'owner')
    const { secret: token } = await accounts.makeToken(person, {
      name: 't',
      scopes: ['metrics'],
      lifetimeMs: null,
    })
    const { url } = await accounts.invite('x@example.org', 'viewer')
    const { globSync, readFileSync } = await import('node:fs')
    const bytes = Buffer.concat(globSync(join(folder, '*')).map((file) => readFileSync(file)))
    for (const each of [secret, token, secretOf(url)]) assert.equal(bytes.includes(each), false)
  })

  test('the book of acts holds, and tells where it was changed', async () => {
    for (const what of ['a.a', 'b.b', 'c.c'])
      await accounts.record({ actor: 'command line', what, subject: null, details: { reason: '中文' } })
    assert.equal(await accounts.checkActs(), null)
    const { DatabaseSync } = await import('node:sqlite')
    const raw = new DatabaseSync(join(folder, 'accounts.db'))
    raw.exec("UPDATE act SET actor = 'somebody' WHERE act_index = 1")
    raw.close()
    assert.equal(await accounts.checkActs(), 1)
    assert.ok(epochMs(clock.now()) > 0)
  })
})
