import assert from 'node:assert/strict'
import { describe, type mock, test } from 'node:test'
import { type HttpUrl, parseHttpUrl } from '#model'
import { createHostPace, type HostPace, type Turn } from './host-pace.ts'

const url = (text: string) => parseHttpUrl(`http://${text}/`)
const well = { durationMs: 1, status: 200, retryAfterMs: null }

/** Takes a turn in made-up time. @returns how long it took to come, or null where it was put off. */
async function asked(
  pace: HostPace,
  at: HttpUrl,
  end: Parameters<Turn['done']>[0] = well,
): Promise<number | null> {
  const from = performance.now()
  const turn = await pace.turn(at, { waitMsMax: 600_000, signal: AbortSignal.timeout(1e8) })
  if ('waitMs' in turn) return null
  const waited = performance.now() - from
  turn.done(end)
  return waited
}

describe('the turn of a host', () => {
  let nowMs = 0
  const paceOf = (delayMs: number, crawlDelayMs: number | null = null) =>
    createHostPace({ delayMs: () => delayMs, crawlDelayMs: () => crawlDelayMs })

  /** Timers fire at once, and the clock stands where they should have. */
  function madeUpTime(t: { mock: typeof mock }): void {
    nowMs = 1_000
    t.mock.method(performance, 'now', () => nowMs)
    const real = setTimeout
    t.mock.method(globalThis, 'setTimeout', ((act: () => void, ms: number) =>
      ms >= 600_000
        ? real(() => {}, 0)
        : real(() => {
            nowMs += ms
            act()
          }, 0)) as typeof setTimeout)
  }

  const cases: readonly (readonly [title: string, run: () => Promise<unknown>, expected: unknown])[] = [
    ['comes at once where it was not asked before', () => asked(paceOf(2000), url('a.example')), 0],
    [
      'comes after its delay, whatever is asked',
      async () => {
        const pace = paceOf(2000)
        return [await asked(pace, url('a.example')), await asked(pace, url('a.example'))]
      },
      [0, 2000],
    ],
    [
      'comes after the Crawl-delay where that is longer',
      async () => {
        const pace = paceOf(2000, 7000)
        return [await asked(pace, url('a.example')), await asked(pace, url('a.example'))]
      },
      [0, 7000],
    ],
    [
      'comes after as long as its last answer took',
      async () => {
        const pace = paceOf(2000)
        await asked(pace, url('a.example'), { ...well, durationMs: 9000 })
        return asked(pace, url('a.example'))
      },
      9000,
    ],
    [
      'of another host of its registrable domain comes after half the delay; of other domains at once',
      async () => {
        const pace = paceOf(2000)
        await asked(pace, url('www.a.co.uk'))
        return [await asked(pace, url('img.a.co.uk')), await asked(pace, url('www.b.co.uk'))]
      },
      [1000, 0],
    ],
    [
      'after 429 and 503 comes when Retry-After says, for the whole domain',
      async () => {
        const pace = paceOf(10)
        await asked(pace, url('www.a.example'), { ...well, status: 429, retryAfterMs: 60_000 })
        return asked(pace, url('img.a.example'))
      },
      60_000,
    ],
    [
      'after 429 and 503 without Retry-After comes later each time',
      async () => {
        const pace = paceOf(10)
        const waits: (number | null)[] = []
        for (let time = 0; time < 4; time++)
          waits.push(await asked(pace, url('a.example'), { ...well, status: 503 }))
        return waits
      },
      [0, 30_000, 60_000, 120_000],
    ],
    [
      'is put off where it is further away than one may wait',
      async () =>
        asked(paceOf(10), url('a.example'), well).then(async () => {
          const pace = paceOf(700_000)
          await asked(pace, url('a.example'))
          return asked(pace, url('a.example'))
        }),
      null,
    ],
  ]
  for (const [title, run, expected] of cases)
    test(title, async (t) => {
      madeUpTime(t)
      assert.deepEqual(await run(), expected)
    })

  test('is one at a time', async () => {
    const pace = paceOf(0)
    const signal = AbortSignal.timeout(1e8)
    const first = await pace.turn(url('a.example'), { waitMsMax: 1000, signal })
    let cameSecond = false
    const second = pace.turn(url('a.example'), { waitMsMax: 1000, signal }).then((turn) => {
      cameSecond = true
      return turn
    })
    await new Promise((wake) => setImmediate(wake))
    assert.equal(cameSecond, false)
    assert.ok(!('waitMs' in first))
    first.done(well)
    assert.ok(!('waitMs' in (await second)))
  })

  test('that nobody wants any more is the next one’s', async () => {
    const pace = paceOf(0)
    const stop = new AbortController()
    const first = await pace.turn(url('a.example'), { waitMsMax: 1000, signal: stop.signal })
    const second = pace.turn(url('a.example'), { waitMsMax: 1000, signal: stop.signal })
    const third = pace.turn(url('a.example'), { waitMsMax: 1000, signal: AbortSignal.timeout(1e8) })
    stop.abort(new Error('enough'))
    await assert.rejects(second, /enough/)
    assert.ok(!('waitMs' in first))
    first.done(well)
    assert.ok(!('waitMs' in (await third)))
  })
})
