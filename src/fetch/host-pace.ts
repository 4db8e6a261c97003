import { type Clock, epochMs, type HttpUrl, hostOf, siteOf } from '#model'
import type { PaceStore } from './pace-store.ts'

export interface HostPaceOptions {
  /** What the outlet is owed between two requests to one host, beyond what its robots.txt asks. */
  readonly delayMs: (url: HttpUrl) => number
  /** From robots.txt, as far as it is known; null where it says none. */
  readonly crawlDelayMs: (url: HttpUrl) => number | null
  /** Where other processes of this service ask the same hosts. */
  readonly shared?: {
    readonly store: PaceStore
    readonly clock: Clock
    /** No turn takes longer. */
    readonly turnMsMax: number
  }
}

/** A host's turn: nobody else asks it before `done`. */
export interface Turn {
  /** What it was asked has ended. `status` is null where no answer came. */
  done(end: { durationMs: number; status: number | null; retryAfterMs: number | null }): void
}

/**
 * Who may ask which host when. Whatever asks, for a robots.txt, a page, the target of a redirect or an image, waits
 * for its turn here, so that no host sees two requests closer than its delay:
 *
 * - one at a time to a host, then its delay (the outlet's, the Crawl-delay, or as long as its last answer took,
 *   whichever is longest);
 * - all hosts of one registrable domain together get no more than two hosts would;
 * - 429 and 503 leave the whole domain alone for as long as `Retry-After` says, or for 30 s, doubling.
 */
export interface HostPace {
  /** Resolves with the turn once it has come, or with what is left to wait where that is longer than `waitMsMax`. */
  turn(url: HttpUrl, terms: { waitMsMax: number; signal: AbortSignal }): Promise<Turn | { waitMs: number }>
}

const hostsPerSite = 2
/** A server that takes longer than this is slow for reasons that waiting does not cure. */
const throttleMsMax = 30_000
const backOffMsFirst = 30_000
const backOffMsMost = 3_600_000
/** Then those forgotten whose delay is over. */
const statesKeptMax = 20_000

interface Pace {
  freeAtMs: number
  /** When the last request to it ended; null before the first. */
  endedAtMs: number | null
  /** Resolves when nobody who came before is at it any more. */
  last: Promise<void>
  waiting: number
  /** Answers of 429 and 503 in a row. */
  refusals: number
}

export function createHostPace(options: HostPaceOptions): HostPace {
  const { shared } = options
  const hosts = new Map<string, Pace>()
  const sites = new Map<string, Pace>()

  return {
    async turn(url, { waitMsMax, signal }) {
      const host = paceOf(hosts, hostOf(url))
      const site = paceOf(sites, siteOf(url))
      const deadlineMs = performance.now() + waitMsMax
      const before = host.last
      let leave = () => {}
      const left = new Promise<void>((resolve) => {
        leave = resolve
      })
      host.last = before.then(() => left)
      host.waiting++
      try {
        const isMine = host.waiting === 1 || (await within(before, waitMsMax, signal))
        // Another host of the site, or another process, may take its turn meanwhile.
        for (;;) {
          const waitMs = isMine ? waitMsFor(url) : freeAtMs(url) - performance.now()
          if (isMine && waitMs <= 0) break
          if (!isMine || performance.now() + waitMs > deadlineMs) {
            release(host, leave)
            return { waitMs: Math.max(waitMs, delayMsOf(url), 1) }
          }
          await pause(waitMs, signal)
        }
      } catch (error) {
        release(host, leave)
        throw error
      }
      site.freeAtMs = Math.max(site.freeAtMs, performance.now() + delayMsOf(url) / hostsPerSite)
      return { done: (end) => done(url, { host, site, leave }, end) }
    },
  }

  function done(
    url: HttpUrl,
    { host, site, leave }: { host: Pace; site: Pace; leave: () => void },
    { durationMs, status, retryAfterMs }: Parameters<Turn['done']>[0],
  ): void {
    const now = performance.now()
    // A host that is owed no delay, such as one of the operator's own, is not throttled either.
    const owedMs = delayMsOf(url)
    const delayMs = owedMs === 0 ? 0 : Math.max(owedMs, Math.min(durationMs, throttleMsMax))
    host.endedAtMs = now
    host.freeAtMs = now + delayMs
    site.freeAtMs = Math.max(site.freeAtMs, now + delayMs / hostsPerSite)
    if (status === 429 || status === 503) {
      const doubledMs = Math.min(backOffMsFirst * 2 ** Math.min(site.refusals++, 20), backOffMsMost)
      site.freeAtMs = Math.max(site.freeAtMs, now + (retryAfterMs ?? doubledMs))
    } else if (status !== null) site.refusals = 0
    release(host, leave)
    giveBack(url, { host: host.freeAtMs - now, site: site.freeAtMs - now })
  }

  function release(host: Pace, leave: () => void): void {
    host.waiting--
    leave()
  }

  function freeAtMs(url: HttpUrl): number {
    const host = hosts.get(hostOf(url))
    // The Crawl-delay may be known only since the request before: that for robots.txt.
    const delayEndMs = host && host.endedAtMs !== null ? host.endedAtMs + delayMsOf(url) : 0
    return Math.max(host?.freeAtMs ?? 0, delayEndMs, sites.get(siteOf(url))?.freeAtMs ?? 0)
  }

  /** 0 or less: the turn is ours, also before other processes. */
  function waitMsFor(url: HttpUrl): number {
    const waitMs = freeAtMs(url) - performance.now()
    const delayMs = delayMsOf(url)
    if (waitMs > 0 || !shared || delayMs === 0) return waitMs
    const now = epochMs(shared.clock.now())
    const terms = { now, until: now + shared.turnMsMax, siteSpacingMs: delayMs / hostsPerSite }
    return shared.store.take(hostOf(url), siteOf(url), terms)
  }

  function giveBack(url: HttpUrl, inMs: { host: number; site: number }): void {
    if (!shared || (inMs.host <= 0 && inMs.site <= 0)) return
    const now = epochMs(shared.clock.now())
    shared.store.giveBack(hostOf(url), siteOf(url), { host: now + inMs.host, site: now + inMs.site })
  }

  function delayMsOf(url: HttpUrl): number {
    return Math.max(options.delayMs(url), options.crawlDelayMs(url) ?? 0)
  }
}

function paceOf(paces: Map<string, Pace>, name: string): Pace {
  let pace = paces.get(name)
  if (!pace) {
    if (paces.size >= statesKeptMax) forgetFree(paces)
    pace = { freeAtMs: 0, endedAtMs: null, last: Promise.resolve(), waiting: 0, refusals: 0 }
    paces.set(name, pace)
  }
  return pace
}

function forgetFree(paces: Map<string, Pace>): void {
  const now = performance.now()
  for (const [name, { freeAtMs, waiting }] of paces) if (waiting === 0 && freeAtMs < now) paces.delete(name)
}

/** False where it takes longer. */
function within(work: Promise<void>, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = () => settle(() => reject(signal.reason))
    const settle = (act: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      act()
    }
    const timer = setTimeout(() => settle(() => resolve(false)), ms)
    signal.addEventListener('abort', abort, { once: true })
    work.then(() => settle(() => resolve(true)))
  })
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await within(new Promise(() => {}), Math.ceil(ms), signal)
}
