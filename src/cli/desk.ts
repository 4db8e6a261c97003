import { statfsSync } from 'node:fs'
import { dueAt, isOverdue, similarCases } from '#access'
import type { Person } from '#accounts'
import { extractArticle } from '#article'
import { listSettings, type Settings } from '#config'
import {
  type CaptureId,
  decodeText,
  type Exchange,
  type Extraction,
  epochMs,
  type FieldEvidence,
  header,
  instantOf,
  type NotAnArticle,
  removeContentCoding,
  ServiceError,
  type SnapshotId,
  tryParseHttpUrl,
  urlKey,
} from '#model'
import { follow, snapshotNow } from '#pipeline'
import type { Copy, Desk, Failure, FailureView } from '#site'
import { decideAndRecord } from './decide-and-record.ts'
import type { House } from './house.ts'

/** The console's questions and acts, answered by the whole house. Each act is in the book under who did it. */
export function deskOf(house: House, signal: AbortSignal): Desk {
  const { parts, accounts, clock, settings, dataFolder } = house
  const record = (by: Person, what: string, subject: string, details: Record<string, string> = {}) =>
    accounts.record({ actor: by.id, what, subject, details })

  return {
    async overview() {
      const now = clock.now()
      const [cases, queue, nextDueAt, outlets, storage, crawl, erasures] = await Promise.all([
        parts.notices.cases(),
        parts.frontier.counts(),
        parts.frontier.nextDueAt(),
        this.outlets(),
        storageOf(house, dataFolder),
        house.crawlWatch.view(),
        parts.notices.openErasures(),
      ])
      const sources = outlets.filter(({ isFollowed }) => isFollowed).flatMap((outlet) => outlet.sources)
      return {
        cases: {
          open: cases.filter(({ decisions }) => decisions.length === 0).length,
          overdue: cases.filter((file) => isOverdue(file, now)).length,
        },
        queue: { ...queue, nextDueAt },
        sources: {
          working: sources.filter(({ state }) => state === 'working').length,
          troubled: sources.filter(({ state }) => state !== 'working').length,
        },
        crawl,
        storage,
        trouble: parts.archive.writeTrouble(),
        erasuresWaiting: erasures.length,
      }
    },

    cases: () => parts.notices.cases(),
    async case(caseNumber) {
      const file = await parts.notices.case(caseNumber)
      if (!file) return null
      return {
        file,
        dueAt: dueAt(file),
        similar: similarCases(file, await parts.notices.cases()),
        copies: await copiesOf(file.subject, house),
      }
    },
    decide: (ruling, by) => decideAndRecord(ruling, by.id, house),

    async outlets() {
      await parts.outlets.refresh()
      return Promise.all(
        parts.outlets.all().map(async ({ slug, name, followed, sources }) => {
          const urls = new Set(sources.map(({ url }) => url))
          const health = await parts.sourceHealth.ofOutlet(slug)
          return { slug, name, isFollowed: followed, sources: health.filter(({ url }) => urls.has(url)) }
        }),
      )
    },
    async follow(url, by) {
      const { outlet, found } = await follow(url, parts, { signal })
      await record(by, 'outlet.followed', outlet.slug, { url })
      return `${outlet.name}: ${found.length}`
    },
    async pause(slug, isFollowed, by) {
      const outlet = parts.outlets.find(slug)
      if (!outlet)
        throw new ServiceError(`There is no outlet ${slug}.`, {
          retry: 'never',
          toDo: 'Open the page again.',
        })
      await parts.outlets.save({ ...outlet, followed: isFollowed })
      await record(by, isFollowed ? 'outlet.followed' : 'outlet.paused', slug)
    },
    async capture(url, by) {
      const answer = await snapshotNow(url, parts, signal)
      await record(by, 'snapshot.asked', answer.kind === 'snapshot' ? answer.id : '', { url })
      return answer.kind === 'snapshot' ? { snapshotId: answer.id } : { reason: answer.reason }
    },

    async failures(limit) {
      const found = await Promise.all(
        (await parts.catalog.noSnapshots(limit)).map(
          async ({ capture, reason, at }): Promise<Failure | null> => {
            const held = await parts.archive.find(capture)
            return held && { captureId: capture, url: held.url, reason, at }
          },
        ),
      )
      return found.filter((each) => each !== null)
    },
    failure: (captureId) => failureOf(captureId as CaptureId, house),
    settings: () =>
      listSettings().map(({ path, description }) => ({ path, description, value: shown(path, settings) })),
  }
}

