import type { HeldSnapshot } from '#catalog'
import type { SnapshotId } from '#model'
import { publishedMs } from './story-placement.ts'
import { type ArticleWords, type Rarities, type StoryProfile, storyProfile } from './story-profile.ts'

/** Profiles of the snapshots met last: the same recent articles are compared again and again. */
export interface ProfileCache {
  /** @param words The article's, where they are cut already. */
  of(held: Pick<HeldSnapshot, 'snapshot'>, words?: ArticleWords): StoryProfile
}

/** About 50 kB each. */
const profileCountMax = 1000

export function createProfileCache(rarities: Rarities): ProfileCache {
  const profiles = new Map<SnapshotId, StoryProfile>()
  return {
    of(held, words) {
      const { id, article } = held.snapshot
      const known = profiles.get(id)
      profiles.delete(id)
      const profile = known ?? storyProfile({ ...article, atMs: publishedMs(held) }, rarities, words)
      profiles.set(id, profile)
      const [oldest] = profiles.keys()
      if (profiles.size > profileCountMax && oldest !== undefined) profiles.delete(oldest)
      return profile
    },
  }
}
