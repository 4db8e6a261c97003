import type { Exchange } from '#model'
import type { PipelineLimits } from './parts.ts'
import type { Reading } from './read-article.ts'

/** What was not taken in, and by which limit, in words for `explain`; null where everything was. */
export function leftOut(reasons: readonly (string | null)[]): string | null {
  const known = reasons.filter((each) => each !== null)
  return known.length > 0 ? `left out: ${known.join('; ')}` : null
}

export function cutOff({ truncated, payload }: Exchange): string | null {
  return truncated ? `all behind ${payload.length} bytes (fetch.pageBytesMax)` : null
}

export function leftOutOfArticle(
  { article, pages }: Extract<Reading, { kind: 'article' }>,
  exchange: Exchange,
  { imagesPerArticleMax, pagesPerArticleMax }: PipelineLimits,
): string | null {
  const imageCount = article.images.length - imagesPerArticleMax
  const isLongest = !article.complete && pages.length >= pagesPerArticleMax
  return leftOut([
    cutOff(exchange),
    imageCount > 0 ? `${imageCount} images (crawl.imagesPerArticleMax)` : null,
    isLongest ? `what follows page ${pages.length} (crawl.pagesPerArticleMax)` : null,
  ])
}
