import type { FetchOutcome, Rendering } from '#fetch'
import type { Due, Settlement } from '#frontier'
import {
  type Capture,
  type CaptureId,
  type Exchange,
  type HttpUrl,
  header,
  type SnapshotId,
  urlKey,
  type WebState,
} from '#model'
import { imageInWords } from './image-in-words.ts'
import { leftOutOfArticle } from './left-out.ts'
import { hintsFor, outletOf } from './outlet-book.ts'
import type { Parts } from './parts.ts'
import { notesOf, preserveAll, preserveHops } from './preserve-visit.ts'
import { forbidsFollowing } from './privacy-wish.ts'
import { type CapturedPage, isFurtherPageOf, readArticle } from './read-article.ts'
import { noteUnreadLook, readSource } from './read-source.ts'
import { needsBrowser, renderPage } from './render-page.ts'
import { takeSnapshot } from './take-snapshot.ts'
import { isGone, noteGone, noteState, saysRemoved } from './web-state.ts'

/**
 * One visit, from a URL whose turn it is to a settled frontier. The settlement comes last: a crash before it
 * repeats work instead of losing it.
 */
export async function visit(due: Due, parts: Parts, signal: AbortSignal): Promise<void> {
  const looked = await look(due, parts, signal)
  const { settlement, outcome } = looked
  await noteUnreadLook(due, looked, parts)
  await parts.frontier.settle(due, settlement)
  parts.log.debug('visit.settled', {
    url: due.url,
    purpose: due.purpose,
    outcome,
    settlement: settlement.kind,
  })
}

/** What a visit needs to know of a URL. */
export type Target = Pick<Due, 'url' | 'purpose' | 'outletSlug' | 'foundOn' | 'visitCount' | 'validators'>

export interface Look {
  readonly settlement: Settlement
  readonly outcome: FetchOutcome['kind']
  /** Of the answer, where one came. */
  readonly status: number | null
  /** The snapshot that the address shows now, where it shows one. */
  readonly snapshotId: SnapshotId | null
}

/** A visit without a frontier: fetch, preserve, and take the snapshot if it is one. */
export async function look(due: Target, parts: Parts, signal: AbortSignal): Promise<Look> {
  const { fetcher } = parts
  if (await isExcluded(due.url, parts)) return refusedByOperator
  const purpose = due.purpose === 'article' || due.purpose === 'section' ? 'page' : due.purpose
  const validators = due.validators && { ...due.validators, captureId: due.validators.captureId as CaptureId }
  const request = { url: due.url, purpose, validators, referrer: due.foundOn } as const
  const { outcome, rendering } = needsBrowser(due, parts)
    ? await renderPage(due, parts, signal)
    : { outcome: await fetcher.fetch(request, { signal }), rendering: null }
  // A redirect may have led to what is kept out, or the decision came while the answer did.
  if ('exchange' in outcome && (await isExcluded(outcome.exchange.url, parts))) return refusedByOperator
  const { snapshotId = null, ...settlement } = await answer(due, { outcome, rendering }, parts, signal)
  const { crawlDelayMs } = await fetcher.robots(due.url)
  parts.count(outcome.kind)
  const status = 'exchange' in outcome ? outcome.exchange.status : null
  return { settlement: { crawlDelayMs, ...settlement }, outcome: outcome.kind, status, snapshotId }
}

async function isExcluded(url: HttpUrl, { notices }: Parts): Promise<boolean> {
  return (await notices.excluded([urlKey(url)])).size > 0
}

/** Nothing of it is kept, not even that it answered. */
const refusedByOperator: Look = {
  settlement: { kind: 'finished', reason: 'excluded by a decision of the operator' },
  outcome: 'disallowed',
  status: null,
  snapshotId: null,
}

type Answer = Settlement & { snapshotId?: SnapshotId }

/** What came, and what a browser made of it where the outlet needs one. */
interface Answered {
  readonly outcome: FetchOutcome
  readonly rendering: Rendering | null
}

async function answer(
  due: Target,
  { outcome, rendering }: Answered,
  parts: Parts,
  signal: AbortSignal,
): Promise<Answer> {
  switch (outcome.kind) {
    case 'disallowed':
      return { kind: 'disallowed', rule: outcome.rule }
    case 'refused':
      return { kind: 'failed', reason: refusalInWords(outcome), retryAfterMs: null, hostIsWell: true }
    case 'postponed':
      return { kind: 'postponed', reason: outcome.reason, waitMs: outcome.waitMs }
    case 'unreachable':
      await noteVisit(due, 'unreachable', null, parts)
      return { kind: 'failed', reason: outcome.reason, retryAfterMs: outcome.retryAfterMs }
    case 'not-modified':
      return answerNotModified(due, outcome, parts)
    case 'fetched':
      return answerFetched(due, outcome, rendering, parts, signal)
  }
}

async function answerNotModified(
  due: Target,
  { exchange, hops }: Extract<FetchOutcome, { kind: 'not-modified' }>,
  parts: Parts,
): Promise<Answer> {
  const of = due.validators?.captureId as CaptureId | undefined
  if (!of || !(await parts.archive.find(of))) {
    // Nobody asked, or what it is the same as is lost: the next visit asks for the whole page.
    const reason = 'status 304 to something that is not held'
    return { kind: 'failed', reason, retryAfterMs: null, hostIsWell: true, validators: null }
  }
  const capture = await parts.archive.preserveNotModified(exchange, of, {
    via: due.foundOn,
    notes: notesOf(due, exchange.url),
  })
  await preserveHops(due, hops, capture, parts)
  await noteVisit(due, 'live', capture, parts)
  return { kind: 'unchanged' }
}