/** By the addresses and ids that a request names: the articles, every revision, and their reprints. */
async function copiesOf(subject: string, { parts }: House): Promise<Copy[]> {
  const { catalog, notices } = parts
  const own = new Set<SnapshotId>()
  for (const [, id] of subject.matchAll(/\b([0-9a-v]{18})\b/g)) {
    const held = await catalog.find(id as SnapshotId)
    if (held) own.add(held.snapshot.id)
  }
  for (const [text] of subject.matchAll(/https?:\/\/\S+/g)) {
    const url = tryParseHttpUrl(text)
    const article = url && (await catalog.articleByUrlKey(urlKey(url)))
    if (article) own.add(article.revisions.at(-1)!.id)
  }
  const relations = new Map<SnapshotId, Copy['relation']>()
  for (const id of own) {
    relations.set(id, 'itself')
    const held = await catalog.find(id)
    const article = held && (await catalog.article(held.snapshot.articleId))
    for (const revision of article?.revisions ?? []) {
      if (!relations.has(revision.id)) relations.set(revision.id, 'revision')
      for (const copy of await catalog.reprintsOf(revision.id))
        if (!relations.has(copy)) relations.set(copy, 'reprint')
    }
  }
  const ids = [...relations.keys()]
  const withheld = await notices.withheld(ids)
  return (await catalog.findMany(ids)).map((held) => ({
    held,
    relation: relations.get(held.snapshot.id) ?? 'itself',
    isWithheld: withheld.has(held.snapshot.id),
  }))
}

async function storageOf({ parts, clock }: House, dataFolder: string) {
  const { captures, bytes } = await parts.archive.counts()
  const capturesPerDay = await pacePerDay(captures, { parts, clock })
  const freeBytes = freeBytesOf(dataFolder)
  const bytesPerDay = captures > 0 ? (bytes / captures) * capturesPerDay : 0
  const daysLeft = freeBytes !== null && bytesPerDay > 0 ? Math.floor(freeBytes / bytesPerDay) : null
  return { segmentsBytes: bytes, captures, freeBytes, capturesPerDay, daysLeft }
}

/** Since the first capture, or since a week ago where snapshots tell more of the present. */
async function pacePerDay(
  captures: number,
  { parts, clock }: Pick<House, 'parts' | 'clock'>,
): Promise<number> {
  for await (const first of parts.archive.all()) {
    const days = (epochMs(clock.now()) - epochMs(first.capturedAt)) / 86_400_000
    return captures / Math.max(1, days)
  }
  return 0
}

function freeBytesOf(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}

async function failureOf(captureId: CaptureId, { parts }: House): Promise<FailureView | null> {
  const preserved = await parts.archive.read(captureId)
  if (!preserved) return null
  const { capture, exchange } = preserved
  const noted = (await parts.catalog.noSnapshots(5_000)).find((each) => each.capture === captureId)
  const bytes = unpacked(exchange, parts.limits.decodedBytesMax)
  const contentType = header(exchange.headers, 'content-type')
  const extraction = extractArticle(bytes, { url: capture.url, contentType, capturedAt: capture.capturedAt })
  const { text } = decodeText(bytes, contentType)
  return {
    captureId,
    url: capture.url,
    reason: noted?.reason ?? '',
    at: noted?.at ?? instantOf(epochMs(capture.capturedAt)),
    text: visibleText(text),
    result: extraction.kind === 'article' ? fieldsOf(extraction) : [notAnArticle(extraction.why)],
  }
}

const fieldsShown = ['title', 'publishedAt', 'outlet', 'language', 'channel', 'text'] as const

function fieldsOf({ article, evidence }: Extract<Extraction, { kind: 'article' }>): FailureView['result'] {
  return fieldsShown.flatMap((field) => {
    const value = (article as unknown as Record<string, unknown>)[field]
    if (value === undefined) return []
    const found = (evidence as Readonly<Record<string, FieldEvidence | undefined>>)[field]
    return [
      {
        field,
        value: String(value ?? '–').slice(0, 600),
        evidence: found ? `${found.rule}, ${found.where}` : '',
      },
    ]
  })
}

const notAnArticle = ({ reason, detail }: NotAnArticle) => ({ field: reason, value: detail, evidence: '' })

/** Roughly what a reader would see, in one pass whatever the markup; it is shown escaped. */
function visibleText(markup: string): string {
  const pieces: string[] = []
  for (let at = 0; at < markup.length; ) {
    const opens = markup.indexOf('<', at)
    pieces.push(markup.slice(at, opens < 0 ? markup.length : opens))
    if (opens < 0) break
    const hidden = /^<(script|style)\b/i.exec(markup.slice(opens, opens + 8))?.[1]?.toLowerCase()
    const ends = markup.indexOf('>', hidden ? Math.max(opens, markup.indexOf(`</${hidden}`, opens)) : opens)
    at = ends < 0 ? markup.length : ends + 1
    pieces.push(' ')
  }
  return pieces.join('').replace(/\s+/g, ' ').trim().slice(0, 20_000)
}

/** What cannot be unpacked is shown as it is. */
function unpacked({ headers, payload }: Exchange, bytesMax: number): Uint8Array {
  try {
    return removeContentCoding(headers, payload, bytesMax)
  } catch (error) {
    if (error instanceof RangeError) return payload
    throw error
  }
}

/** Tokens are counted, not shown. */
function shown(path: string, settings: Settings): string {
  const value = path
    .split('.')
    .reduce<unknown>((tree, key) => (tree as Readonly<Record<string, unknown>> | undefined)?.[key], settings)
  if (/token|password|secret/i.test(path))
    return Array.isArray(value) ? `${value.length}` : value ? '•••' : '–'
  return JSON.stringify(value) ?? '–'
}
