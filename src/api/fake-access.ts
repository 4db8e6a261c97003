import {
  type Access,
  type CaptureScope,
  PassageError,
  QueryError,
  type SnapshotSummary,
  type SnapshotView,
  type Tombstone,
} from '#access'
import {
  articleIdOf,
  type Block,
  type Capture,
  type CaptureId,
  type Exchange,
  emptyPage,
  type HttpUrl,
  type Instant,
  parseChannelSlug,
  parseHttpUrl,
  parseInstant,
  parseNewsTime,
  type SegmentId,
  type SnapshotId,
  sha256Digest,
  snapshotIdOf,
  storyIdOf,
  urlKey,
} from '#model'

type Original = { capture: Capture; exchange: Exchange }

/** A small archive in memory, for tests: one article in two revisions, an image, a style sheet, a redirect. */
export class FakeAccess implements Access {
  readonly verifierKey = 'news.example/log+6703e191+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c'
  readonly keyChanges: readonly string[] = []
  readonly held = new Map<SnapshotId, SnapshotView>()
  readonly tombstones = new Map<SnapshotId, Tombstone>()
  readonly originals: Original[] = []
  /** What `capturesUnder` was asked for. */
  readonly scopes: CaptureScope[] = []

  capture(
    url: string,
    at: string,
    body: string | Uint8Array,
    options: { type?: string; status?: number; headers?: [string, string][] } = {},
  ): Capture {
    const { type = 'text/html; charset=utf-8', status = 200, headers = [] } = options
    const httpUrl = parseHttpUrl(url)
    const payload = Buffer.from(body as Uint8Array)
    const capture: Capture = {
      id: `urn:uuid:${this.originals.length}` as CaptureId,
      url: httpUrl,
      urlKey: urlKey(httpUrl),
      capturedAt: parseInstant(at),
      status,
      mediaType: type.split(';')[0] ?? null,
      payloadDigest: sha256Digest(payload),
      recordDigest: sha256Digest(`record ${url} ${at}`),
      revisitOf: null,
      truncated: false,
      location: { segmentId: 'a.warc.gz' as SegmentId, offsetBytes: 0, lengthBytes: 1234 },
    }
    const exchange: Exchange = {
      url: httpUrl,
      startedAt: capture.capturedAt,
      durationMs: 1,
      remoteAddress: null,
      requestBytes: new Uint8Array(),
      responseBytes: payload,
      status,
      headers: [['Content-Type', type], ['Set-Cookie', 'a=1'], ...headers],
      payload,
      truncated: null,
    }
    this.originals.push({ capture, exchange })
    return capture
  }

  hold(capture: Capture, { title, text, body }: { title: string; text: string; body?: Block[] }): SnapshotId {
    const id = snapshotIdOf(capture.id, capture.capturedAt)
    const articleId = articleIdOf(capture.urlKey)
    const earlier = [...this.held.values()].filter((view) => view.held.snapshot.articleId === articleId)
    const revisionNumber = earlier.length + 1
    const snapshot: SnapshotView['held']['snapshot'] = {
      id,
      articleId,
      url: capture.url,
      urlKey: capture.urlKey,
      captureIds: [capture.id],
      capturedAt: capture.capturedAt,
      outletSlug: 'morning-post',
      article: {
        title,
        kicker: null,
        subtitle: null,
        authors: [{ name: '王小明', role: 'reporter' }],
        dateline: null,
        publishedAt: parseNewsTime('2023-09-20T11:50:00+08:00'),
        modifiedAt: null,
        outlet: '晨报',
        source: '晨报',
        reprintedFrom: null,
        section: null,
        keywords: [],
        language: 'zh-Hans',
        canonicalUrl: null,
        body: body ?? [{ kind: 'paragraph', runs: [{ text }] }],
        text,
        images: [],
        nextPageUrl: null,
        complete: true,
      },
      revisionNumber,
      digests: { record: capture.recordDigest, payload: capture.payloadDigest, text: sha256Digest(text) },
      evidence: { title: { rule: 'h1 heading', where: 'body > h1', sure: 0.9 } },
      extractorVersion: '1',
    }
    const connections = {
      channel: parseChannelSlug('society'),
      region: '济南',
      story: storyIdOf(id),
      reprintOf: null,
    }
    const views = [...earlier, { held: { snapshot, connections } }]
    const revisions = views.map(
      ({ held }): SnapshotSummary => summaryOf(held.snapshot, held.connections, views.length),
    )
    const article: SnapshotView['article'] = {
      id: articleId,
      url: capture.url,
      outletSlug: 'morning-post',
      firstCapturedAt: views[0]?.held.snapshot.capturedAt ?? capture.capturedAt,
      lastSeenAt: capture.capturedAt,
      webState: 'live',
      webStateSince: capture.capturedAt,
      revisions,
    }
    for (const [at, { held }] of views.entries()) {
      this.held.set(held.snapshot.id, {
        kind: 'snapshot',
        held: { ...held, revisionCount: views.length },
        outlet: null,
        article,
        reprintOf: null,
        lineage: null,
        previous: revisions[at - 1]?.id ?? null,
        next: revisions[at + 1]?.id ?? null,
        heldImages: [],
        capture: null,
        logPosition: { leafIndex: 7 },
        proved: true,
      })
    }
    return id
  }