async function answerFetched(
  due: Target,
  { exchange, hops, retryAfterMs }: Extract<FetchOutcome, { kind: 'fetched' }>,
  rendering: Rendering | null,
  parts: Parts,
  signal: AbortSignal,
): Promise<Answer> {
  if (exchange.status === 429 || exchange.status >= 500) {
    await noteVisit(due, 'unreachable', null, parts)
    return { kind: 'failed', reason: `status ${exchange.status}`, retryAfterMs }
  }
  const capture = await preserveAll(due, { exchange, hops, rendering }, parts)
  if (isGone(due.url, exchange)) {
    if (due.purpose === 'article') await noteGone(due.url, capture, parts)
    return { kind: 'gone' }
  }
  if (exchange.status >= 300) {
    return { kind: 'failed', reason: `status ${exchange.status}`, retryAfterMs, hostIsWell: true }
  }

  // A page that is made by its scripts may have changed though its own bytes have not.
  const validators = rendering ? null : validatorsOf(exchange, capture)
  switch (due.purpose) {
    case 'image':
      return { kind: 'finished', reason: imageInWords(exchange, parts.limits) }
    case 'article':
      return {
        ...(await answerArticle(due, { capture, exchange, dom: rendering?.dom ?? null }, parts, signal)),
        validators,
      }
    default: {
      const settlement = await readSource(due, exchange, parts)
      return settlement.kind === 'failed' ? settlement : { ...settlement, validators }
    }
  }
}

async function answerArticle(
  due: Target,
  page: CapturedPage,
  parts: Parts,
  signal: AbortSignal,
): Promise<Answer> {
  const until = performance.now() + furtherPagesMsMax
  const isClosed = forbidsFollowing(page, parts.limits)
  const nextPage = async (url: HttpUrl) =>
    performance.now() < until && !isClosed ? furtherPage(url, due, page, parts, signal) : null
  const hints = hintsFor(due.outletSlug, page.exchange.url, parts.outlets)
  const reading = await readArticle(page, nextPage, parts.limits, hints)
  const outcome = await takeSnapshot(
    reading,
    page,
    ({ outlet }) => outletOf(due.outletSlug, page.exchange.url, outlet, parts.outlets),
    parts,
  )
  if (outcome.kind === 'not-an-article') {
    parts.log.info('visit.no-article', { url: due.url, reason: outcome.why.reason })
    const isRemoved = saysRemoved(outcome.why)
    if (isRemoved) await noteVisit(due, 'gone', page.capture, parts)
    if (isRemoved && due.visitCount > 0) return { kind: 'gone' }
    return { kind: 'finished', reason: `no article (${outcome.why.reason})` }
  }
  const { snapshot } = outcome
  if (outcome.kind === 'new') {
    const { id, url, revisionNumber: revision } = snapshot
    parts.log.info('snapshot.taken', { id, url, revision })
  }
  // Of an unchanged one too: a crash may have come between the snapshot and its images.
  const images = snapshot.article.images.slice(0, parts.limits.imagesPerArticleMax)
  await parts.frontier.schedule(
    images.map((image) => ({
      url: image.url,
      purpose: 'image' as const,
      outletSlug: snapshot.outletSlug,
      foundOn: page.exchange.url,
      publishedAt: null,
    })),
  )
  const note = reading.kind === 'article' ? leftOutOfArticle(reading, page.exchange, parts.limits) : null
  return { kind: outcome.kind === 'new' ? 'changed' : 'unchanged', snapshotId: snapshot.id, note }
}

/**
 * A robots.txt may ask for a day between two requests. A visit that sat it out would keep its place from others and
 * outlast its lease; the article stays incomplete instead.
 */
const furtherPageWaitMsMax = 30_000
/** For the same reason no further page is begun after so long: twelve pages, 20 s apart. */
const furtherPagesMsMax = 240_000

/** Page 2 and on of a paged article: fetched at once, at the host's pace, so that one snapshot holds it whole. */
async function furtherPage(
  url: HttpUrl,
  due: Target,
  first: CapturedPage,
  parts: Parts,
  signal: AbortSignal,
): Promise<CapturedPage | null> {
  if (!isFurtherPageOf(first, url)) return null
  const outcome = await parts.fetcher.fetch(
    { url, purpose: 'page', referrer: first.exchange.url },
    { signal, waitMsMax: furtherPageWaitMsMax },
  )
  if (outcome.kind !== 'fetched' || outcome.exchange.status !== 200) return null
  const { exchange, hops } = outcome
  const belonging = { via: first.exchange.url, concurrentTo: first.capture.id }
  const notes = { ...notesOf(due, due.url), purpose: 'further-page' }
  const capture = await parts.archive.preserve(exchange, { ...belonging, notes })
  for (const hop of hops) {
    await parts.archive.preserve(hop, { ...belonging, notes: { ...notes, purpose: 'redirect' } })
  }
  return { capture, exchange }
}

async function noteVisit(due: Target, state: WebState, capture: Capture | null, parts: Parts): Promise<void> {
  if (due.purpose !== 'article') return
  await noteState(due.url, { state, at: capture?.capturedAt ?? parts.clock.now(), capture }, parts)
}

function validatorsOf({ headers }: Exchange, capture: Capture): Target['validators'] {
  const etag = header(headers, 'etag')
  const lastModified = header(headers, 'last-modified')
  return etag || lastModified ? { etag, lastModified, captureId: capture.revisitOf ?? capture.id } : null
}

/** Why our own guard refused, and where an operator who means it makes an exception. */
export function refusalInWords({ reason, because }: Extract<FetchOutcome, { kind: 'refused' }>): string {
  const exceptions =
    because === 'address' ? ' (the settings fetch.allowAddresses and fetch.allowPorts make exceptions)' : ''
  return `refused: ${reason}${exceptions}`
}
