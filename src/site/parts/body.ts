import type { Article, Block, ImageSize, Run, SnapshotId, TableRow } from '#model'
import { attribute, type Html, html, nothing, outsideUrl } from '../html.ts'
import type { Reader } from '../reader.ts'

export interface BodyOptions {
  readonly id: SnapshotId
  readonly reader: Reader
  /** By figure in body order, those in quotations counted where they stand: whether our copy is held. */
  readonly heldImages: readonly boolean[]
  /** By figure too: what is known of the size of our copy, so that its place is kept free while it loads. */
  readonly sizes?: readonly (ImageSize | null)[]
}

/**
 * The article's text as the outlet set it: headings, paragraphs, lists, tables, quotations, figures.
 * Passages in another language say so, for voices and fonts. Images are our own copies; one that is not held is a named box, never a request to the outlet.
 */
export function body(article: Article, options: BodyOptions): Html {
  const figures = { seen: 0 }
  return html`${article.body.map((block) => renderBlock(block, options, figures))}`
}

/** Quotations in quotations end here; nobody's article goes as deep, and rendering must end. */
const depthMax = 8

function renderBlock(block: Block, options: BodyOptions, figures: { seen: number }, depth = 0): Html {
  const lang = attribute('lang', block.language)
  switch (block.kind) {
    case 'paragraph':
      return html`<p${lang}>${runs(block.runs)}</p>\n`
    case 'heading':
      return heading(block.level, lang, runs(block.runs))
    case 'list': {
      const items = block.items.map((item) => html`<li>${runs(item)}</li>`)
      return block.ordered ? html`<ol${lang}>${items}</ol>\n` : html`<ul${lang}>${items}</ul>\n`
    }
    case 'quotation':
      if (depth >= depthMax) return nothing
      return html`<blockquote${lang}>\n${block.blocks.map((each) => renderBlock(each, options, figures, depth + 1))}</blockquote>\n`
    case 'table':
      return table(block.rows, lang, options.reader)
    case 'figure':
      return figure(block, figures.seen++, options)
    case 'embed':
      return embed(block, options.reader)
    case 'preformatted':
      return html`<pre tabindex="0"${lang}>${block.text}</pre>\n`
    case 'divider':
      return html`<hr>\n`
  }
}

/** The article's own headings begin below the page's `h1` and stay under it: h2 to h4, as captured. */
function heading(level: 2 | 3 | 4, lang: Html, content: Html): Html {
  if (level === 2) return html`<h2${lang}>${content}</h2>\n`
  return level === 3 ? html`<h3${lang}>${content}</h3>\n` : html`<h4${lang}>${content}</h4>\n`
}

export function runs(list: readonly Run[]): Html {
  return html`${list.map(run)}`
}

function run({ text, mark, href }: Run): Html {
  const content = mark ? marks[mark](text) : html`${text}`
  const url = href && outsideUrl(href)
  return url ? html`<a href="${url}" rel="noreferrer nofollow ugc">${content}</a>` : content
}

const marks: Readonly<Record<NonNullable<Run['mark']>, (text: string) => Html>> = {
  strong: (text) => html`<strong>${text}</strong>`,
  em: (text) => html`<em>${text}</em>`,
  sub: (text) => html`<sub>${text}</sub>`,
  sup: (text) => html`<sup>${text}</sup>`,
  code: (text) => html`<code>${text}</code>`,
}

/** A wide table scrolls in its own box, which the keyboard can reach. */
function table(rows: readonly TableRow[], lang: Html, reader: Reader): Html {
  const cells = rows.map(({ header, cells }) => {
    const inner = cells.map((cell) => {
      const spans = html`${attribute('colspan', span(cell.columns))}${attribute('rowspan', span(cell.rows))}`
      return header
        ? html`<th scope="col"${spans}>${runs(cell.runs)}</th>`
        : html`<td${spans}>${runs(cell.runs)}</td>`
    })
    return html`<tr>${inner}</tr>\n`
  })
  return html`<div class="table-box" tabindex="0" role="group" aria-label="${reader.say.tableLabel}"><table${lang}>\n${cells}</table></div>\n`
}

/** HTML allows 1 to 1000; one is not worth writing. */
function span(count: number): number | null {
  return count > 1 ? Math.min(count, 1000) : null
}

function figure(
  block: Extract<Block, { kind: 'figure' }>,
  index: number,
  { id, reader, heldImages, sizes }: BodyOptions,
): Html {
  const { say } = reader
  const url = outsideUrl(block.image)
  const size = sizes?.[index]
  const picture = heldImages[index]
    ? html`<img src="/s/${id}/image/${index}" alt="${block.alt ?? block.caption ?? ''}"${attribute('width', size?.width)}${attribute('height', size?.height)}${index === 0 ? nothing : html` loading="lazy"`} decoding="async">`
    : html`<div class="not-held"><p><strong>${say.imageNotHeld}</strong>${block.alt ? html` <span>${block.alt}</span>` : ''}</p><p>${say.imageNotHeldWhy}${url ? html` <a href="${url}" rel="noreferrer nofollow">${say.imageAt}</a>` : ''}</p></div>`
  const caption =
    block.caption || block.credit
      ? html`<figcaption>${block.caption ?? ''}${block.credit ? html` <span class="credit"><span${attribute('lang', reader.language)}>${say.photoCredit}</span> ${block.credit}</span>` : ''}</figcaption>`
      : nothing
  return html`<figure>${picture}${caption}</figure>\n`
}

function embed(block: Extract<Block, { kind: 'embed' }>, reader: Reader): Html {
  const url = outsideUrl(block.url)
  const name = block.label || block.url
  return html`<p class="embed"><span${attribute('lang', reader.language)}>${reader.say.embedded}</span> ${url ? html`<a href="${url}" rel="noreferrer nofollow">${name}</a>` : name}</p>\n`
}
