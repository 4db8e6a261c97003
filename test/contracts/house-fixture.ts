import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Access, createAccess } from '#access'
import { createArchive } from '#archive'
import type { Fetcher, FetchOutcome, FetchRequest } from '#fetch'
import { createFrontier, type Due } from '#frontier'
import {
  type Clock,
  type Exchange,
  type HttpUrl,
  instantOf,
  type Log,
  type Outlet,
  parseHttpMessage,
  parseHttpUrl,
  removeTransferCoding,
} from '#model'
import { openOutletBook, type Parts } from '#pipeline'
import { openEmbeddedStores, type Stores } from '#stores'
import { createStories } from '#stories'
import { createTransparencyLog } from '#transparency'

export interface House {
  readonly folder: string
  readonly stores: Stores
  readonly parts: Parts
  readonly access: Access
  readonly fetcher: ScriptedFetcher
  readonly clock: TestClock
  /** Event names with their fields, of warnings and errors. */
  readonly complaints: string[]
  close(): Promise<void>
}

/** All rooms over the embedded engines in a folder, with a clock and a network that the test sets. */
export async function openTestHouse(folder: string = temporaryFolder()): Promise<House> {
  const clock = testClock()
  const complaints: string[] = []
  const log = logInto(complaints)
  const stores = await openEmbeddedStores(folder, { use: 'shared', logName: 'log.example' })
  const archive = createArchive({
    segments: stores.segments,
    index: stores.captures,
    clock,
    log,
    software: 'Verbatim/test',
    packageSigner: stores.packageSigner,
  })
  await archive.recover()
  const politeness = { delayMs: 0, sourceIntervalMs: 86_400_000, revisitAfterMs: 86_400_000 }
  const outlets = await openOutletBook(stores.outlets, { politeness })
  const { catalog, search, notices } = stores
  const stories = createStories({ catalog, search, clock, corrections: stores.corrections })
  const transparency = await createTransparencyLog({
    store: stores.log,
    signingKey: stores.signingKey,
    origin: stores.signingKey.name,
    clock,
    log,
  })
  const fetcher = scriptedFetcher(clock)
  const frontier = createFrontier({
    store: stores.frontier,
    clock,
    politeness: () => politeness,
    excluded: (keys) => notices.excluded(keys),
  })
  const parts: Parts = {
    fetcher,
    renderer: { render: (url) => fetcher.fetch({ url, purpose: 'page' }), async close() {} },
    frontier,
    outlets,
    archive,
    catalog,
    stories,
    transparency,
    notices,
    sourceHealth: stores.sourceHealth,
    clock,
    log,
    limits: {
      noarchive: 'honour',
      robotsAgent: 'Verbatim',
      concurrency: 4,
      delayMs: 0,
      imagesPerArticleMax: 5,
      pagesPerArticleMax: 4,
      linksPerSourceMax: 100,
      sitemapDepthMax: 3,
      decodedBytesMax: 5_000_000,
      decodedRatioMax: 1000,
    },
    count() {},
  }
  let randoms = 0
  const access = createAccess({
    catalog,
    search,
    stories,
    archive,
    log: transparency,
    notices,
    outlets: async () => outlets.all(),
    sourceHealth: (slug) => stores.sourceHealth.ofOutlet(slug),
    clock,
    random: (bytes) => new Uint8Array(bytes).fill(++randoms),
  })
  return {
    folder,
    stores,
    parts,
    access,
    fetcher,
    clock,
    complaints,
    async close() {
      await archive.close()
      await transparency.close()
      await stores.close()
    },
  }
}

export interface TestClock extends Clock {
  forward(ms: number): void
}

/** Goes on by a second with every look. */
function testClock(): TestClock {
  let ms = Date.UTC(2026, 0, 5, 8)
  return {
    now() {
      ms += 1000
      return instantOf(ms)
    },
    forward(by) {
      ms += by
    },
  }
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Where its redirects led before this answer came. */
  readonly finalUrl?: string
}

type Scripted = Answer | FetchOutcome | (() => Answer | FetchOutcome | Promise<FetchOutcome>)

export interface ScriptedFetcher extends Fetcher {
  readonly asked: FetchRequest[]
  /** What a URL answers from now on; what has no answer is a 404. */
  answer(url: string, answer: Scripted): void
}

function scriptedFetcher(clock: Clock): ScriptedFetcher {
  const answers = new Map<string, Scripted>()
  const asked: FetchRequest[] = []
  return {
    asked,
    answer: (url, answer) => void answers.set(url, answer),
    async fetch(request) {
      asked.push(request)
      const scripted = answers.get(request.url) ?? { status: 404, body: '<title>404</title>' }
      const answer = typeof scripted === 'function' ? await scripted() : scripted
      return 'kind' in answer ? answer : fetched(request.url, answer, clock)
    },
    async robots() {
      return { allowed: true, rule: null, crawlDelayMs: null, sitemaps: [], answer: '404' }
    },
    async close() {},
  }
}

