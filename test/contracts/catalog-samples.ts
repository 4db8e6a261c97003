import {
  type Article,
  articleIdOf,
  type CaptureId,
  type ChannelSlug,
  type Connections,
  parseChannelSlug,
  parseHttpUrl,
  parseInstant,
  parseNewsTime,
  type Snapshot,
  sha256Digest,
  snapshotIdOf,
  urlKey,
} from '#model'

export const noTies: Connections = { channel: null, region: null, story: null, reprintOf: null }

export function channel(slug: string): ChannelSlug {
  return parseChannelSlug(slug)
}

export function sampleArticle(fields: Partial<Article>): Article {
  return {
    title: '题目',
    kicker: null,
    subtitle: null,
    authors: [],
    dateline: null,
    publishedAt: null,
    modifiedAt: null,
    outlet: null,
    source: null,
    reprintedFrom: null,
    section: null,
    keywords: [],
    language: 'zh-Hans',
    canonicalUrl: null,
    body: [],
    text: '正文。',
    images: [],
    nextPageUrl: null,
    complete: true,
    ...fields,
  }
}

interface SampleFields {
  readonly path: string
  readonly host?: string
  readonly outletSlug?: string
  readonly capturedAt?: string
  readonly publishedAt?: string
  readonly revision?: number
  readonly title?: string
  readonly text?: string
  readonly article?: Article
}

/** A snapshot of `https://news.example{path}`; its ids follow from address and time. */
export function sampleSnapshot(fields: SampleFields): Snapshot {
  const { path, host = 'news.example', capturedAt = '2024-01-01T00:00:00Z', revision = 1 } = fields
  const url = parseHttpUrl(`https://${host}${path}`)
  const at = parseInstant(capturedAt)
  const captureId = `urn:uuid:${host}${path}-${capturedAt}` as CaptureId
  const article = sampleArticle({
    ...fields.article,
    ...(fields.title && { title: fields.title }),
    ...(fields.text && { text: fields.text }),
    ...(fields.publishedAt && { publishedAt: parseNewsTime(fields.publishedAt) }),
  })
  return {
    id: snapshotIdOf(captureId, at),
    articleId: articleIdOf(urlKey(url)),
    url,
    urlKey: urlKey(url),
    captureIds: [captureId],
    capturedAt: at,
    outletSlug: fields.outletSlug ?? 'example-news',
    article,
    revisionNumber: revision,
    digests: {
      record: sha256Digest('record'),
      payload: sha256Digest(path),
      text: sha256Digest(article.text),
    },
    extractorVersion: '1',
  }
}
