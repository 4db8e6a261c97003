import { type Capture, type Instant, parseInstant, type UrlKey } from '#model'
import { Problem } from './problem.ts'

/** Where an earlier answer of the CDX server ended. */
export interface ResumePoint {
  readonly urlKey: UrlKey
  readonly capturedAt: Instant
  /** How many captures of that key and moment were looked at. */
  readonly count: number
}

/** `urlkey moment count`, as a client hands it back; it is told percent-encoded. @throws {Problem} 400 */
export function parseResumeKey(text: string): ResumePoint {
  const [, urlKey, moment = '', count = '0'] = /^(\S+) (\S+) (\d{1,6})$/.exec(unescaped(text)) ?? []
  try {
    if (urlKey) return { urlKey: urlKey as UrlKey, capturedAt: parseInstant(moment), count: Number(count) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw new Problem(400, 'bad-parameter', 'resumeKey: is none that an answer of this service ended with.')
}

/** Follows along while captures are looked at, by key and then by time. */
export interface ResumePlace {
  /** Whether an earlier answer has looked at this one. */
  isPassed(capture: Capture): boolean
  pass(capture: Capture): void
  /** What goes on behind the last one that was passed; null before the first. */
  key(): string | null
}

export function resumePlace(after: ResumePoint | null): ResumePlace {
  let at: ResumePoint | null = null
  let repeatsLeft = after?.count ?? 0

  const isSame = (point: ResumePoint | null, { urlKey, capturedAt }: Capture) =>
    point?.urlKey === urlKey && point.capturedAt === capturedAt

  return {
    isPassed(capture) {
      if (!after || capture.urlKey > after.urlKey) return false
      if (capture.urlKey < after.urlKey || capture.capturedAt < after.capturedAt) return true
      return isSame(after, capture) && repeatsLeft-- > 0
    },
    pass(capture) {
      const { urlKey, capturedAt } = capture
      const before = at ?? after
      at = { urlKey, capturedAt, count: isSame(before, capture) ? (before?.count ?? 0) + 1 : 1 }
    },
    key: () => at && `${at.urlKey} ${at.capturedAt} ${at.count}`,
  }
}

/** Clients hand it back as they got it, or decoded, or with plus signs for its spaces. */
function unescaped(text: string): string {
  try {
    return /\s/.test(text) ? text : decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
