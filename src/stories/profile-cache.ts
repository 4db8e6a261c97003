import type { CatalogStore, HeldSnapshot } from '#catalog'
import type { SnapshotId } from '#model'
import { type Gist, gistOf } from './gist.ts'
import { parseGist } from './gist-record.ts'
import { publishedMs } from './story-placement.ts'
import { type Rarities, type StoryProfile, storyProfile } from './story-profile.ts'

/** Profiles of the snapshots met last: the same recent articles are compared again and again. */
export interface ProfileCache {
  /** @param gist The article's, where it is made already. */
  of(held: Pick<HeldSnapshot, 'snapshot'>, gist?: Gist): StoryProfile
  /** Of all these snapshots that are held; only those not known yet are read. */
  ofAll(ids: readonly SnapshotId[]): Promise<Map<SnapshotId, StoryProfile>>
}

/** About 6 kB each. */
const profileCountMax = 4000

export function createProfileCache(catalog: CatalogStore, rarities: Rarities): ProfileCache {
  const profiles = new Map<SnapshotId, StoryProfile>()

  function remember(id: SnapshotId, profile: StoryProfile): StoryProfile {
    profiles.delete(id)
    profiles.set(id, profile)
    const [oldest] = profiles.keys()
    if (profiles.size > profileCountMax && oldest !== undefined) profiles.delete(oldest)
    return profile
  }

  return {
    of(held, gist) {
      const { id } = held.snapshot
      return remember(id, profiles.get(id) ?? storyProfile(gist ?? gistOfSnapshot(held), rarities))
    },

    async ofAll(ids) {
      const unknown = ids.filter((id) => !profiles.has(id))
      for (const [id, gist] of await gistsOf(catalog, unknown)) remember(id, storyProfile(gist, rarities))
      const known = ids.flatMap((id) => {
        const profile = profiles.get(id)
        return profile ? [[id, remember(id, profile)] as const] : []
      })
      return new Map(known)
    },
  }
}

/** The gists that the catalog keeps; of snapshots that came before it kept any, made from their texts. */
export async function gistsOf(
  catalog: CatalogStore,
  ids: readonly SnapshotId[],
): Promise<Map<SnapshotId, Gist>> {
  if (ids.length === 0) return new Map()
  const records = await catalog.gists(ids)
  const gists = new Map<SnapshotId, Gist>()
  for (const [id, record] of records) {
    const gist = parseGist(record)
    if (gist) gists.set(id, gist)
  }
  const missing = ids.filter((id) => !gists.has(id))
  if (missing.length === 0) return gists
  for (const held of await catalog.findMany(missing)) gists.set(held.snapshot.id, gistOfSnapshot(held))
  return gists
}

export function gistOfSnapshot(held: Pick<HeldSnapshot, 'snapshot'>): Gist {
  return gistOf({ ...held.snapshot.article, atMs: publishedMs(held) })
}
