import type { Article } from '#model'
import { indexTerms } from './search-terms.ts'

/** A document's terms, each field in order and apart by spaces, as `indexTerms` gives them. */
export interface DocumentTerms {
  readonly title: string
  readonly lead: string
  readonly body: string
  readonly captions: string
  readonly authors: string
  readonly source: string
}

/** What an article is found by. */
export function documentTerms(article: Article): DocumentTerms {
  const paragraphs = article.text.split('\n')
  const head = paragraphs.length > 1 ? paragraphs[0] : ''
  const rest = paragraphs.length > 1 ? paragraphs.slice(1) : paragraphs
  return {
    title: terms([article.title]),
    lead: terms([article.kicker, article.subtitle, head]),
    body: terms(rest),
    captions: terms(captionsOf(article)),
    authors: terms(article.authors.map((author) => author.name)),
    source: terms([article.outlet, article.source, article.reprintedFrom]),
  }
}

function terms(lines: readonly (string | null | undefined)[]): string {
  return indexTerms(lines.filter(Boolean).join('\n'))
}

function captionsOf(article: Article): string[] {
  const captions = new Set<string>()
  for (const image of article.images) if (image.caption) captions.add(image.caption)
  for (const block of article.body) {
    if (block.kind === 'figure' && block.caption) captions.add(block.caption)
  }
  return [...captions]
}
