import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Candidate, createFrontier } from '#frontier'
import { instantOf, parseHttpUrl, urlKey } from '#model'
import { ranks, type StoredEntry } from '../src/frontier/frontier-store.ts'
import { planNext } from '../src/frontier/schedule.ts'
import { openFrontierStore } from '../src/stores/sqlite/frontier-store.ts'
import { holdAgainstFloors } from './floors.ts'
import { changeHistories } from './revisit-histories.ts'

/** A million URLs waiting on a thousand hosts: memory and time; then what each revisit schedule sees for its requests. */
export async function benchFrontier({ out }: { out: (line: string) => void }): Promise<void> {
  const peakMb = await benchQueue(out)
  const besideNewsCrawl = benchRevisits(out)
  holdAgainstFloors(
    'frontier',
    { 'memory.ofGoal': peakMbMax / peakMb, 'revisits.besideNewsCrawl': besideNewsCrawl },
    out,
  )
}

const peakMbMax = 400

const hostCount = 1_000
const urlCount = 1_000_000

/** @returns Peak memory in MB. */
async function benchQueue(out: (line: string) => void): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-frontier-'))
  const store = openFrontierStore(join(folder, 'frontier.db'))
  let nowMs = Date.UTC(2026, 0, 1)
  const politeness = { delayMs: 5_000, sourceIntervalMs: 900_000, revisitAfterMs: 3_600_000 }
  const clock = { now: () => instantOf(nowMs) }
  const frontier = createFrontier({ store, clock, politeness: () => politeness })
  try {
    const adding = processorMs()
    for (let at = 0; at < urlCount; at += 10_000)
      await frontier.schedule(Array.from({ length: 10_000 }, (_, index) => candidate(at + index)))
    out(`queued ${urlCount.toLocaleString('en')} URLs: ${perSecond(urlCount, adding())} a CPU-second`)

    const visits = 5_000
    const visiting = processorMs()
    let visited = 0
    while (visited < visits) {
      for (const due of await frontier.lease(32)) {
        await frontier.settle(due, { kind: 'changed' })
        visited++
      }
      nowMs += 200
    }
    out(`lease and settlement, a million waiting: ${(visiting() / visited).toFixed(2)} CPU-ms`)
    const peakMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
    out(`peak memory of the process: ${peakMb.toFixed(0)} MB (goal: under ${peakMbMax})`)
    return peakMb
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

function candidate(number: number): Candidate {
  const host = `www.paper${number % hostCount}.example`
  const url = parseHttpUrl(`https://${host}/2026/01/01/article-${number}.html`)
  return {
    url,
    purpose: 'article',
    outletSlug: `paper${number % hostCount}`,
    foundOn: null,
    publishedAt: null,
  }
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** From one look to the next: how long, after a look that found a change or none. */
type Schedule = () => (isChanged: boolean | null, ageMs: number) => number

/** @returns How many times the changes a request the peer sees. */
function benchRevisits(out: (line: string) => void): number {
  const histories = changeHistories(4_000)
  const changes = histories.reduce((sum, each) => sum + each.length, 0)
  out(`revisits over 90 days of ${histories.length} articles with ${changes} changes:`)
  const mine = seenBy(ours, histories)
  const peer = seenBy(newsCrawl, histories)
  const times = ({ changes, requests }: typeof mine) => changes / requests / (peer.changes / peer.requests)
  for (const [name, seen] of [
    ['ours', mine],
    ["news-crawl's", peer],
  ] as const) {
    const share = ((100 * seen.changes) / changes).toFixed(1)
    const each = seen.changes / seen.requests
    const ratio = times(seen).toFixed(2)
    out(
      `  ${name.padEnd(13)} ${seen.requests} requests, ${share} % of changes seen, ${each.toFixed(3)} a request (${ratio} times the peer)`,
    )
  }
  return times(mine)
}

/** Common Crawl's settings of StormCrawler's AdaptiveScheduler: 90 minutes to 90 days, half more or a fifth less. */
const newsCrawl: Schedule = () => {
  let waitMs = 90 * minuteMs
  return (isChanged) => {
    if (isChanged !== null) waitMs *= isChanged ? 0.8 : 1.5
    waitMs = Math.min(Math.max(waitMs, 90 * minuteMs), 90 * dayMs)
    return waitMs
  }
}

const ours: Schedule = () => {
  const politeness = { delayMs: 0, sourceIntervalMs: 0, revisitAfterMs: 60 * minuteMs }
  let entry = newEntry()
  return (isChanged, ageMs) => {
    const kind = isChanged === false ? 'unchanged' : 'changed'
    const { waitMs, ...plan } = planNext(entry, { kind }, politeness, ageMs)
    entry = { ...entry, ...plan, lastVisitAt: instantOf(ageMs) }
    return waitMs ?? Number.POSITIVE_INFINITY
  }
}

function newEntry(): StoredEntry {
  const url = parseHttpUrl('https://paper.example/1')
  return {
    ...{
      url,
      key: urlKey(url),
      host: 'paper.example',
      purpose: 'article',
      outletSlug: 'paper',
      foundOn: null,
    },
    ...{ publishedAt: null, rank: ranks.fresh, addedAt: instantOf(0), dueAt: instantOf(0), state: 'leased' },
    ...{ visitCount: 0, failureCount: 0, absenceCount: 0, intervalMs: null, changeRecord: null },
    ...{ lastVisitAt: null, lastResult: null, validators: null },
  }
}

function seenBy(schedule: Schedule, histories: readonly (readonly number[])[]) {
  let requests = 0
  let changes = 0
  for (const history of histories) {
    const next = schedule()
    let passed = 0
    for (let ageMs = next(null, 0); ageMs <= 90 * dayMs; ) {
      requests++
      const before = passed
      while (passed < history.length && (history[passed] ?? 0) <= ageMs) passed++
      if (passed > before) changes++
      ageMs += next(passed > before, ageMs)
    }
  }
  return { requests, changes }
}

function processorMs(): () => number {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
}

function perSecond(count: number, ms: number): string {
  return Math.round((count / ms) * 1000).toLocaleString('en')
}
