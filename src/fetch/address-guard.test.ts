import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseInstant, tryParseHttpUrl } from '#model'
import { createAddressGuard } from './address-guard.ts'
import { connect, RefusedError } from './connection.ts'
import { createFetcher } from './index.ts'

const guard = createAddressGuard()

describe('addresses', () => {
  for (const address of [
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:0:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:a00:1::1',
    '2a00:1450:4001::5efe:10.0.0.1',
    '2a00:1450:4001:0:200:5efe:a00:1',
    'fc00::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'news.example',
  ]) {
    test(`${address} is refused`, () => assert.notEqual(guard.refusalOfAddress(address), null))
  }

  for (const address of [
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
  ])
    test(`${address} is public`, () => assert.equal(guard.refusalOfAddress(address), null))

  test('what the operator lists is allowed, and nothing beside it', () => {
    const listing = createAddressGuard({ allowAddresses: ['10.1.0.0/16', '::1'] })
    assert.equal(listing.refusalOfAddress('10.1.2.3'), null)
    assert.equal(listing.refusalOfAddress('::1'), null)
    assert.notEqual(listing.refusalOfAddress('10.2.0.1'), null)
    assert.notEqual(listing.refusalOfAddress('127.0.0.1'), null)
  })

  test('a mistake in the list is told', () => {
    for (const entry of ['10.0.0.0/33', 'localhost', '10.0.0.0/', '::1/129', '10.0.0.0/-1'])
      assert.throws(() => createAddressGuard({ allowAddresses: [entry] }), RangeError, entry)
  })

  test('of IPv6 nothing outside 2000::/3 is public', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const first = Number.parseInt(
          new URL(`http://[${address}]/`).hostname.slice(1).split(':')[0] || '0',
          16,
        )
        if (first >> 13 !== 1) assert.notEqual(guard.refusalOfAddress(address), null)
      }),
    )
  })
})

describe('names', () => {
  const never = new AbortController().signal
  const resolving = (answers: readonly string[], options: { allowAddresses?: string[] } = {}) => ({
    guard: createAddressGuard(options),
    connectTo: {},
    resolve: async () => answers,
    signal: never,
  })
  const refused = (url: string, answers: readonly string[], options?: { allowAddresses?: string[] }) => {
    const parsed = tryParseHttpUrl(url)
    assert.ok(parsed)
    return assert.rejects(connect(parsed, resolving(answers, options)), RefusedError)
  }

  test('with one bad answer among good ones are refused', () =>
    refused('http://news.example/', ['93.184.216.34', '127.0.0.1']))
  test('of local networks are refused whatever they lead to', async () => {
    for (const host of [
      'localhost',
      'db',
      'metadata.google.internal',
      'printer.local',
      'a.localhost',
      'x.home.arpa',
      'localhost.',
      'constructor',
    ])
      await refused(`http://${host}/`, ['93.184.216.34'])
  })
  test('of local networks may lead to what is listed, no further', () =>
    refused('http://localhost/', ['93.184.216.34'], { allowAddresses: ['127.0.0.1'] }))

  test('are looked up once: only what was checked is connected to', async () => {
    const server = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    assert.ok(address && typeof address === 'object')
    const answers = [['127.0.0.1'], ['10.0.0.1']]
    let asked = 0
    const url = tryParseHttpUrl(`http://news.example:${address.port}/`)
    assert.ok(url)
    const connection = await connect(url, {
      ...resolving([], { allowAddresses: ['127.0.0.1'] }),
      resolve: async () => answers[asked++] ?? [],
    })
    assert.equal(connection.remoteAddress, '127.0.0.1')
    assert.equal(asked, 1)
    connection.close()
    server.close()
  })
})

const suite = '../shared/suites/ssrf-sample.json'
interface SsrfCase {
  readonly url?: string
  readonly category: string
  readonly blocked: boolean
  readonly source?: string
}

describe('addresses in every notation', { skip: existsSync(suite) ? false : `${suite} is not here` }, () => {
  const { cases } = existsSync(suite)
    ? (JSON.parse(readFileSync(suite, 'utf8')) as { cases: SsrfCase[] })
    : { cases: [] }
  // Of another program's own tests: one that asks for `localhost` to pass.
  const counted = cases.filter(({ url, category }) => url && category !== 'peer-tests')

  test('what must be blocked is, before any connection', async () => {
    const fetcher = createFetcher({
      userAgent: 'Verbatim/1.0',
      clock: { now: () => parseInstant('2026-03-01T00:00:00Z') },
      resolve: async () => ['127.0.0.1'],
      limits: { connectMs: 1 },
    })
    for (const { url = '', category } of counted.filter(({ blocked }) => blocked)) {
      const parsed = tryParseHttpUrl(url)
      const outcome = parsed && (await fetcher.fetch({ url: parsed, purpose: 'page' }))
      assert.ok(!outcome || outcome.kind === 'refused', `${category} ${url} ${outcome?.kind}`)
    }
    await fetcher.close()
  })

  test('what is public passes the guard', async () => {
    for (const { url = '' } of counted.filter(({ blocked }) => !blocked)) {
      const parsed = tryParseHttpUrl(url)
      assert.ok(parsed, url)
      // A signal that has aborted stops the connection right behind the guard.
      const signal = AbortSignal.abort(new Error('passed'))
      const passed = connect(parsed, { guard, connectTo: {}, resolve: async () => ['93.184.216.34'], signal })
      await assert.rejects(passed, /passed/, url)
    }
  })
})
