import type { Article, Instant, WebState } from '#model'

/** What a citation is made of. */
export interface Cited {
  readonly article: Article
  readonly outlet: string | null
  readonly originalUrl: string
  /** The whole address of our snapshot. */
  readonly snapshotUrl: string
  /** The name of this service. */
  readonly archive: string
  readonly capturedAt: Instant
  /** The day on which the citation is made. */
  readonly citedAt: Instant
  readonly webState: WebState
}

/** Whether it is in Chinese: what its page says, else its title. */
export function isChinese({ article }: Cited): boolean {
  return article.language?.startsWith('zh') ?? /\p{Script=Han}/u.test(article.title)
}

/** `2024-09-18`, in the outlet's own zone; null where it names no day. */
export function publishedDay({ article }: Cited): string | null {
  return /^\d{4}-\d\d-\d\d/.exec(article.publishedAt ?? '')?.[0] ?? null
}

export function dayOf(instant: Instant): string {
  return instant.slice(0, 10)
}

/** Year, month from 1 and day of `2024-09-18`. */
export function dayParts(day: string): { year: string; month: number; day: number } {
  const [year = '', month, ofMonth] = day.split('-')
  return { year, month: Number(month), day: Number(ofMonth) }
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

export function endWithStop(text: string): string {
  return /[.!?。！？…]$/.test(text) ? text : `${text}.`
}
