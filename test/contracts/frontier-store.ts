import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Candidate,
  createFrontier,
  type Frontier,
  type FrontierOptions,
  type FrontierStore,
  type Purpose,
} from '#frontier'
import { type Clock, epochMs, type Instant, instantOf, type Politeness, parseHttpUrl, urlKey } from '#model'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const politeness: Politeness = { delayMs: 5000, sourceIntervalMs: 15 * minute, revisitAfterMs: 6 * hour }

/**
 * What every engine of the frontier's port must do, seen through the frontier.
 *
 * @param open Opens a store: the same one again for the same name.
 */
export function describeFrontierStore(name: string, open: (name: string) => Promise<FrontierStore>): void {
  describe(`the frontier on ${name}`, () => {
    let count = 0
    async function start(limits: Limits = {}): Promise<Stage> {
      const storeName = `frontier-${++count}`
      return stageOn(await open(storeName), () => open(storeName), limits)
    }

    describe('scheduling', () => {
      test('a URL is added once, whatever its spelling', async () => {
        const { frontier } = await start()
        assert.equal(await frontier.schedule([article('/1'), article('/2'), article('/1')]), 2)
        assert.equal(await frontier.schedule([article('/1?utm_source=feed'), article('/3')]), 1)
        assert.equal((await frontier.counts()).waiting, 3)
      })

      test('what is known keeps its place', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1')])
        const before = await frontier.find(article('/1').url)
        advance(hour)
        await frontier.schedule([article('/1')])
        assert.deepEqual(await frontier.find(article('/1').url), before)
      })

      test('a known article that is named as a source becomes one', async () => {
        const { frontier } = await start()
        await frontier.schedule([article('/news')])
        assert.equal(await frontier.schedule([candidate('/news', 'section')]), 1)
        assert.equal((await frontier.find(article('/news').url))?.purpose, 'section')
        assert.equal((await frontier.counts()).waiting, 1)
      })

      test('what was known with http and is named with https is visited there', async () => {
        const { frontier } = await start()
        const secure = article('/1')
        const plain = { ...secure, url: parseHttpUrl(secure.url.replace('https:', 'http:')) }
        assert.deepEqual([await frontier.schedule([plain]), await frontier.schedule([secure])], [1, 0])
        assert.equal((await frontier.find(plain.url))?.url, secure.url)
        await frontier.schedule([plain])
        assert.equal((await frontier.lease(1))[0]?.url, secure.url)
      })

      test('what is forgotten is in no queue and no count, leased or not, and its host goes on', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1'), article('/2')])
        const [due] = await frontier.lease(1)
        assert.ok(due)
        await frontier.forget([urlKey(due.url)])
        assert.equal(await frontier.find(due.url), null)
        await frontier.settle(due, { kind: 'changed' }) // Its visit ends as if nothing had happened.
        assert.equal(await frontier.find(due.url), null)
        const { waiting, leased, finished } = await frontier.counts()
        assert.deepEqual([waiting, leased, finished], [1, 0, 0])
        advance(politeness.delayMs)
        assert.equal((await frontier.lease(1)).length, 1)
      })

      test('what was acknowledged is there after opening again', async () => {
        const { frontier, again } = await start()
        await frontier.schedule([article('/1')])
        const { frontier: reopened } = await again()
        assert.equal((await reopened.find(article('/1').url))?.state, 'waiting')
        assert.equal((await reopened.lease(5)).length, 1)
      })

      test('ten thousand at once', async () => {
        const { frontier } = await start()
        const many = Array.from({ length: 10_000 }, (_, index) => article(`/${index}`))
        assert.equal(await frontier.schedule(many), 10_000)
        assert.equal(await frontier.schedule(many), 0)
      })
    })

    describe('leases', () => {
      test('a host is leased to one at a time', async () => {
        const { frontier } = await start()
        await frontier.schedule([article('/1'), article('/2'), article('/1', 'b.example')])
        const first = await frontier.lease(10)
        assert.deepEqual(first.map(({ url }) => new URL(url).host).sort(), ['a.example', 'b.example'])
        assert.deepEqual(await frontier.lease(10), [])
      })

      test('no more than asked for', async () => {
        const { frontier } = await start()
        await frontier.schedule(Array.from({ length: 9 }, (_, index) => article('/1', `h${index}.example`)))
        assert.equal((await frontier.lease(4)).length, 4)
        assert.equal((await frontier.lease(100)).length, 5)
      })

      test('the delay runs from the end of the last request', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1'), article('/2')])
        const [due] = await frontier.lease(1)
        advance(minute)
        await frontier.settle(due!, { kind: 'changed' })
        advance(4999)
        assert.deepEqual(await frontier.lease(1), [])
        advance(1)
        assert.equal((await frontier.lease(1)).length, 1)
      })

      test("a longer crawl delay of robots.txt holds, also for later visits that don't repeat it", async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1'), article('/2'), article('/3')])
        await frontier.settle((await frontier.lease(1))[0]!, { kind: 'changed', crawlDelayMs: 20_000 })
        advance(19_999)
        assert.deepEqual(await frontier.lease(1), [])
        advance(1)
        await frontier.settle((await frontier.lease(1))[0]!, { kind: 'changed' })
        advance(19_999)
        assert.deepEqual(await frontier.lease(1), [])
      })

      test('one that ran out is due again, and counts as a failure', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1')])
        const [lost] = await frontier.lease(1)
        advance(15 * minute)
        const [again] = await frontier.lease(1)
        assert.equal(again?.url, lost?.url)
        assert.equal(again?.failureCount, 1)
        await frontier.settle(lost!, { kind: 'finished', reason: 'too late' })
        assert.equal((await frontier.find(lost!.url))?.state, 'leased')
      })

      test('those of a dead process can be taken back at once', async () => {
        const { frontier, again } = await start()
        await frontier.schedule([article('/1')])
        await frontier.lease(1)
        const { frontier: successor } = await again()
        assert.equal(await successor.releaseLeases(), 1)
        assert.equal((await successor.lease(1)).length, 1)
      })

      test('a page that brings the process down again and again does not hold up the others', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1')])
        await frontier.schedule([article('/2')])
        for (let crash = 0; crash < 4; crash++) {
          assert.equal((await frontier.lease(1))[0]?.url, article('/1').url)
          await frontier.releaseLeases()
        }
        assert.equal((await frontier.lease(1))[0]?.url, article('/2').url)
        await frontier.releaseLeases()
        advance(10 * minute)
        assert.equal((await frontier.find(article('/1').url))?.failureCount, 4)
      })

      test('two processes never get the same host', async () => {
        const { frontier, again } = await start()
        await frontier.schedule(Array.from({ length: 20 }, (_, index) => article('/1', `h${index}.example`)))
        const { frontier: other } = await again()
        const leased = (await Promise.all([frontier.lease(12), other.lease(12), frontier.lease(12)])).flat()
        assert.equal(leased.length, 20)
        assert.equal(new Set(leased.map(({ url }) => url)).size, 20)
      })
    })

    describe('the order', () => {
      test('fresh articles, then sources, then images, then revisits, then old articles', async () => {
        const { frontier, advance, now } = await start()
        await frontier.schedule([article('/seen')])
        await frontier.settle((await frontier.lease(1))[0]!, { kind: 'changed' })
        advance(politeness.revisitAfterMs)
        await frontier.schedule([
          { ...article('/old'), publishedAt: instantOf(epochMs(now()) - 30 * day) },
          candidate('/a.jpg', 'image'),
          candidate('/feed', 'feed'),
          { ...article('/fresh'), publishedAt: now() },
        ])
        assert.deepEqual(await visitAll(frontier, advance), ['/fresh', '/feed', '/a.jpg', '/seen', '/old'])
      })

      test('a source that has waited long goes before a flood of fresh articles', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([candidate('/feed', 'feed'), ...[1, 2, 3].map((each) => article(`/${each}`))])
        advance(hour)
        assert.deepEqual((await visitAll(frontier, advance))[0], '/feed')
      })

      test('no host waits for another: those that have been ready longest come first', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule(Array.from({ length: 50 }, (_, index) => article(`/${index}`, 'big.example')))
        advance(1)
        await frontier.schedule([article('/1', 'small.example')])
        const [first] = await frontier.lease(1)
        await frontier.settle(first!, { kind: 'changed' })
        advance(politeness.delayMs)
        const [second] = await frontier.lease(1)
        assert.equal(new URL(second!.url).host, 'small.example')
      })

      test('the hosts of one registrable domain share two visits at a time, and the delay', async () => {
        const { frontier, advance } = await start()
        const hosts = ['a', 'b', 'c', 'd'].map((label) => `${label}.paper.example`)
        await frontier.schedule([...hosts, 'other.example'].map((host) => article('/1', host)))
        const first = await frontier.lease(10)
        assert.deepEqual(first.map(hostOfDue).filter((host) => host.endsWith('paper.example')).length, 2)
        assert.ok(first.map(hostOfDue).includes('other.example'))
        for (const due of first) await frontier.settle(due, { kind: 'changed' })
        advance(1_000)
        const second = await frontier.lease(10)
        assert.equal(second.length, 1)
        assert.equal((await frontier.lease(10)).length, 0)
        advance(politeness.delayMs / 2)
        assert.equal((await frontier.lease(10)).length, 1)
      })

      test('revisits wait where they would cost a host more than its budget; fresh articles do not', async () => {
        const { frontier, advance } = await start({ revisitsPerHostPerDay: 24 })
        await frontier.schedule([article('/1'), article('/2'), article('/3')])
        for (let visits = 0; visits < 3; visits++) {
          await frontier.settle((await frontier.lease(1))[0]!, { kind: 'changed' })
          advance(politeness.delayMs)
        }
        advance(day)
        const revisited: string[] = []
        for (let asked = 0; asked < 3; asked++) {
          for (const due of await frontier.lease(1)) {
            revisited.push(due.url)
            await frontier.settle(due, { kind: 'changed' })
          }
          advance(politeness.delayMs)
        }
        assert.equal(revisited.length, 2)
        await frontier.schedule([article('/4')])
        assert.equal(new URL((await frontier.lease(1))[0]!.url).pathname, '/4')
      })

      test('what is hurried is first, even if it was finished', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1'), article('/2')])
        await frontier.settle((await frontier.lease(1))[0]!, { kind: 'finished', reason: 'no article' })
        advance(hour)
        await frontier.hurry(article('/1'))
        assert.equal(new URL((await frontier.lease(1))[0]!.url).pathname, '/1')
        await frontier.hurry(article('/new', 'b.example'))
        assert.equal((await frontier.lease(1)).length, 1)
      })
    })

    describe('coming back', () => {
      test('an article is looked at again after the first interval, then more rarely while it stays the same', async () => {
        const stage = await start()
        await stage.frontier.schedule([article('/1')])
        const waits = await waitsAfter(stage, [
          { kind: 'changed' },
          ...Array.from({ length: 12 }, () => ({ kind: 'unchanged' }) as const),
        ])
        assert.equal(waits[0], 6 * hour)
        assert.ok(Number(waits[1]) > 12 * hour)
        assert.equal(waits.at(-1), 90 * day)
      })

      test('one that keeps changing is looked at more often, on the evidence that the store keeps', async () => {
        const stage = await start()
        await stage.frontier.schedule([article('/1')])
        const waits = await waitsAfter(
          stage,
          Array.from({ length: 8 }, () => ({ kind: 'changed' })),
        )
        assert.ok(Number(waits.at(-1)) < hour, `${waits}`)
      })

      test('a source comes back after its own interval, and more rarely while it brings nothing', async () => {
        const stage = await start()
        await stage.frontier.schedule([candidate('/feed', 'feed')])
        assert.deepEqual(
          await waitsAfter(stage, [{ kind: 'changed' }, { kind: 'unchanged' }, { kind: 'changed' }]),
          [15 * minute, 18.75 * minute, 15 * minute],
        )
      })

      test('a finished sitemap that has changed since is looked at again', async () => {
        const { frontier, advance, now } = await start()
        await frontier.schedule([candidate('/sitemap-1.xml', 'sitemap')])
        const retired = { kind: 'finished', reason: 'retired' } as const
        await frontier.settle((await frontier.lease(1))[0]!, retired)
        assert.equal(await frontier.schedule([candidate('/sitemap-1.xml', 'sitemap')]), 0)
        advance(day)
        const changed = { ...candidate('/sitemap-1.xml', 'sitemap'), publishedAt: now() }
        assert.equal(await frontier.schedule([changed]), 1)
        assert.equal((await frontier.lease(1)).length, 1)
      })

      test('what is gone is looked at three times more, then never', async () => {
        const stage = await start()
        await stage.frontier.schedule([article('/1')])
        const waits = await waitsAfter(
          stage,
          Array.from({ length: 4 }, () => ({ kind: 'gone' })),
        )
        assert.deepEqual(waits, [day, 7 * day, 30 * day, null])
        assert.equal((await stage.frontier.find(article('/1').url))?.state, 'finished')
        assert.equal(await stage.frontier.nextDueAt(), null)
      })

      test('a failure is tried again after growing times', async () => {
        const stage = await start()
        await stage.frontier.schedule([article('/1')])
        const waits = await waitsAfter(
          stage,
          Array.from({ length: 4 }, () => ({ kind: 'failed', reason: 'no answer', retryAfterMs: null })),
        )
        assert.deepEqual(waits, [5 * minute, 10 * minute, 20 * minute, 40 * minute])
        assert.equal((await stage.frontier.find(article('/1').url))?.lastResult, 'failed: no answer')
      })

      test('Retry-After holds for the whole host', async () => {
        const { frontier, advance } = await start()
        await frontier.schedule([article('/1'), article('/2')])
        await frontier.settle((await frontier.lease(1))[0]!, {
          kind: 'failed',
          reason: '503',
          retryAfterMs: hour,
        })
        advance(hour - 1)
        assert.deepEqual(await frontier.lease(1), [])
        advance(1)
        assert.equal((await frontier.lease(1)).length, 1)
      })

      test('a host that fails again and again is left alone longer and longer', async () => {
        const { frontier, advance, now } = await start()
        await frontier.schedule(Array.from({ length: 9 }, (_, index) => article(`/${index}`)))
        const pauses: number[] = []
        for (let round = 0; round < 5; round++) {
          const [due] = await frontier.lease(1)
          await frontier.settle(due!, { kind: 'failed', reason: 'refused', retryAfterMs: null })
          let waited = 0
          while ((await frontier.nextReadyAt())! > now()) {
            advance(1000)
            waited += 1000
          }
          pauses.push(waited)
        }
        assert.deepEqual(pauses, [5000, 5000, minute, 2 * minute, 4 * minute])
      })

      test('validators are kept until others come', async () => {
        const { frontier, advance } = await start()
        const validators = { etag: '"1"', lastModified: null, captureId: 'urn:uuid:1' }
        await frontier.schedule([article('/1')])
        await frontier.settle((await frontier.lease(1))[0]!, { kind: 'changed', validators })
        advance(day)
        const [second] = await frontier.lease(1)
        assert.deepEqual(second!.validators, validators)
        await frontier.settle(second!, { kind: 'unchanged' })
        advance(10 * day)
        assert.deepEqual((await frontier.lease(1))[0]!.validators, validators)
      })
    })

    test('an empty frontier has nothing due', async () => {
      const { frontier } = await start()
      assert.equal(await frontier.nextDueAt(), null)
      assert.equal(await frontier.nextReadyAt(), null)
      assert.deepEqual(await frontier.lease(5), [])
      assert.deepEqual(await frontier.counts(), { waiting: 0, due: 0, leased: 0, finished: 0, hosts: 0 })
      assert.equal(await frontier.find(article('/1').url), null)
    })
  })
}

