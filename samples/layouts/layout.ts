import type { Block } from '../article-file.ts'
import type { SampleArticle, SampleOutlet } from '../outlet-library.ts'

/** How one outlet's pages are built. Each is typical of a kind of real site, with its habits and its clutter. */
export interface Layout {
  article(page: ArticlePage): string
  list(page: ListPage): string
  /** A page that says that something is not there. */
  notice(page: { outlet: SampleOutlet; title: string; text: string }): string
}

export interface ArticlePage {
  readonly outlet: SampleOutlet
  readonly article: SampleArticle
  /** 0-based; above 0 only for paged articles. */
  readonly pageIndex: number
  readonly related: readonly SampleArticle[]
  readonly newest: readonly SampleArticle[]
}

export interface ListPage {
  readonly outlet: SampleOutlet
  /** Null on the front page. */
  readonly section: string | null
  readonly articles: readonly SampleArticle[]
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (each) => entities[each] as string)
}
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** `2025-06-18T07:12:00+08:00` as `2025-06-18 07:12:00`. */
export function localTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}

/** As `2025年06月18日 07:12`. */
export function chineseTime(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split('-')
  return `${year}年${month}月${day}日 ${iso.slice(11, 16)}`
}

/** The address of the n-th page of an article, 0-based: `content_9.htm`, `content_9_2.htm`, … */
export function pagePath(article: SampleArticle, pageIndex: number): string {
  return pageIndex === 0 ? article.path : article.path.replace(/(\.\w+)?$/, `_${pageIndex + 1}$1`)
}

export function pictureUrl(picture: string): string {
  return `/images/${picture}.png`
}

export function urlOf(outlet: SampleOutlet, path: string): string {
  return `http://${outlet.host}${path}`
}

/** The first paragraph, for teasers. */
export function leadOf(article: SampleArticle, charsMax = 90): string {
  const first = article.pages[0]?.find((block) => block.kind === 'paragraph')
  const text = first?.kind === 'paragraph' ? first.text : ''
  return text.length > charsMax ? `${text.slice(0, charsMax)}…` : text
}

export function picturesOf(article: SampleArticle): string[] {
  return article.pages.flat().flatMap((block) => (block.kind === 'figure' ? [block.picture] : []))
}

export function links(articles: readonly SampleArticle[]): string {
  return articles.map((each) => `<li><a href="${each.path}">${escapeHtml(each.title)}</a></li>`).join('\n')
}

/** How an outlet writes what it writes in its own way. */
interface OwnBlocks {
  paragraph?(text: string): string
  heading?(text: string): string
  figure?(picture: string, caption: string): string
}

/** Blocks as HTML: plain, but for the kinds that the outlet has its own way with. Texts come escaped. */
export function bodyHtml(blocks: readonly Block[], own: OwnBlocks = {}): string {
  return blocks.map((block) => blockHtml(block, own)).join('\n')
}

function blockHtml(block: Block, own: OwnBlocks): string {
  switch (block.kind) {
    case 'paragraph': {
      const text = escapeHtml(block.text)
      return own.paragraph?.(text) ?? `<p>${text}</p>`
    }
    case 'heading': {
      const text = escapeHtml(block.text)
      return own.heading?.(text) ?? `<h2>${text}</h2>`
    }
    case 'quotation':
      return `<blockquote><p>${escapeHtml(block.text)}</p></blockquote>`
    case 'list':
      return listHtml(block.items, block.ordered ? 'ol' : 'ul')
    case 'table':
      return tableHtml(block.rows)
    case 'figure': {
      const caption = escapeHtml(block.caption)
      return (
        own.figure?.(block.picture, caption) ??
        `<figure><img src="${pictureUrl(block.picture)}" alt=""><figcaption>${caption}</figcaption></figure>`
      )
    }
  }
}

function listHtml(items: readonly string[], tag: 'ol' | 'ul'): string {
  return `<${tag}>\n${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}\n</${tag}>`
}

function tableHtml(rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  return `<table border="1">\n${rows.map((cells, index) => row(cells, index === 0 ? 'th' : 'td')).join('\n')}\n</table>`
}
