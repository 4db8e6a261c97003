import {
  type Clock,
  epochMs,
  hostOf,
  type Instant,
  instantOf,
  type Politeness,
  siteOf,
  type UrlKey,
  urlKey,
} from '#model'
import type { Candidate, Frontier, Settlement } from './frontier.ts'
import { type FrontierStore, type NewEntry, ranks } from './frontier-store.ts'
import { hostWaitMs, planNext, rankOfNew } from './schedule.ts'

export interface FrontierOptions {
  readonly store: FrontierStore
  readonly clock: Clock
  /** What the outlet asks for; the stricter of it and robots.txt holds. */
  readonly politeness: (outletSlug: string, host: string) => Politeness
  /** How long a host is left alone that fails again and again: first so long, then doubling. */
  readonly hostBackOff?: { readonly firstMs: number; readonly mostMs: number }
  /** How long a lease lasts; longer than any visit takes. */
  readonly leaseMs?: number
  /** Visits at a time, and a delay, among all hosts of one registrable domain; each host's own delay holds besides. */
  readonly hostsPerSiteMax?: number
  /** Those of the addresses that an operator keeps out; nobody's by default. */
  readonly excluded?: (keys: readonly UrlKey[]) => Promise<ReadonlySet<UrlKey>>
  /** What looking again at articles may cost one host. */
  readonly revisitsPerHostPerDay?: number
}

const dayMs = 86_400_000
/** A source may be overdue by so much before it goes ahead of fresh articles. */
const sourcePatienceMs = 1_800_000

/** The queue of URLs due: rules here, rows in the store. A crash at any point repeats a visit and loses none. */
export function createFrontier(options: FrontierOptions): Frontier {
  const { store, clock, politeness } = options
  const hostBackOff = options.hostBackOff ?? { firstMs: 60_000, mostMs: 3_600_000 }
  const leaseMs = options.leaseMs ?? 900_000
  const hostsPerSiteMax = options.hostsPerSiteMax ?? 2
  const revisitIntervalMs = dayMs / (options.revisitsPerHostPerDay ?? 2000)
  const later = (ms: number): Instant => instantOf(epochMs(clock.now()) + ms)

  return {
    schedule: async (candidates) => store.add(await allowed(candidates.map(entryFor))),

    async lease(limit) {
      const leases = await store.lease(limit, {
        now: clock.now(),
        until: later(leaseMs),
        sourcePatienceMs,
        hostsPerSiteMax,
        revisitIntervalMs,
      })
      return leases.map(({ leaseId, entry }) => ({
        ...candidateOf(entry),
        leaseId,
        visitCount: entry.visitCount,
        failureCount: entry.failureCount,
        validators: entry.validators,
      }))
    },

    async settle(due, settlement) {
      const lease = await store.findLease(due.leaseId)
      if (!lease) return // It ran out; whoever has it now settles it.
      const { entry, host } = lease
      const polite = politeness(entry.outletSlug, host.host)
      const { waitMs, ...plan } = planNext(entry, settlement, polite, epochMs(clock.now()))
      const crawlDelayMs = settlement.crawlDelayMs === undefined ? host.crawlDelayMs : settlement.crawlDelayMs
      const delayMs = Math.max(polite.delayMs, crawlDelayMs ?? 0)
      const isPostponed = settlement.kind === 'postponed'
      const hostFailureCount = isPostponed ? host.failureCount : failuresOf(host.failureCount, settlement)
      const hostMs = isPostponed ? settlement.waitMs : hostWaitMs(hostFailureCount, delayMs, hostBackOff)
      await store.settle(due.leaseId, {
        entry: {
          ...plan,
          dueAt: waitMs === null ? null : later(waitMs),
          lastVisitAt: isPostponed ? entry.lastVisitAt : clock.now(),
          validators: settlement.validators === undefined ? entry.validators : settlement.validators,
        },
        host: {
          freeAt: later(Math.max(hostMs, retryAfterMsOf(settlement))),
          crawlDelayMs,
          failureCount: hostFailureCount,
        },
        siteSpacingMs: Math.round(delayMs / hostsPerSiteMax),
      })
    },

    nextDueAt: () => store.nextDueAt(),
    nextReadyAt: () => store.nextReadyAt(),

    async find(url) {
      const entry = await store.find(urlKey(url))
      if (!entry) return null
      const { addedAt, state, visitCount, failureCount, lastVisitAt, lastResult } = entry
      const dueAt = state === 'finished' ? null : entry.dueAt
      return {
        ...candidateOf(entry),
        addedAt,
        state,
        dueAt,
        visitCount,
        failureCount,
        lastVisitAt,
        lastResult,
      }
    },

    forget: (keys) => store.forget(keys),
    async hurry(candidate) {
      for (const entry of await allowed([entryFor(candidate)]))
        await store.hasten({ ...entry, rank: ranks.hurried })
    },
    counts: () => store.counts(clock.now()),
    releaseLeases: () => store.releaseLeases(),
  }

  async function allowed(entries: readonly NewEntry[]): Promise<readonly NewEntry[]> {
    const excluded = await options.excluded?.(entries.map(({ key }) => key))
    return excluded && excluded.size > 0 ? entries.filter(({ key }) => !excluded.has(key)) : entries
  }

  function entryFor(candidate: Candidate): NewEntry {
    const now = clock.now()
    const publishedMs = candidate.publishedAt === null ? null : epochMs(candidate.publishedAt)
    return {
      ...candidateOf(candidate),
      key: urlKey(candidate.url),
      host: hostOf(candidate.url),
      site: siteOf(candidate.url),
      rank: rankOfNew(candidate.purpose, publishedMs, epochMs(now)),
      addedAt: now,
      dueAt: now,
    }
  }
}

function candidateOf({ url, purpose, outletSlug, foundOn, publishedAt }: Candidate): Candidate {
  return { url, purpose, outletSlug, foundOn, publishedAt }
}

/** Visits in a row at which the host was at fault. */
function failuresOf(before: number, settlement: Settlement): number {
  return settlement.kind === 'failed' && !settlement.hostIsWell ? before + 1 : 0
}

function retryAfterMsOf(settlement: Settlement): number {
  return settlement.kind === 'failed' ? (settlement.retryAfterMs ?? 0) : 0
}