interface Stage {
  readonly frontier: Frontier
  readonly now: () => Instant
  readonly advance: (ms: number) => void
  /** The same store opened by another process, with the same clock. */
  readonly again: () => Promise<Stage>
}

type Limits = Pick<FrontierOptions, 'revisitsPerHostPerDay' | 'hostsPerSiteMax'>

function stageOn(
  store: FrontierStore,
  reopen: () => Promise<FrontierStore>,
  limits: Limits,
  time = { ms: Date.UTC(2026, 2, 1) },
): Stage {
  const clock: Clock = { now: () => instantOf(time.ms) }
  const frontier = createFrontier({ store, clock, politeness: () => politeness, ...limits })
  return {
    frontier,
    now: clock.now,
    advance: (ms) => {
      time.ms += ms
    },
    again: async () => stageOn(await reopen(), reopen, limits, time),
  }
}

function hostOfDue({ url }: { url: string }): string {
  return new URL(url).host
}

function article(path: string, host?: string): Candidate {
  return candidate(path, 'article', host)
}

function candidate(path: string, purpose: Purpose, host = 'a.example'): Candidate {
  const url = parseHttpUrl(`https://${host}${path}`)
  return { url, purpose, outletSlug: 'a', foundOn: null, publishedAt: null }
}

async function visitAll(frontier: Frontier, advance: (ms: number) => void): Promise<string[]> {
  const paths: string[] = []
  for (;;) {
    const [due] = await frontier.lease(1)
    if (!due) return paths
    paths.push(new URL(due.url).pathname)
    await frontier.settle(due, { kind: 'finished', reason: 'test' })
    advance(politeness.delayMs)
  }
}

/** Settles the only URL so, each time it falls due, and tells how long it then had to wait. */
async function waitsAfter(
  { frontier, advance, now }: Stage,
  settlements: readonly Parameters<Frontier['settle']>[1][],
): Promise<(number | null)[]> {
  const waits: (number | null)[] = []
  for (const settlement of settlements) {
    const [due] = await frontier.lease(1)
    assert.ok(due)
    await frontier.settle(due, settlement)
    const dueAt = await frontier.nextDueAt()
    waits.push(dueAt === null ? null : epochMs(dueAt) - epochMs(now()))
    const readyAt = await frontier.nextReadyAt()
    if (readyAt !== null) advance(epochMs(readyAt) - epochMs(now()))
  }
  return waits
}