  async snapshot(id: SnapshotId) {
    return this.tombstones.get(id) ?? this.held.get(id) ?? null
  }

  async contents(ids: readonly SnapshotId[]) {
    return ids.flatMap((id) => this.held.get(id)?.held ?? [])
  }

  async related(id: SnapshotId) {
    const summary = this.#summaries().find((each) => each.id !== id)
    const pieces = [
      { text: '前文', matched: false },
      { text: '济南', matched: true },
    ]
    const excerpt = { pieces, startsInside: true, endsInside: false }
    return summary ? [{ summary, relation: 'story' as const, excerpt, reprints: [] }] : []
  }

  async newest(_: unknown, { cursor }: { cursor: string | null }) {
    if (cursor !== null) throw new RangeError('The cursor does not belong to this list.')
    const items = this.#summaries()
    return { items, next: 'more', total: { value: items.length, exact: true } }
  }

  async changes() {
    return emptyPage
  }

  async search(text: string, { cursor }: { cursor: string | null }) {
    if (text.includes('('))
      throw new QueryError('A parenthesis is not closed.', 0, 'Close it.', { code: 'group-not-closed' })
    if (cursor !== null) throw new RangeError('The cursor does not belong to this list.')
    const excerpt = { pieces: [{ text, matched: true }], startsInside: false, endsInside: true }
    const items = this.#summaries().map((summary) => ({ summary, excerpt, score: 1, reprints: [] }))
    return { items, next: null, total: { value: items.length, exact: false } }
  }

  async searchFacets(): ReturnType<Access['searchFacets']> {
    const [from, to] = ['2024-01-01T00:00:00.000Z' as Instant, '2024-01-02T00:00:00.000Z' as Instant]
    const total = this.#summaries().length
    return {
      total,
      channel: [{ value: 'society', count: total }],
      outlet: [],
      author: [],
      region: [],
      language: [],
      state: [],
      reprint: [{ value: 'no', count: total }],
      revised: [],
      histogram: { unit: 'day', buckets: [{ from, to, count: total }] },
    }
  }

  async suggest(text: string): ReturnType<Access['suggest']> {
    const outlet = {
      kind: 'outlet',
      text: '晨报',
      query: 'outlet:morning-post',
      count: 1,
      outletSlug: 'morning-post',
    } as const
    const author = { kind: 'author', text: '王小明', query: 'author:王小明', count: 1 } as const
    return text.length > 50 ? [] : [outlet, author]
  }

  async lookup(url: HttpUrl) {
    const view = [...this.held.values()].find(({ held }) => held.snapshot.urlKey === urlKey(url))
    const captures = await this.captures(url)
    const noSnapshotReason =
      view || captures.length === 0 ? null : { reason: 'list-page', at: captures[0]!.capturedAt }
    return { url, article: view?.article ?? null, captures, noSnapshotReason }
  }

  async article(id: string) {
    return [...this.held.values()].find(({ article }) => article.id === id)?.article ?? null
  }

  async searchChanges(text: string): ReturnType<Access['searchChanges']> {
    if (text.length < 4) throw new PassageError()
    const summary = this.#summaries()[0]
    if (!summary) return []
    const { id, capturedAt: at } = summary
    const span = { since: id, sinceAt: at, last: id, lastAt: at, until: null, untilAt: null }
    const excerpt = { pieces: [{ text, matched: true }], startsInside: true, endsInside: false }
    return [{ summary, excerpt, contained: 1, isExact: true, spans: [span], change: null }]
  }

  async lineage() {
    return null
  }

