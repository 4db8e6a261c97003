import type { Author, Extraction, HttpUrl, ImageRef, Licence, NewsTime, PageTwin } from '#model'

/** The fields that `predict extract` prints and the API answers, in that order; unknown ones are null. */
export interface ExtractionRecord {
  readonly article: boolean
  readonly reason: string | null
  readonly title: string | null
  readonly kicker: string | null
  readonly subtitle: string | null
  readonly authors: readonly Author[]
  readonly dateline: string | null
  readonly publishedAt: NewsTime | null
  readonly modifiedAt: NewsTime | null
  readonly outlet: string | null
  readonly source: string | null
  readonly reprintedFrom: string | null
  /** Decided by `stories`, not by extraction: null here. */
  readonly channel: null
  readonly language: string | null
  readonly canonicalUrl: HttpUrl | null
  readonly text: string | null
  readonly images: readonly ImageRef[]
  readonly complete: boolean
  readonly originalTitle: string | null
  readonly cited: readonly string[]
  readonly section: string | null
  readonly keywords: readonly string[]
  readonly twins: readonly PageTwin[]
  readonly licence: Licence | null
  readonly access: 'free' | 'paid' | null
}

export function extractionRecord(extraction: Extraction): ExtractionRecord {
  if (extraction.kind === 'not-an-article') return { ...nothing, reason: extraction.why.reason }
  const { article } = extraction
  return {
    article: true,
    reason: null,
    title: article.title,
    kicker: article.kicker,
    subtitle: article.subtitle,
    authors: article.authors,
    dateline: article.dateline,
    publishedAt: article.publishedAt,
    modifiedAt: article.modifiedAt,
    outlet: article.outlet,
    source: article.source,
    reprintedFrom: article.reprintedFrom,
    channel: null,
    language: article.language,
    canonicalUrl: article.canonicalUrl,
    text: article.text,
    images: article.images,
    complete: article.complete,
    originalTitle: article.originalTitle ?? null,
    cited: article.cited ?? [],
    section: article.section,
    keywords: article.keywords,
    twins: article.twins ?? [],
    licence: article.licence ?? null,
    access: article.access ?? null,
  }
}

const nothing: ExtractionRecord = {
  article: false,
  reason: null,
  title: null,
  kicker: null,
  subtitle: null,
  authors: [],
  dateline: null,
  publishedAt: null,
  modifiedAt: null,
  outlet: null,
  source: null,
  reprintedFrom: null,
  channel: null,
  language: null,
  canonicalUrl: null,
  text: null,
  images: [],
  complete: false,
  originalTitle: null,
  cited: [],
  section: null,
  keywords: [],
  twins: [],
  licence: null,
  access: null,
}
