import {
  type Article,
  decodeText,
  type Evidence,
  type Extraction,
  type HttpUrl,
  type ImageRef,
  type Instant,
  type NotAnArticle,
  tryParseHttpUrl,
} from '#model'
import { trimBlocks } from './article-end.ts'
import { findSource, readReprint, reprintOf } from './attribution.ts'
import { findAuthors } from './authors.ts'
import { textOfBlock } from './block-text.ts'
import { type PlacedBlock, readBlocks } from './body-blocks.ts'
import { type BodyScope, findBodyScope, goodnessOf } from './body-scope.ts'
import { readCited, readOriginalTitle } from './cited.ts'
import { isComplete } from './completeness.ts'
import { keepCore } from './core-blocks.ts'
import { readDate } from './date-text.ts'
import { readDateline } from './dateline.ts'
import { readHeadingParts, readNeighbours, readPlainNeighbours } from './heading-parts.ts'
import { findLanguage } from './language.ts'
import { readLead, readLeadImages } from './lead-blocks.ts'
import { findLicence } from './licence.ts'
import { readLinkedBody } from './linked-body.ts'
import { findNextPage } from './next-page.ts'
import { findOutlet, isSameOutlet } from './outlet-name.ts'
import { metaOf, type PageFacts, readFacts } from './page-facts.ts'
import { normalise, readSegments, type Segment, weightOf } from './page-text.ts'
import { type PageNode, type PageTree, parsePage } from './page-tree.ts'
import { findTwins } from './page-twins.ts'
import { withLanguages } from './passage-language.ts'
import { readAccess } from './paywall.ts'
import { placeOf } from './place-of.ts'
import { isNameOfSite, siteNamesOf } from './site-name.ts'
import { readTextHead } from './text-head.ts'
import { findTimes } from './times.ts'
import { findTitle, type TitleFinding, titleBeside } from './title.ts'
import { judgePage } from './verdict.ts'

/** Goes up with every change that gives other fields for the same page. */
export const extractorVersion = '1.2.0'

