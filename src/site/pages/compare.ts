import type { Access, DiffPiece, TextComparison } from '#access'
import { type ArticleId, parseSnapshotId, type SnapshotId } from '#model'
import { type Html, html, nothing } from '../html.ts'
import { differencePiece } from '../parts/difference.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { chooser } from './article.ts'
import { badRequest, missing } from './errors.ts'

type Comparison = NonNullable<Awaited<ReturnType<Access['compare']>>>
type Paragraph = TextComparison['paragraphs'][number]

/** More unchanged paragraphs in a row than these are folded. */
const unchangedShown = 2

/** Two versions of one article against each other: side by side where there is room, in line on a phone. */
export async function comparePage(visit: Visit, articleId: ArticleId): Promise<PageReply> {
  const { access, reader, url } = visit
  const { say } = reader
  let from: SnapshotId
  let to: SnapshotId
  try {
    from = parseSnapshotId(url.searchParams.get('from') ?? '')
    to = parseSnapshotId(url.searchParams.get('to') ?? '')
  } catch {
    return badRequest(visit, '?from={id}&to={id}')
  }
  const [article, comparison] = await Promise.all([access.article(articleId), access.compare(from, to)])
  const isOfArticle = (id: SnapshotId) => article?.revisions.some((revision) => revision.id === id)
  if (!article || !comparison || !isOfArticle(from) || !isOfArticle(to))
    return missing(visit, say.notFoundArticle)
  return {
    status: 200,
    page: shell(visit, {
      title: `${say.compareTitle}: ${comparison.to.title}`,
      channel: comparison.to.channel,
      noIndex: true,
      main: html`<header class="page-head">
<p class="kicker">${say.compareTitle}</p>
<h1${reader.in(comparison.to.language)}><a href="${reader.to(`/article/${articleId}`)}">${comparison.to.title || say.noTitle}</a></h1>
${chooser(visit, articleId, article.revisions, { from, to })}
</header>
${differences(visit, comparison)}`,
    }),
  }
}

function differences(visit: Visit, { from, to, title, body }: Comparison): Html {
  const { reader } = visit
  const { say, times } = reader
  const added = title.addedChars + body.addedChars
  const removed = title.removedChars + body.removedChars
  const side = (label: string, summary: Comparison['from']) =>
    html`<p><strong>${label}</strong> <a href="${reader.to(`/s/${summary.id}`)}">${say.versionNumber(summary.revisionNumber)}</a> ${times.measured(summary.capturedAt, 'second')}</p>`
  return html`<p class="compare-summary">${added + removed === 0 ? say.compareSame : say.compareSummary(added, removed)}</p>
<p class="compare-legend"><span class="unseen">${say.compareLegend}: </span><del>${say.removed}</del> <ins>${say.added}</ins></p>
<div class="compare">
<div class="compare-heads">${side(say.compareFrom, from)}${side(say.compareTo, to)}</div>
<h2 class="unseen">${say.titleChanged}</h2>
<div class="compare-title"${reader.in(to.language)}>${rows(visit, title.paragraphs)}</div>
<h2 class="unseen">${say.bodyChanged}</h2>
<div class="compare-body"${reader.in(to.language)}>${rows(visit, body.paragraphs)}</div>
</div>`
}

/** A comparison paragraph by paragraph; what did not change is folded. */
export function rows(visit: Visit, paragraphs: readonly Paragraph[]): Html {
  const parts: Html[] = []
  for (let index = 0; index < paragraphs.length; ) {
    const paragraph = paragraphs[index] as Paragraph
    if (paragraph.kind !== 'same') {
      parts.push(row(visit, paragraph))
      index++
      continue
    }
    const end = endOfSame(paragraphs, index)
    parts.push(unchanged(visit, paragraphs.slice(index, end)))
    index = end
  }
  return html`${parts}`
}

function endOfSame(paragraphs: readonly Paragraph[], start: number): number {
  let end = start
  while (paragraphs[end]?.kind === 'same') end++
  return end
}

function unchanged({ reader }: Visit, paragraphs: readonly Paragraph[]): Html {
  const texts = html`${paragraphs.map(({ pieces }) => html`<p class="compare-same">${pieces.map(({ text }) => text)}</p>\n`)}`
  if (paragraphs.length <= unchangedShown) return texts
  return html`<details class="compare-folded"><summary>${reader.say.unchangedParagraphs(paragraphs.length)}</summary>\n${texts}</details>\n`
}

/**
 * A paragraph that differs. A changed one is there twice: as two sides for wide screens and as one line of
 * reading for narrow ones and paper; the style sheet shows one of them, to assistive technology too.
 */
function row(visit: Visit, { kind, pieces }: Paragraph): Html {
  const { say } = visit.reader
  const left = pieces.filter((piece) => piece.kind !== 'added')
  const right = pieces.filter((piece) => piece.kind !== 'removed')
  const cell = (side: readonly DiffPiece[], label: string) =>
    html`<div class="compare-cell">${side.length > 0 ? html`<p>${side.map((piece) => differencePiece(piece, say))}</p>` : html`<p class="compare-nothing" aria-label="${label}">—</p>`}</div>`
  if (kind === 'changed') {
    return html`<div class="compare-row changed"><div class="compare-inline"><p>${pieces.map((piece) => differencePiece(piece, say))}</p></div><div class="compare-sides">${cell(left, say.added)}${cell(right, say.removed)}</div></div>\n`
  }
  return html`<div class="compare-row ${kind}">${kind === 'added' ? html`<div class="compare-cell compare-gap"></div>` : nothing}<div class="compare-cell"><p>${pieces.map((piece) => differencePiece(piece, say))}</p></div>${kind === 'removed' ? html`<div class="compare-cell compare-gap"></div>` : nothing}</div>\n`
}
