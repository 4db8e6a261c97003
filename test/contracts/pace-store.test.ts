import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createFetcher } from '#fetch'
import { parseHttpUrl, systemClock } from '#model'
import { openPaceStore } from '../../src/stores/sqlite/pace-store.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-pace-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

describe('the pace that two processes share', () => {
  const terms = { now: 10_000, until: 70_000, siteSpacingMs: 1000 }

  function openTwo(name: string) {
    const path = join(folder, name)
    const stores = [openPaceStore(path), openPaceStore(path)] as const
    return { stores, close: () => Promise.all(stores.map((each) => each.close())) }
  }

  test('a host has one turn at a time, then its delay', async () => {
    const { stores, close } = openTwo('a.db')
    const [one, other] = stores
    assert.equal(one.take('a.example', 'example', { ...terms, siteSpacingMs: 0 }), 0)
    assert.ok(other.take('a.example', 'example', terms) > 0)
    one.giveBack('a.example', 'example', { host: 12_000, site: 0 })
    assert.equal(other.take('a.example', 'example', { ...terms, now: 11_000 }), 1000)
    assert.equal(other.take('a.example', 'example', { ...terms, now: 12_000 }), 0)
    await close()
  })

  test('the turn of a process that died ends by itself', async () => {
    const { stores, close } = openTwo('b.db')
    assert.equal(stores[0].take('a.example', 'example', terms), 0)
    assert.equal(stores[1].take('a.example', 'example', { ...terms, now: 70_000, until: 80_000 }), 0)
    await close()
  })

  test('what one host asks for the whole site holds for the others', async () => {
    const { stores, close } = openTwo('c.db')
    assert.equal(stores[0].take('a.paper.example', 'paper.example', terms), 0)
    assert.equal(stores[1].take('b.paper.example', 'paper.example', terms), 1000)
    stores[0].giveBack('a.paper.example', 'paper.example', { host: 12_000, site: 3_610_000 })
    assert.equal(stores[1].take('b.paper.example', 'paper.example', { ...terms, now: 12_000 }), 3_598_000)
    await close()
  })

  test('a clock that was set back by a year stops nobody', async () => {
    const { stores, close } = openTwo('d.db')
    stores[0].giveBack('a.example', 'example', { host: 365 * 86_400_000, site: 0 })
    assert.equal(stores[1].take('a.example', 'example', terms), 0)
    await close()
  })

  test('the origin never sees two requests closer than its delay, whoever sends them', async () => {
    const delayMs = 120
    const spans: { from: number; to: number }[] = []
    const origin = createServer((_request, response) => {
      const span = { from: performance.now(), to: Number.POSITIVE_INFINITY }
      spans.push(span)
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok', () => {
        span.to = performance.now()
      })
    })
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
    const { port } = origin.address() as AddressInfo
    const { stores, close } = openTwo('e.db')
    const fetchers = stores.map((pace) =>
      createFetcher({
        userAgent: 'Verbatim/1.0',
        clock: systemClock,
        guard: { connectTo: { 'www.paper.example': `127.0.0.1:${port}` } },
        delayMs: () => delayMs,
        pace,
      }),
    )
    const pages = [1, 2, 3, 4].flatMap((n) => fetchers.map((fetcher) => ({ fetcher, n })))
    const outcomes = await Promise.all(
      pages.map(({ fetcher, n }) =>
        fetcher.fetch({ url: parseHttpUrl(`http://www.paper.example/${n}`), purpose: 'page' }),
      ),
    )
    assert.ok(outcomes.every(({ kind }) => kind === 'fetched'))
    assert.equal(spans.length, 10) // Each asks for robots.txt, too.
    const gaps = spans.slice(1).map(({ from }, index) => from - (spans[index]?.to ?? 0))
    assert.ok(Math.min(...gaps) >= delayMs - 5, `${gaps.map(Math.round)}`)
    for (const fetcher of fetchers) await fetcher.close()
    await close()
    origin.close()
    origin.closeAllConnections()
  })
})
