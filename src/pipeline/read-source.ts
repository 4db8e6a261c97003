import type { Purpose, Settlement } from '#frontier'
import type { Exchange, SourceKind } from '#model'
import { afterLook, type Breakage, type SourceLook } from '#sources'
import { findCandidates } from './find-candidates.ts'
import type { Parts } from './parts.ts'
import type { Look, Target } from './visit.ts'

/** Reads a feed, sitemap or section page that was fetched: what it names goes into the frontier, how it does is noted. */
export async function readSource(due: Target, exchange: Exchange, parts: Parts): Promise<Settlement> {
  const found = await findCandidates(due, exchange, parts)
  if ('broken' in found) {
    return { kind: 'failed', reason: found.broken, retryAfterMs: null, hostIsWell: true }
  }
  const newCount = await parts.frontier.schedule(found.candidates)
  await parts.hubs?.noteFeed(due, exchange)
  const { articleCount, newestAt, outOfScope, retired } = found
  await note(due, { kind: 'read', at: parts.clock.now(), foundCount: articleCount, newestAt }, parts)
  parts.log.info('source.read', {
    source: due.url,
    found: found.candidates.length,
    new: newCount,
    outOfScope,
  })
  if (retired && newCount === 0) return { kind: 'finished', reason: retired }
  return { kind: newCount > 0 ? 'changed' : 'unchanged', note: found.leftOut }
}

/** Notes looks that gave nothing to read. One that was postponed is none. */
export async function noteUnreadLook(
  due: Target,
  { settlement, outcome, status }: Pick<Look, 'settlement' | 'outcome' | 'status'>,
  parts: Parts,
): Promise<void> {
  const at = parts.clock.now()
  if (outcome === 'not-modified' && settlement.kind === 'unchanged') {
    return note(due, { kind: 'unchanged', at }, parts)
  }
  switch (settlement.kind) {
    case 'gone': {
      const reason = 'its address answers that it is gone, or leads to the home page'
      return note(due, { kind: 'failed', at, reason, breakage: 'gone' }, parts)
    }
    case 'disallowed': {
      const reason = `robots.txt forbids it: ${settlement.rule}`
      return note(due, { kind: 'failed', at, reason, breakage: 'forbidden' }, parts)
    }
    case 'failed': {
      const { reason } = settlement
      return note(due, { kind: 'failed', at, reason, breakage: breakageOf(outcome, status) }, parts)
    }
  }
}

function breakageOf(outcome: Look['outcome'], status: number | null): Breakage {
  if (outcome === 'unreachable' || outcome === 'refused') return outcome
  return status !== null && status >= 300 ? 'status' : 'unreadable'
}

/** Of the sources that an outlet's file names: what an index led to comes and goes. */
async function note(due: Target, look: SourceLook, { sourceHealth }: Parts): Promise<void> {
  if (!isSourceKind(due.purpose) || due.foundOn !== null) return
  const source = { url: due.url, kind: due.purpose, outletSlug: due.outletSlug }
  await sourceHealth.save(afterLook(await sourceHealth.find(due.url), source, look))
}

function isSourceKind(purpose: Purpose): purpose is SourceKind {
  return purpose === 'feed' || purpose === 'sitemap' || purpose === 'section'
}
