import { bestStory, type Link } from './story-fit.ts'

/** After so many nearly nobody moves any more. */
const passCountMax = 3

/**
 * Asks each article again to which story it belongs, now that it is known what came after it: it may leave for another
 * story, or for one of its own, and whom it leaves stay together. So stories join and split.
 *
 * @param stories Of each article its story, in any numbers.
 * @param links Of each article those to earlier ones.
 * @returns Of each article its story, by the place of the story's first article.
 */
export function settleStories(stories: readonly number[], links: readonly (readonly Link[])[]): number[] {
  const settled = [...stories]
  const both = bothWays(links)
  const sizes = new Map<number, number>()
  const resize = (story: number, by: number) => sizes.set(story, (sizes.get(story) ?? 0) + by)
  for (const story of settled) resize(story, 1)
  let nextStory = Math.max(-1, ...sizes.keys()) + 1
  for (let pass = 0; pass < passCountMax; pass++) {
    let movedCount = 0
    for (const [place, own] of settled.entries()) {
      resize(own, -1)
      const best = bestStory(both[place]!, settled, sizes)
      const story = best ?? (sizes.get(own) === 0 ? own : nextStory++)
      resize(story, 1)
      settled[place] = story
      if (story !== own) movedCount++
    }
    if (movedCount === 0) break
  }
  return namedByFirst(settled)
}

function bothWays(links: readonly (readonly Link[])[]): Link[][] {
  const both = links.map((own) => [...own])
  for (const [place, own] of links.entries()) {
    for (const { place: other, belonging } of own) both[other]!.push({ place, belonging })
  }
  return both
}

function namedByFirst(stories: readonly number[]): number[] {
  const firsts = new Map<number, number>()
  for (const [place, story] of stories.entries()) if (!firsts.has(story)) firsts.set(story, place)
  return stories.map((story) => firsts.get(story)!)
}
