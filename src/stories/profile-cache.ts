import type { HeldSnapshot } from '#catalog'
import type { SnapshotId } from '#model'
import { publishedMs } from './story-placement.ts'
import { type Rarity, type StoryProfile, storyProfile } from './story-profile.ts'

/** Profiles of the snapshots met last: the same recent articles are compared again and again. */
export interface ProfileCache {
  of(held: Pick<HeldSnapshot, 'snapshot'>): StoryProfile
}

/** About 30 kB each. */
const profileCountMax = 1000

export function createProfileCache(rarity: Rarity): ProfileCache {
  const profiles = new Map<SnapshotId, StoryProfile>()
  return {
    of(held) {
      const { id, article } = held.snapshot
      const known = profiles.get(id)
      profiles.delete(id)
      const profile = known ?? storyProfile({ ...article, atMs: publishedMs(held) }, rarity)
      profiles.set(id, profile)
      const [oldest] = profiles.keys()
      if (profiles.size > profileCountMax && oldest !== undefined) profiles.delete(oldest)
      return profile
    },
  }
}
