import type { CatalogStore, HeldSnapshot } from '#catalog'
import type { SnapshotId } from '#model'
import { publishedMs } from './story-placement.ts'
import { type ArticleWords, type Rarities, type StoryProfile, storyProfile } from './story-profile.ts'

/** Profiles of the snapshots met last: the same recent articles are compared again and again. */
export interface ProfileCache {
  /** @param words The article's, where they are cut already. */
  of(held: Pick<HeldSnapshot, 'snapshot'>, words?: ArticleWords): StoryProfile
  /** Of all these snapshots that are held; only those not known yet are read. */
  ofAll(catalog: CatalogStore, ids: readonly SnapshotId[]): Promise<Map<SnapshotId, StoryProfile>>
}

/** About 50 kB each. */
const profileCountMax = 1000

export function createProfileCache(rarities: Rarities): ProfileCache {
  const profiles = new Map<SnapshotId, StoryProfile>()

  function remember(id: SnapshotId, profile: StoryProfile): StoryProfile {
    profiles.delete(id)
    profiles.set(id, profile)
    const [oldest] = profiles.keys()
    if (profiles.size > profileCountMax && oldest !== undefined) profiles.delete(oldest)
    return profile
  }

  function of(held: Pick<HeldSnapshot, 'snapshot'>, words?: ArticleWords): StoryProfile {
    const { id, article } = held.snapshot
    return remember(
      id,
      profiles.get(id) ?? storyProfile({ ...article, atMs: publishedMs(held) }, rarities, words),
    )
  }

  return {
    of,
    async ofAll(catalog, ids) {
      const unknown = await catalog.findMany(ids.filter((id) => !profiles.has(id)))
      for (const held of unknown) of(held)
      const known = ids.flatMap((id) => {
        const profile = profiles.get(id)
        return profile ? [[id, remember(id, profile)] as const] : []
      })
      return new Map(known)
    },
  }
}