/** What is known of a page besides its bytes. */
export interface PageContext {
  readonly url: HttpUrl
  /** As the server said it, with parameters. */
  readonly contentType: string | null
  /** Nothing is taken for published after this. */
  readonly capturedAt?: Instant
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

function extractFromHtml(html: string, context: PageContext): Extraction {
  const tree = parsePage(html)
  const facts = readFacts(tree, context.url)
  const segments = readSegments(tree, (node) => unread.has(node.tag))
  const claimed = findTitle(tree, segments, facts)
  const scope = findBodyScope(tree, segments, facts, claimed?.heading ?? null)
  const isSite = claimed !== null && isNameOfSite(claimed.title, facts)
  const isOnRecord = claimed !== null && claimed.sure >= sureTitle && !isSite
  const isShown = (claimed?.heading && !isSite) || isOnRecord || !scope
  const isWeak = isSite || (claimed?.title.length ?? 0) < 6
  const heading = isShown ? claimed : (titleBeside(segments, startOfText(segments, scope), isWeak) ?? claimed)
  const core = scope ? keepCore(readBlocks(scope.root, scope, facts.base), scope) : []
  const shown = scope ? readBody(tree, core, segments, scope, facts, heading) : []
  const linked = readLinkedBody(facts, tree.scripts, heading?.title ?? facts.title, weightOf(textOf(shown)))
  const blocks = linked?.blocks ?? shown
  const text = textOf(blocks)
  const language = findLanguage(facts, text)
  const { before, after } = linesAround(segments, scope, heading?.heading ?? null)
  const lines = before.map((each) => each.text)
  const tail = after.map((each) => each.text)
  // By-lines are read before what signs the text is taken off.
  const paragraphs = core
    .filter((each) => each.block.kind !== 'figure')
    .map((each) => textOfBlock(each.block))
    .filter(Boolean)
  const outlet = findOutlet({ tree, facts, segments, title: heading?.title ?? null, language })
  const source = findSource({
    tree,
    facts,
    heading: heading?.heading ?? null,
    bodyOrder: scope ? startOfText(segments, scope) : tree.nodes.length,
    before: lines,
    after: [...tail, ...paragraphs.slice(-8)],
    segments,
    outlet: outlet?.outlet ?? null,
  })
  const reprint = readReprint([...lines, ...tail.slice(0, 8), ...paragraphs.slice(-4)])
  // The outlet's own name beside the time is no 来源 where 转自 names another.
  const isOwnName =
    source !== null &&
    source.rule !== 'line with 来源' &&
    outlet !== null &&
    isSameOutlet(source.source, outlet.outlet)
  const times = findTimes({
    tree,
    facts,
    lines: before,
    segments,
    language,
    heading: heading?.heading ?? null,
    capturedAt: context.capturedAt,
  })
  const authors = findAuthors({
    tree,
    facts,
    language,
    heading: heading?.heading ?? null,
    before,
    paragraphs,
    segments,
    after,
    outletNames: siteNamesOf(facts),
  })
  const why = judgePage({
    facts,
    segments,
    title: heading?.title ?? null,
    weight: weightOf(text),
    isTimed: times.publishedAt !== null && !/^(?:address|line with a date)$/.test(times.rule),
    isSigned: authors.authors.length > 0,
  })
  if (why) return { kind: 'not-an-article', why, nextPageUrl: findNextPage(tree, facts) }
  const section = sectionOf(facts, segments, heading)
  const parts = partsBeside(tree, segments, heading, section)
  const access = readAccess(tree, facts)
  const article: Article = {
    title: heading?.title ?? paragraphs[0]?.slice(0, 80) ?? '',
    kicker: parts.kicker,
    subtitle: parts.subtitle,
    authors: authors.authors,
    dateline: readDateline(linked ? text.split('\n', 5) : paragraphs),
    publishedAt: times.publishedAt,
    modifiedAt: times.modifiedAt,
    outlet: outlet?.outlet ?? null,
    source: (isOwnName ? reprint?.from : null) ?? source?.source ?? reprint?.from ?? null,
    reprintedFrom: reprint?.from ?? reprintOf(source, outlet?.outlet ?? null, facts, segments),
    originalTitle: readOriginalTitle([...lines, ...tail]),
    cited: readCited(paragraphs),
    section,
    keywords: keywordsOf(facts),
    language,
    canonicalUrl: facts.canonical,
    twins: findTwins(facts),
    licence: findLicence(facts, segments),
    access,
    body: withLanguages(blocks, language).map((each) => each.block),
    text,
    images: imagesOf(blocks, facts),
    nextPageUrl: findNextPage(tree, facts),
    complete: isComplete({
      text,
      behind: tail.slice(-25),
      isCut: tree.isCut,
      isPaid: access === 'paid',
    }),
  }
  const evidence: Evidence = {
    ...(heading && { title: { rule: heading.rule, where: placeOf(heading.heading), sure: heading.sure } }),
    ...(linked
      ? { body: { rule: linked.rule, where: 'script', sure: 0.8 } }
      : scope && { body: { rule: scope.rule, where: placeOf(scope.root), sure: scope.sure } }),
    ...(authors.authors.length > 0 && {
      authors: { rule: authors.rule, where: authors.where, sure: authors.sure },
    }),
    ...(times.publishedAt && { publishedAt: { rule: times.rule, where: times.where, sure: times.sure } }),
    ...(times.modifiedAt && times.modifiedBy && { modifiedAt: { ...times.modifiedBy, sure: times.sure } }),
    ...(outlet && { outlet: { rule: outlet.rule, where: '', sure: outlet.sure } }),
    ...(source && { source: { rule: source.rule, where: source.where, sure: 0.9 } }),
    ...(reprint && { reprintedFrom: { rule: 'line with 转自', where: reprint.line, sure: 0.85 } }),
  }
  return { kind: 'article', article, evidence }
}

// From here on a title stands also where the page shows it nowhere, as one that is only drawn in a picture.
const sureTitle = 0.9

function readBody(
  tree: PageTree,
  core: readonly PlacedBlock[],
  segments: readonly Segment[],
  scope: BodyScope,
  facts: PageFacts,
  title: TitleFinding | null,
): PlacedBlock[] {
  const people = (facts.linked?.authors ?? []).map((each) => each.name)
  const meta = metaOf(facts, 'author', 'byl', 'parsely-author', 'sailthru.author')
  const blocks = trimBlocks(core, title, meta ? [...people, meta] : people)
  const bodyText = blocks.map((each) => textOfBlock(each.block)).join(' ')
  const heading = title?.heading ?? null
  const lead = readLead({ segments, scope, facts, heading, base: facts.base, bodyText })
  const pictures = readLeadImages({ tree, scope, heading, facts, known: blocks })
  return [...lead, ...pictures, ...blocks]
}

function textOf(blocks: readonly PlacedBlock[]): string {
  return blocks
    .map((each) => textOfBlock(each.block))
    .filter(Boolean)
    .join('\n')
}

/** 肩题 and 副题, from within the heading or beside it. */
function partsBeside(
  tree: PageTree,
  segments: readonly Segment[],
  title: TitleFinding | null,
  section: string | null,
): { kicker: string | null; subtitle: string | null } {
  if (!title?.heading) return { kicker: null, subtitle: null }
  const inside = readHeadingParts(title.heading, [normalise(title.title)])
  const beside = readNeighbours(tree, title.heading)
  const plain = readPlainNeighbours(segments, title.heading)
  const again = readTextHead(segments, title.heading, title.title)
  const own = normalise(title.title)
  const isOwn = (text: string | null) =>
    text !== null &&
    normalise(text) !== own &&
    !own.startsWith(normalise(text)) &&
    !isPlaceOrDate(text, section)
  const isWhole = normalise(inside.title) !== normalise(title.title)
  const kickers = [isWhole ? null : inside.kicker, beside.kicker, plain.kicker, again.kicker]
  const subtitles = [isWhole ? null : inside.subtitle, beside.subtitle, plain.subtitle, again.subtitle]
  const isSubtitle = (text: string | null) => isOwn(text) && !/(?:讯|电|報導|报道)\s*[（(]/.test(text ?? '')
  return { kicker: kickers.find(isOwn) ?? null, subtitle: subtitles.find(isSubtitle) ?? null }
}

/** The section's name or a date above a heading is no 肩题. */
function isPlaceOrDate(text: string, section: string | null): boolean {
  return normalise(text) === normalise(section ?? '') || (text.length < 40 && readDate(text) !== null)
}

/** The place of the first running text in the body's element. */
function startOfText(segments: readonly Segment[], scope: BodyScope): number {
  const first = segments.find((each) => each.order >= scope.root.order && goodnessOf(each) > 0.8)
  return first?.order ?? scope.root.order
}

const unread = new Set(['head', 'title', 'iframe', 'noscript', 'video', 'audio', 'script'])

function notAnArticle(reason: NotAnArticle['reason'], detail: string): Extraction {
  return { kind: 'not-an-article', why: { reason, detail } }
}

function isHtml(bytes: Uint8Array, contentType: string | null): boolean {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase()
  if (/^(?:image|audio|video|font)\/|pdf|zip|octet-stream|javascript|\bjson\b|css$/.test(type)) return false
  if (/html/.test(type)) return true
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).toString(
    'latin1',
  )
  return /<(?:!doctype html|html|head|body|div|p|table|meta|title|h1|article)[\s>/]/i.test(start)
}

/** Lines from somewhat before the heading to the text, and those behind the text. */
function linesAround(
  segments: readonly Segment[],
  scope: BodyScope | null,
  heading: PageNode | null,
): { before: Segment[]; after: Segment[] } {
  if (!scope) return { before: [...segments], after: [] }
  const { root } = scope
  const bodyStart = segments.findIndex((each) => each.order >= root.order && each.weight > 80)
  const headingAt = heading ? segments.findIndex((each) => each.order >= heading.order) : -1
  const from =
    headingAt >= 0 && headingAt < bodyStart ? Math.max(0, headingAt - 8) : Math.max(0, bodyStart - 15)
  const until = bodyStart >= 0 ? bodyStart + 1 : Math.min(segments.length, from + 30)
  const bodyEnd = segments.findIndex((each) => each.order >= root.endOrder)
  const inside = segments.filter((each) => each.order >= root.order && each.order < root.endOrder).slice(-10)
  return {
    before: segments.slice(from, until),
    after: [...inside, ...(bodyEnd >= 0 ? segments.slice(bodyEnd, bodyEnd + 25) : [])],
  }
}

/** The body's pictures; where it shows none, the one that the page names for sharing, unless that is the outlet's own. */
function imagesOf(blocks: readonly PlacedBlock[], facts: PageFacts): ImageRef[] {
  const shown = blocks.flatMap(({ block }) =>
    block.kind === 'figure' ? [{ url: block.image, caption: block.caption ?? longAlt(block.alt) }] : [],
  )
  if (shown.length > 0) return shown
  const named = metaOf(facts, 'og:image', 'twitter:image', 'twitter:image:src') ?? facts.linked?.images[0]
  const url = named ? tryParseHttpUrl(named, facts.base) : null
  return url && !/logo|default|placeholder|fallback|share|icon|avatar/i.test(url)
    ? [{ url, caption: null }]
    : []
}

/** A text alternative that is a sentence stands in for a caption. */
function longAlt(alt: string | null): string | null {
  return alt && weightOf(alt) >= 24 && !/\.\w{3,4}$/.test(alt) ? alt : null
}

function keywordsOf(facts: PageFacts): string[] {
  const said = facts.linked?.keywords.length
    ? facts.linked.keywords
    : (metaOf(facts, 'keywords', 'news_keywords') ?? '').split(/\s*[,，;；、]\s*/)
  const seen = new Set<string>()
  return said.filter((each) => {
    const key = normalise(each)
    if (key === '' || each.length > 60 || seen.has(key)) return false
    seen.add(key)
    return seen.size <= 40
  })
}

function sectionOf(
  facts: PageFacts,
  segments: readonly Segment[],
  title: TitleFinding | null,
): string | null {
  return facts.linked?.section ?? metaOf(facts, 'article:section') ?? sectionInCrumbs(segments, title)
}

/** `首页 > 国内 > 正文`: the last step that is no name of the page itself, in a line above the text. */
function sectionInCrumbs(segments: readonly Segment[], title: TitleFinding | null): string | null {
  const at = title?.heading ? segments.findIndex((each) => each.order >= title.heading!.order) : 80
  for (const { text } of segments.slice(0, Math.max(0, Math.min(at + 3, 200))).toReversed()) {
    if (text.length > 120 || !/[>›»→]|(?:首页|首頁|主页|正文|home) ?\//i.test(text)) continue
    const own = normalise(title?.title ?? '')
    const steps = text.split(/\s*(?:[>›»→]+|\/)\s*/).map((each) =>
      each
        .replace(/^.{0,10}(?:位置|所在|location)\s*[:：]?\s*/i, '')
        .replace(/\s*正文$/, '')
        .trim(),
    )
    const named = steps
      .slice(1)
      .filter((each) => each !== '' && !/^(?:正文|内容|详情|文章|首页|home)$/i.test(each))
    const section = named.findLast((each) => each.length <= 16 && !own.includes(normalise(each)))
    if (section && steps.length > 1) return section
  }
  return null
}
