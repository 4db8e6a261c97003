import type { HeldSnapshot, MatchedExcerpt, SnapshotSummary, SnapshotView } from '#access'
import type { Article, Capture } from '#model'

/** A snapshot as the API answers it: what was extracted, and what is known of it now. */
export function snapshotRecord(view: SnapshotView, baseUrl: string) {
  const { snapshot, connections, revisionCount } = view.held
  const { article } = snapshot
  return {
    id: snapshot.id,
    articleId: snapshot.articleId,
    url: snapshot.url,
    capturedAt: snapshot.capturedAt,
    status: view.article.webState,
    statusSince: view.article.webStateSince,
    statusHistory: view.article.webStateHistory ?? [],
    article: true,
    reason: null,
    title: article.title,
    kicker: article.kicker,
    subtitle: article.subtitle,
    authors: article.authors,
    dateline: article.dateline,
    publishedAt: article.publishedAt,
    modifiedAt: article.modifiedAt,
    outlet: article.outlet ?? view.outlet?.name ?? null,
    outletSlug: snapshot.outletSlug,
    source: article.source,
    reprintedFrom: article.reprintedFrom,
    channel: connections.channel,
    region: connections.region,
    language: article.language,
    canonicalUrl: article.canonicalUrl,
    text: article.text,
    images: article.images,
    complete: article.complete,
    ...aboutPage(article),
    story: connections.story,
    revision: { number: snapshot.revisionNumber, count: revisionCount },
    previous: view.previous,
    next: view.next,
    reprintOf: connections.reprintOf,
    digests: snapshot.digests,
    log: view.logPosition && { leafIndex: view.logPosition.leafIndex, proved: view.proved },
    links: snapshotLinks(snapshot.id, baseUrl),
  }
}

/** The text as a tree, with the language of each passage that is in another than the article. */
export function bodyRecord({ held: { snapshot } }: SnapshotView) {
  return { body: snapshot.article.body }
}

/** What each field was read by, and by which extractor: asked for where fields are doubted. */
export function evidenceRecord({ held: { snapshot } }: SnapshotView) {
  return { extractorVersion: snapshot.extractorVersion, evidence: snapshot.evidence ?? {} }
}

/** What stands folded under the item of a list: enough to name it, under the same names. */
export function summaryRecord(summary: SnapshotSummary) {
  const { revisionNumber, revisionCount, webState, ...rest } = summary
  return { ...rest, status: webState, revision: { number: revisionNumber, count: revisionCount } }
}

/** With `summaryRecord`, the item of a list: all fields of a snapshot but its place in the log. */
export function contentRecord({ snapshot }: HeldSnapshot) {
  const { article, digests } = snapshot
  const { kicker, subtitle, authors, dateline, modifiedAt, source, reprintedFrom } = article
  const { canonicalUrl, text, images, complete } = article
  return {
    article: true,
    reason: null,
    kicker,
    subtitle,
    authors,
    dateline,
    modifiedAt,
    source,
    reprintedFrom,
    canonicalUrl,
    text,
    images,
    complete,
    ...aboutPage(article),
    digests,
  }
}

/** What the page tells of the article besides its text; older snapshots lack some of it. */
function aboutPage(article: Article) {
  const { originalTitle = null, cited = [], section, keywords, twins = [] } = article
  const { licence = null, access = null } = article
  return { originalTitle, cited, section, keywords, twins, licence, access }
}

/** The passage as text, and which characters of it matched: `[start, end)` in UTF-16 units. */
export function excerptRecord({ pieces, startsInside, endsInside, contained }: MatchedExcerpt) {
  const matches: [number, number][] = []
  let excerpt = startsInside ? '…' : ''
  for (const { text, matched } of pieces) {
    if (matched) matches.push([excerpt.length, excerpt.length + text.length])
    excerpt += text
  }
  return {
    excerpt: endsInside ? `${excerpt}…` : excerpt,
    matches,
    ...(contained !== undefined && { contained }),
  }
}

export function captureRecord(capture: Capture, mementoUrl: string) {
  const { url, capturedAt, status, mediaType, payloadDigest } = capture
  return { url, capturedAt, status, mediaType, payloadDigest, memento: mementoUrl }
}

function snapshotLinks(id: string, baseUrl: string) {
  const page = `${baseUrl}/s/${id}`
  return {
    page,
    original: `${page}/original`,
    proof: `${page}/proof.json`,
    text: `${page}.txt`,
    markdown: `${page}.md`,
    warc: `${page}.warc.gz`,
    wacz: `${page}.wacz`,
  }
}