export function fetched(asked: HttpUrl, answer: Answer, clock: Clock): FetchOutcome {
  const { finalUrl } = answer
  if (!finalUrl)
    return { kind: 'fetched', exchange: exchangeOf(asked, answer, clock), hops: [], retryAfterMs: null }
  const hop = exchangeOf(asked, { status: 302, headers: { location: finalUrl } }, clock)
  const exchange = exchangeOf(parseHttpUrl(finalUrl), answer, clock)
  return { kind: 'fetched', exchange, hops: [hop], retryAfterMs: null }
}

export function exchangeOf(
  url: HttpUrl,
  { status = 200, headers = {}, body = '' }: Answer,
  clock: Clock,
): Exchange {
  const fields = { 'content-type': 'text/html; charset=utf-8', ...headers }
  const bytes = Buffer.from(body)
  const head = Object.entries({ ...fields, 'content-length': bytes.length }).map((field) => field.join(': '))
  const responseBytes = Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} X\r\n${head.join('\r\n')}\r\n\r\n`),
    bytes,
  ])
  const message = parseHttpMessage(responseBytes)
  return {
    url,
    startedAt: clock.now(),
    durationMs: 5,
    remoteAddress: '192.0.2.1',
    requestBytes: Buffer.from(`GET ${new URL(url).pathname} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`),
    responseBytes,
    status,
    headers: message.headers,
    payload: removeTransferCoding(message.headers, message.body),
    truncated: null,
  }
}

/** What the frontier would give out for an article. */
export function dueArticle(url: string, more: Partial<Due> = {}): Due {
  return {
    url: parseHttpUrl(url),
    purpose: 'article',
    outletSlug: 'paper',
    foundOn: null,
    publishedAt: null,
    leaseId: 'none',
    visitCount: 0,
    failureCount: 0,
    validators: null,
    ...more,
  }
}

export function paperOutlet(more: Partial<Outlet> = {}): Outlet {
  return {
    slug: 'paper',
    name: 'The Paper',
    homepage: parseHttpUrl('https://www.paper.example/'),
    language: 'en',
    channel: null,
    region: null,
    sources: [],
    politeness: { delayMs: 0, sourceIntervalMs: 60_000, revisitAfterMs: 3_600_000 },
    followed: true,
    ...more,
  }
}

export interface ArticlePage {
  readonly title: string
  /** Chooses the words of the text: other seeds, other texts. */
  readonly seed: number
  readonly canonical?: string
  readonly next?: string
  readonly image?: string
  readonly added?: string
  readonly publishedAt?: string
}

export function articlePage({
  title,
  seed,
  canonical,
  next,
  image,
  added,
  publishedAt,
}: ArticlePage): string {
  const paragraphs = Array.from({ length: 5 }, (_, index) => `<p>${sentence(seed * 31 + index)}</p>`)
  return `<!doctype html><html lang="en"><head><title>${title}</title>
    <meta property="article:published_time" content="${publishedAt ?? '2026-01-05T07:00:00Z'}">
    ${canonical ? `<link rel="canonical" href="${canonical}">` : ''}</head>
    <body><article><h1>${title}</h1>${image ? `<figure><img src="${image}" alt=""><figcaption>The bridge</figcaption></figure>` : ''}
    ${paragraphs.join('')}${added ? `<p>${added}</p>` : ''}</article>
    ${next ? `<p><a rel="next" href="${next}">Next page</a></p>` : ''}</body></html>`
}

const nouns = [
  'council',
  'bridge',
  'harbour',
  'school',
  'orchard',
  'museum',
  'tram',
  'library',
  'market',
  'river',
]
const verbs = ['opened', 'closed', 'praised', 'visited', 'repaired', 'measured', 'painted', 'counted']

function sentence(seed: number): string {
  const pick = (list: readonly string[], n: number) => list[(seed * 7 + n * n * 3 + n) % list.length]
  const clauses = Array.from(
    { length: 4 },
    (_, n) => `the ${pick(nouns, n)} of district ${seed}${n} ${pick(verbs, n + 1)} its ${pick(nouns, n + 5)}`,
  )
  return `On day ${seed}, ${clauses.join(', and ')}.`
}

const folders: string[] = []
process.once('exit', () => {
  for (const each of folders) rmSync(each, { recursive: true, force: true })
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-house-'))
  folders.push(folder)
  return folder
}

function logInto(complaints: string[]): Log {
  const complain = (event: string, fields: object = {}) =>
    void complaints.push(`${event} ${JSON.stringify(fields)}`)
  const log: Log = { debug() {}, info() {}, warn: complain, error: complain, with: () => log }
  return log
}
