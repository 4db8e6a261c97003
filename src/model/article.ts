import type { HttpUrl } from './http-url.ts'
import type { NewsTime } from './news-time.ts'

/** What the extractor read out of one page: everything a reader sees of an article. Unknown fields are null. */
export interface Article {
  readonly title: string
  /** 肩题: the line above the title. */
  readonly kicker: string | null
  /** 副题: the line below it. */
  readonly subtitle: string | null
  readonly authors: readonly Author[]
  /** 新华社北京9月1日电. */
  readonly dateline: string | null
  readonly publishedAt: NewsTime | null
  readonly modifiedAt: NewsTime | null
  /** Who publishes the page, as it says itself. */
  readonly outlet: string | null
  /** 来源, as shown. */
  readonly source: string | null
  /** 本文转自 and its like: whom the text was taken from. */
  readonly reprintedFrom: string | null
  /** 原标题: what the text was called where it was taken from. */
  readonly originalTitle?: string | null
  /** 据…报道: whom the text cites for what it tells. Cited, not copied. */
  readonly cited?: readonly string[]
  /** The outlet's own section, as shown: evidence for a channel, not the channel. */
  readonly section: string | null
  readonly keywords: readonly string[]
  /** BCP 47, such as `zh-Hans`, `zh-Hant`, `en`. Passages in another bear their own. */
  readonly language: string | null
  readonly canonicalUrl: HttpUrl | null
  /** The same article in other dress, as the page itself links it. */
  readonly twins?: readonly PageTwin[]
  /** What the page says may be done with it; null where it says nothing. */
  readonly licence?: Licence | null
  /** Whether the page says that all may read it whole; null where it says nothing. */
  readonly access?: 'free' | 'paid' | null
  /** In the original's order. */
  readonly body: readonly Block[]
  /** The paragraphs of `body`, captions left out, joined by a newline. What is searched, compared and signed. */
  readonly text: string
  readonly images: readonly ImageRef[]
  /** The next page of a paged article (下一页), where there is one. */
  readonly nextPageUrl: HttpUrl | null
  /** False where the text breaks off: a teaser, a paywall, a cut. */
  readonly complete: boolean
}

/** A version for phones, for AMP readers, for print, or the one for desktops that a mobile page names. */
export interface PageTwin {
  readonly kind: 'amp' | 'mobile' | 'print' | 'desktop'
  readonly url: HttpUrl
}

export interface Licence {
  /** `open`: a Creative Commons licence or the like; `reserved`: no copying without leave. */
  readonly kind: 'open' | 'reserved' | 'other'
  readonly url: HttpUrl | null
  /** As the page says it, at most 200 characters. */
  readonly text: string
}

export const authorRoles = [
  'reporter',
  'correspondent',
  'intern',
  'photographer',
  'author',
  'editor',
  'agency',
] as const
export type AuthorRole = (typeof authorRoles)[number]

export interface Author {
  readonly name: string
  readonly role: AuthorRole
}

export interface ImageRef {
  readonly url: HttpUrl
  readonly caption: string | null
}

/** A piece of text with at most one mark and one link. */
export interface Run {
  readonly text: string
  readonly mark?: 'strong' | 'em' | 'sub' | 'sup' | 'code'
  readonly href?: HttpUrl
}

/** A part of the body. */
export type Block = BlockContent & {
  /** BCP 47, where the passage is in another language or script than the article. */
  readonly language?: string
}

type BlockContent =
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'heading'; readonly level: 2 | 3 | 4; readonly runs: readonly Run[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Run[])[] }
  | { readonly kind: 'quotation'; readonly blocks: readonly Block[] }
  | { readonly kind: 'table'; readonly rows: readonly TableRow[] }
  | {
      readonly kind: 'figure'
      readonly image: HttpUrl
      readonly alt: string | null
      readonly caption: string | null
      readonly credit: string | null
    }
  /** A video, a map, a post: named, not shown. */
  | { readonly kind: 'embed'; readonly url: HttpUrl; readonly label: string }
  | { readonly kind: 'preformatted'; readonly text: string }
  | { readonly kind: 'divider' }

export interface TableRow {
  readonly header: boolean
  readonly cells: readonly {
    readonly runs: readonly Run[]
    readonly columns: number
    readonly rows: number
  }[]
}

/** Why a page is no article. */
export interface NotAnArticle {
  readonly reason:
    | 'empty'
    | 'not-html'
    | 'list-page'
    | 'error-page'
    | 'verification-page'
    | 'removed'
    | 'needs-javascript'
    | 'too-little-text'
    | 'too-large'
  /** One sentence for a person. */
  readonly detail: string
}

export type Extraction =
  | { readonly kind: 'article'; readonly article: Article; readonly evidence: Evidence }
  | { readonly kind: 'not-an-article'; readonly why: NotAnArticle; readonly nextPageUrl?: HttpUrl | null }

/** For each field that was found, what it was read by. */
export type Evidence = Readonly<Partial<Record<keyof Article, FieldEvidence>>>

export interface FieldEvidence {
  /** How it was found, such as `json-ld headline`. */
  readonly rule: string
  /** The element's path, the JSON path, or the line that it was read from. */
  readonly where: string
  /** 0 to 1. */
  readonly sure: number
}
