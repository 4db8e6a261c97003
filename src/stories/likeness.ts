import { cosine, type StoryProfile } from './story-profile.ts'

/** How alike two texts are in what they tell; each 0 to 1. */
export interface Likeness {
  readonly body: number
  readonly title: number
  /** Between the two publications; null where one is unknown. */
  readonly gapHours: number | null
}

export function likenessOf(a: StoryProfile, b: StoryProfile): Likeness {
  const gapHours = a.atMs === null || b.atMs === null ? null : Math.abs(a.atMs - b.atMs) / 3_600_000
  return { body: cosine(a.body, b.body), title: cosine(a.title, b.title), gapHours }
}

// Where a story's next chapter is a week off it still is the same story, a month off rarely.
const storyFadeHours = 24 * 14

/** How sure it is, 0 to 1, that both belong to one story: the affair and its later chapters. .5 is the border. */
export function storyScore({ body, title, gapHours }: Likeness): number {
  const faded = (0.7 * body + 0.3 * title) * Math.exp(-(gapHours ?? 24) / storyFadeHours)
  return logistic((faded - storyBorder) / storySteepness)
}

/** How sure it is, 0 to 1, that both tell of one occurrence. .5 is the border. */
export function eventScore({ body, gapHours }: Likeness): number {
  return logistic((body * Math.exp(-(gapHours ?? 12) / eventFadeHours) - eventBorder) / eventSteepness)
}

const storyBorder = 0.2
const storySteepness = 0.06
const eventFadeHours = 36
const eventBorder = 0.29
const eventSteepness = 0.08

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
