const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * When each of many made-up articles changed, in milliseconds from its publication on: six in ten never, a quarter
 * corrected once to three times, a tenth rewritten while the event unfolds, some live tickers, some standing pages
 * that go on changing every three days. The shares are a guess; the same for everybody who is measured.
 */
export function changeHistories(count: number): number[][] {
  const random = seeded(7)
  const wait = (meanMs: number) => -meanMs * Math.log(1 - random())
  return Array.from({ length: count }, () => {
    const kind = random()
    if (kind < 0.6) return []
    if (kind < 0.85) return corrected(random, wait)
    if (kind < 0.95) return until(5 * dayMs, (atMs) => wait(hourMs * Math.exp(atMs / (9 * hourMs))))
    if (kind < 0.98) return until(12 * hourMs, () => wait(600_000))
    return until(90 * dayMs, () => wait(3 * dayMs))
  })
}

function corrected(random: () => number, wait: (meanMs: number) => number): number[] {
  const count = 1 + Math.floor(random() * 3)
  const times = Array.from({ length: count }, () => wait(random() < 0.8 ? 4 * hourMs : 5 * dayMs))
  return times.sort((a, b) => a - b)
}

function until(endMs: number, next: (atMs: number) => number): number[] {
  const times: number[] = []
  for (let atMs = next(0); atMs < endMs; atMs += next(atMs)) times.push(atMs)
  return times
}

/** The same numbers in each run, from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