  async compare() {
    return null
  }

  async story(id: string) {
    const members = this.#summaries().filter(({ story }) => story === id)
    const entries = members.map((summary) => ({ summary, reprints: [] }))
    return entries[0]
      ? { id: entries[0].summary.story!, title: entries[0].summary.title, entries, outletCount: 1 }
      : null
  }

  async channels() {
    const name = { zh: '社会', zhHant: '社會', en: 'Society' }
    return [{ channel: { slug: parseChannelSlug('society'), name, mediaTopic: 'medtop:14000000' }, count: 2 }]
  }

  async sourceHealth(slug: string): ReturnType<Access['sourceHealth']> {
    if (slug !== 'morning-post') return null
    const at = '2024-01-01T08:00:00.000Z' as Instant
    const url = 'https://news.example/feed.xml' as HttpUrl
    const times = { since: at, lastLookAt: at, lastSuccessAt: at, newestAt: null }
    return [
      { url, kind: 'feed', state: 'thin', reason: 'too few', expectedCount: 40.4, foundCount: 3, ...times },
    ]
  }

  async outlets() {
    return []
  }

  async outlet() {
    return null
  }

  async counts() {
    return { articles: 1, snapshots: 2, stories: 1, captures: 3, outlets: 1, treeSize: 8 }
  }

  async receipt(id: SnapshotId) {
    return {
      format: 'verbatim-receipt/1' as const,
      statement: { subject: id, fields: {} },
      salts: {},
      entry: '',
      leafIndex: 7,
      treeSize: 8,
      inclusionProof: [],
      checkpoint: '',
      verifierKey: this.verifierKey,
    }
  }

  async original(id: SnapshotId) {
    const captureId = this.held.get(id)?.held.snapshot.captureIds[0]
    return this.originals.find(({ capture }) => capture.id === captureId) ?? null
  }

  async memento(url: HttpUrl, at: string) {
    const distance = ({ capture }: Original) => Math.abs(Date.parse(capture.capturedAt) - Date.parse(at))
    const held = this.originals.filter(({ capture }) => capture.urlKey === urlKey(url))
    return held.sort((a, b) => distance(a) - distance(b))[0] ?? null
  }

  async captures(url: HttpUrl) {
    return this.originals.map(({ capture }) => capture).filter((capture) => capture.urlKey === urlKey(url))
  }

  async *capturesUnder(scope: CaptureScope) {
    this.scopes.push(scope)
    yield* this.originals
      .map(({ capture }) => capture)
      .filter(({ urlKey }) => urlKey >= (scope.from ?? ''))
      .sort((a, b) => (a.urlKey < b.urlKey ? -1 : a.urlKey > b.urlKey ? 1 : 0))
  }

  async image() {
    return null
  }

  async exportWarc() {
    return bytesOf('WARC/1.1')
  }

  async exportWacz() {
    return bytesOf('PK')
  }

  async fileNotice(): Promise<never> {
    throw new Error('The API files no notices.')
  }

  async removals() {
    const byKind = { withhold: 0, erase: 0, exclude: 0, correct: 0, refuse: 0, restore: 0 }
    return { requests: 0, undecided: 0, byKind, decisions: [], next: null }
  }
  async noticeStatus() {
    return null
  }

  async checkpoint() {
    return 'news.example/log\n8\n'
  }

  async tile(path: string) {
    if (path === 'tile/entries/000.p/8') return Buffer.from('an entry, '.repeat(20))
    return path === 'tile/0/000.p/8' || path === 'tile/0/x001/067' ? new Uint8Array(32) : null
  }

  #summaries(): SnapshotSummary[] {
    return [...this.held.values()].map(({ held }) =>
      summaryOf(held.snapshot, held.connections, held.revisionCount),
    )
  }
}

function summaryOf(
  snapshot: SnapshotView['held']['snapshot'],
  connections: SnapshotView['held']['connections'],
  revisionCount: number,
): SnapshotSummary {
  const { id, articleId, url, outletSlug, capturedAt, revisionNumber, article } = snapshot
  const { title, outlet, language, publishedAt } = article
  const lists = { lead: article.text.slice(0, 20), reprintCount: 0, webState: 'live' as const, image: null }
  return {
    id,
    articleId,
    url,
    title,
    outletSlug,
    outlet,
    language,
    publishedAt,
    capturedAt,
    ...connections,
    ...lists,
    revisionNumber,
    revisionCount,
  }
}

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text)
}
