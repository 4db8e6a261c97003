import { foldText } from '#model'
import { containment, copyOf, sharedFigures } from './copies.ts'
import { gistOf } from './gist.ts'
import { likenessOf } from './likeness.ts'
import { storyProfile } from './story-profile.ts'

/** An article as far as its ties to others are judged. */
export interface ComparedArticle {
  readonly title: string
  readonly text: string
  /** ISO 8601, or a day alone. */
  readonly publishedAt?: string | null
}

/** How sure it is, 0 to 1, and whether it is. */
export interface Verdict {
  readonly score: number
  readonly is: boolean
}

/** What two articles are to each other. A duplicate is of the same event, and the same event is of the same story. */
export interface PairVerdict {
  /** One text: lightly edited, cut or lengthened. */
  readonly duplicate: Verdict
  readonly sameEvent: Verdict
  readonly sameStory: Verdict
}

/** Copies keep the figures; bulletins of one form, of another day, do not. */
const figureShareMin = 0.95

/** Judges two articles by themselves, without an archive around them. */
export function comparePair(a: ComparedArticle, b: ComparedArticle): PairVerdict {
  const duplicate = duplicateScore(a, b)
  const { sameEvent, sameStory } = likenessOf(
    storyProfile(gistOf({ ...a, atMs: millisecondsOf(a.publishedAt) })),
    storyProfile(gistOf({ ...b, atMs: millisecondsOf(b.publishedAt) })),
  )
  const event = Math.max(duplicate, sameEvent)
  return {
    duplicate: verdict(duplicate),
    sameEvent: verdict(event),
    sameStory: verdict(Math.max(event, sameStory)),
  }
}

/** Milliseconds since 1970; null where there is no time, or none that can be read. */
export function millisecondsOf(time: string | null | undefined): number | null {
  const ms = time ? Date.parse(time) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}

/** How much of the shorter text is in the longer one, less where the lengths differ or the figures do. */
function duplicateScore(a: ComparedArticle, b: ComparedArticle): number {
  if (a.text.trim() !== '' && foldText(a.text) === foldText(b.text)) return 1
  const copyA = copyOf({ text: a.text, outlet: '', at: noTime })
  const copyB = copyOf({ text: b.text, outlet: '', at: noTime })
  const shares = [containment(copyA, copyB), containment(copyB, copyA)]
  // A short text inside a long one of other matter is quoted, not copied.
  const score = 0.7 * Math.max(...shares) + 0.3 * Math.min(...shares)
  return sharedFigures(copyA, copyB) >= figureShareMin ? score : score / 2
}

const noTime = { ms: 0, isDay: false, capturedMs: 0 }

function verdict(score: number): Verdict {
  return { score, is: score >= 0.5 }
}
