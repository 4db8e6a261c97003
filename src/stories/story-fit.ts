/** Members that belong less than this are not counted at all. */
export const countedBelongingMin = 0.05
/** Best on the labelled stories: above it false joins grow rarer than stories that fall apart. */
const belongingMin = 0.38
/** With one article there is no second to ask, and a story must begin somewhere. */
const lonelyBelongingMin = 0.35
const nearestWeight = 0.6

/**
 * How surely an article belongs to a story, 0 to 1, by how it belongs to the story's members: the second nearest has a
 * say too, so that one chance likeness is not enough and a story does not grow along a chain. 0 where it does not
 * belong.
 *
 * @param belongings To the members that were compared, each 0 to 1.
 * @param memberCount Of the story.
 */
export function storyFit(belongings: readonly number[], memberCount: number): number {
  const [nearest = 0, second = 0] = [...belongings].sort((a, b) => b - a)
  if (memberCount <= 1) return nearest >= lonelyBelongingMin ? nearest : 0
  const fit = nearestWeight * nearest + (1 - nearestWeight) * second
  return fit >= belongingMin ? fit : 0
}

/** How surely an article belongs with an earlier one, given by its place in the order of time. */
export interface Link {
  readonly place: number
  readonly belonging: number
}

/**
 * The story that an article belongs to most surely; null where it belongs to none.
 *
 * @param stories Of each article, by its place, its story.
 * @param sizes Of the stories, without the article that asks.
 */
export function bestStory(
  links: readonly Link[],
  stories: readonly number[],
  sizes: ReadonlyMap<number, number>,
): number | null {
  const belongings = new Map<number, number[]>()
  for (const { place, belonging } of links) {
    const story = stories[place]!
    const known = belongings.get(story)
    if (known) known.push(belonging)
    else belongings.set(story, [belonging])
  }
  let best: { story: number; fit: number } | null = null
  for (const [story, each] of belongings) {
    const fit = storyFit(each, sizes.get(story) ?? 0)
    if (fit > (best?.fit ?? 0)) best = { story, fit }
  }
  return best?.story ?? null
}
