import {
  type Article,
  decodeText,
  type Extraction,
  type HttpUrl,
  type Instant,
  type NotAnArticle,
  type PageHint,
} from '#model'
import { findImages } from './article-images.ts'
import { readCited, readOriginalTitle } from './cited.ts'
import { isComplete } from './completeness.ts'
import { readDateline } from './dateline.ts'
import { type Findings, gatherEvidence } from './evidence.ts'
import { type FieldFindings, findFields } from './field-findings.ts'
import { findHinted } from './hinted-parts.ts'
import { isHtml } from './is-html.ts'
import { findKeywords } from './keywords.ts'
import { findKickerAndSubtitle } from './kicker-subtitle.ts'
import { findLicence } from './licence.ts'
import { findNextPage } from './next-page.ts'
import { type PageReading, readPage } from './page-reading.ts'
import { weightOf } from './page-text.ts'
import { findTwins } from './page-twins.ts'
import { type ParsedPage, readParsedPage } from './parsed-page.ts'
import { withLanguages } from './passage-language.ts'
import { readAccess } from './paywall.ts'
import { findSection } from './section.ts'
import { judgePage } from './verdict.ts'

/** Goes up with every change that gives other fields for the same page. */
export const extractorVersion = '1.4.0'

/** What is known of a page besides its bytes. */
export interface PageContext {
  readonly url: HttpUrl
  /** As the server said it, with parameters. */
  readonly contentType: string | null
  /** Nothing is taken for published after this. */
  readonly capturedAt?: Instant
  /** From the file of the page's outlet. */
  readonly hints?: readonly PageHint[] | undefined
}

// The largest of 1,041 news pages is 4.6 MB.
const pageBytesMax = 12_000_000

/** Reads an article out of a page's bytes (content coding undone). Pure; any bytes give a value. */
export function extractArticle(bytes: Uint8Array, context: PageContext): Extraction {
  if (bytes.byteLength === 0) return notAnArticle('empty', 'The body has no bytes.')
  if (bytes.byteLength > pageBytesMax)
    return notAnArticle(
      'too-large',
      `The page has ${bytes.byteLength} bytes; ${pageBytesMax} are read at most.`,
    )
  if (!isHtml(bytes, context.contentType))
    return notAnArticle('not-html', `The body is no HTML page (${context.contentType ?? 'no content type'}).`)
  return extractFromHtml(decodeText(bytes, context.contentType).text, context)
}

/** The way of one page: its elements and lines, the article among them, its fields, the verdict, the evidence. */
function extractFromHtml(html: string, { url, capturedAt, hints = [] }: PageContext): Extraction {
  const page = readParsedPage(html, url)
  const hinted = findHinted(page.tree, hints, capturedAt)
  const reading = readPage(page, hinted)
  const fields = findFields(page, reading, hinted, capturedAt)
  const why = judge(page, reading, fields)
  if (why) return { kind: 'not-an-article', why, nextPageUrl: findNextPage(page.tree, page.facts) }

  const { tree, facts, segments } = page
  const { heading, blocks } = reading
  const section = findSection(facts, segments, heading?.title ?? null, heading?.heading ?? null)
  const findings: Findings = {
    page,
    reading,
    fields,
    section,
    headingLines: findKickerAndSubtitle(tree, segments, heading, section?.section ?? null),
    keywords: findKeywords(facts),
    images: findImages(blocks, facts),
  }
  const article = articleOf(findings)
  return { kind: 'article', article, evidence: gatherEvidence(article, findings) }
}

function judge(
  { facts, segments }: ParsedPage,
  { heading, text }: PageReading,
  { times, authors }: FieldFindings,
): NotAnArticle | null {
  return judgePage({
    facts,
    segments,
    title: heading?.title ?? null,
    weight: weightOf(text),
    // A date anywhere on the page says little of what the page is.
    isTimed: times.publishedAt !== null && !/^(?:address|line with a date)$/.test(times.rule),
    isSigned: authors.authors.length > 0,
  })
}

function articleOf(findings: Findings): Article {
  const { page, reading, fields, headingLines } = findings
  const { tree, facts, segments } = page
  const { heading, linked, blocks, text, paragraphs } = reading
  const { language, times } = fields
  const tail = reading.after.map((each) => each.text)
  const access = readAccess(tree, facts)
  return {
    title: heading?.title ?? paragraphs[0]?.slice(0, 80) ?? '',
    kicker: headingLines.kicker?.text ?? null,
    subtitle: headingLines.subtitle?.text ?? null,
    authors: fields.authors.authors,
    dateline:
      readDateline(linked ? text.split('\n', 5) : paragraphs) ??
      readDateline(reading.before.slice(-4).map((each) => each.text)),
    publishedAt: times.publishedAt,
    modifiedAt: times.modifiedAt,
    outlet: fields.outlet?.outlet ?? null,
    source: fields.source?.source ?? null,
    reprintedFrom: fields.reprintedFrom?.from ?? null,
    originalTitle: readOriginalTitle([...reading.before.map((each) => each.text), ...tail]),
    cited: readCited(paragraphs),
    section: findings.section?.section ?? null,
    keywords: findings.keywords?.keywords ?? [],
    language,
    canonicalUrl: facts.canonical,
    twins: findTwins(facts),
    licence: findLicence(facts, segments),
    access,
    body: withLanguages(blocks, language).map((each) => each.block),
    text,
    images: findings.images?.images ?? [],
    nextPageUrl: findNextPage(tree, facts),
    complete: isComplete({ text, behind: tail.slice(-25), isCut: tree.isCut, isPaid: access === 'paid' }),
  }
}

function notAnArticle(reason: NotAnArticle['reason'], detail: string): Extraction {
  return { kind: 'not-an-article', why: { reason, detail } }
}
