import { type Clock, epochMs, type HttpUrl, parseHttpUrl, tryParseHttpUrl } from '#model'
import type { RobotsVerdict } from './fetch-outcome.ts'
import { parseRobots, type RobotsTxt } from './robots-txt.ts'

/** How asking for robots.txt ended. */
export type RobotsAnswer =
  | { readonly kind: 'text'; readonly text: string; readonly answer: string }
  /** It does not exist (4xx): everything is allowed. RFC 9309 §2.3.1.3. */
  | { readonly kind: 'none'; readonly answer: string }
  /** Nobody knows (5xx, no answer): nothing is allowed for now. RFC 9309 §2.3.1.4. */
  | ({ readonly kind: 'unknown'; readonly answer: string } & Unknown)

export interface Unknown {
  /** Our own guard refuses its address, its turn is too far away, or its origin gave no answer that tells. */
  readonly because: 'guard' | 'pace' | 'origin'
  readonly retryAfterMs: number | null
}

export type RobotsLookup = RobotsVerdict & { readonly unknown: Unknown | null }

export interface RobotsCacheOptions {
  readonly clock: Clock
  /** The product token. */
  readonly agent: string
  /** How long an answer holds. RFC 9309 §2.4: no longer than a day. */
  readonly ttlMs: number
  /** How long it is taken as unknown. */
  readonly unknownTtlMs: number
  readonly ask: (robotsUrl: HttpUrl) => Promise<RobotsAnswer>
}

// Parsed texts are a few times their characters in memory.
const charsKeptMax = 16 * 1024 * 1024

export interface RobotsCache {
  lookUp(url: HttpUrl): Promise<RobotsLookup>
  /** Of what is known already; null where nothing is, or it asks for none. */
  crawlDelayMs(url: HttpUrl): number | null
}

interface Held {
  readonly entry: Promise<Entry>
  until: number
  chars: number
  crawlDelayMs: number | null
}

/** Asks each origin for its robots.txt once, and keeps the answer for a while; many questions at once are one. */
export function createRobotsCache(options: RobotsCacheOptions): RobotsCache {
  const kept = new Map<string, Held>()
  let charsKept = 0

  return {
    crawlDelayMs: (url) => kept.get(new URL(url).origin)?.crawlDelayMs ?? null,
    async lookUp(url) {
      const { origin } = new URL(url)
      const now = epochMs(options.clock.now())
      let held = kept.get(origin)
      if (!held || held.until <= now) {
        forget(origin)
        held = {
          entry: options.ask(parseHttpUrl('/robots.txt', url)).then(read),
          until: now + options.ttlMs,
          chars: 0,
          crawlDelayMs: null,
        }
        kept.set(origin, held)
        remember(origin, held)
      }
      return verdictFor(await held.entry, url, options.agent)
    },
  }

  function remember(origin: string, held: Held): void {
    held.entry.then(
      (entry) => {
        held.crawlDelayMs = entry.robots.verdict(options.agent, origin).crawlDelayMs
        if (kept.get(origin) !== held) return
        const now = epochMs(options.clock.now())
        held.until = now + ttlMsOf(entry.unknown)
        held.chars = entry.chars
        charsKept += entry.chars
        for (const oldest of kept.keys()) {
          if (charsKept <= charsKeptMax && kept.size <= 10_000) break
          if (oldest !== origin) forget(oldest)
        }
      },
      () => forget(origin),
    )
  }

  /** One that was only postponed is asked for when its turn has come. */
  function ttlMsOf(unknown: Unknown | null): number {
    if (!unknown) return options.ttlMs
    const { unknownTtlMs } = options
    return unknown.because === 'pace'
      ? Math.min(unknown.retryAfterMs ?? unknownTtlMs, unknownTtlMs)
      : unknownTtlMs
  }

  function forget(origin: string): void {
    charsKept -= kept.get(origin)?.chars ?? 0
    kept.delete(origin)
  }
}

interface Entry {
  readonly robots: RobotsTxt
  readonly chars: number
  readonly answer: string
  readonly unknown: Unknown | null
}

function read(answer: RobotsAnswer): Entry {
  const text = answer.kind === 'text' ? answer.text : ''
  return {
    robots: parseRobots(text),
    chars: text.length + 200,
    answer: answer.answer,
    unknown:
      answer.kind === 'unknown' ? { because: answer.because, retryAfterMs: answer.retryAfterMs } : null,
  }
}

function verdictFor({ robots, answer, unknown }: Entry, url: HttpUrl, agent: string): RobotsLookup {
  const verdict = robots.verdict(agent, url)
  return {
    allowed: verdict.allowed && !unknown,
    rule: verdict.rule,
    crawlDelayMs: verdict.crawlDelayMs,
    sitemaps: verdict.sitemaps.map((each) => tryParseHttpUrl(each, url)).filter((each) => each !== null),
    answer,
    unknown,
  }
}
