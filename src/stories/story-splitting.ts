import type { CatalogStore, SnapshotSummary } from '#catalog'
import { type ArticleId, type SnapshotId, type StoryId, storyIdOf } from '#model'
import { likenessOf } from './likeness.ts'
import type { ProfileCache } from './profile-cache.ts'
import { settleStories } from './settling.ts'
import { countedBelongingMin, type Link, storyFit } from './story-fit.ts'
import { joinArticle, type Placement } from './story-placement.ts'
import type { StoryProfile } from './story-profile.ts'

/** An article that is about to join a story. */
export interface Arrival {
  readonly id: SnapshotId
  readonly articleId: ArticleId
  readonly profile: StoryProfile
}

/** A story is looked through whenever it has grown to twice its size: each article costs the same on average. */
const lookedThroughAt: ReadonlySet<number> = new Set([4, 8, 16, 32, 64])

/**
 * Asks every member of a growing story whether it still belongs there. Who does not leaves, alone or together with
 * others. The id stays with the larger part, of equals with the earlier one; another part is named for its own first
 * article, and one article alone is no story.
 *
 * @returns The placement as it was where nobody leaves.
 */
export async function splitStory(
  { catalog, profiles }: { catalog: CatalogStore; profiles: ProfileCache },
  placement: Placement & { readonly story: StoryId },
  arrival: Arrival,
): Promise<Placement> {
  const { story } = placement
  const { total } = await catalog.list({ story }, { cursor: null, limit: 1 })
  if (!lookedThroughAt.has(total.value + 1)) return placement
  const members = await catalog.storyMembers(story)
  const own = members.filter((member) => rootOf(member, members) === member)
  const known = await profiles.ofAll(own.map(({ id }) => id))
  const asked = [
    ...own.flatMap(({ id, articleId }) => {
      const profile = known.get(id)
      return profile ? [{ id, articleId, profile }] : []
    }),
    arrival,
  ]
  const copies = new Map<SnapshotId, SnapshotSummary[]>()
  for (const member of members) {
    const root = rootOf(member, members).id
    copies.set(root, [...(copies.get(root) ?? []), member])
  }
  const [largest, ...others] = partsOf(asked, copies)
  if (!largest || others.length === 0) return placement
  const reconnect = [...placement.reconnect]
  let placed: StoryId | null = story
  for (const part of others) {
    const name = await nameOf(catalog, part)
    for (const { id } of part.articles) {
      if (id === arrival.id) placed = name
      for (const member of copies.get(id) ?? []) reconnect.push(...(await joinArticle(catalog, member, name)))
    }
  }
  return { story: placed, reconnect }
}

interface Part {
  /** Oldest first. */
  readonly articles: readonly Arrival[]
  /** With their copies, which go where their original goes. */
  readonly size: number
}

/**
 * The largest first; of equals, the one that began first. A part of which somebody would join the largest if it came
 * only now has no reason to leave it.
 */
function partsOf(
  members: readonly Arrival[],
  copies: ReadonlyMap<SnapshotId, readonly SnapshotSummary[]>,
): Part[] {
  const links = members.map(({ profile }, place): Link[] =>
    members.slice(0, place).flatMap((other, at) => {
      const { belonging } = likenessOf(profile, other.profile)
      return belonging < countedBelongingMin ? [] : [{ place: at, belonging }]
    }),
  )
  // From each alone, not from all together: of two groups in one story nobody has a reason to leave first.
  const settled = settleStories([...members.keys()], links)
  const [largest, ...others] = [...new Set(settled)]
    .map((story) => {
      const articles = members.filter((_, place) => settled[place] === story)
      const sizes = articles.map(({ id }) => copies.get(id)?.length ?? 1)
      return { story, articles, size: sizes.reduce((a, b) => a + b, 0) }
    })
    .sort((a, b) => b.size - a.size || a.story - b.story)
  if (!largest) return []
  const leaving = others.filter(({ articles }) => !articles.some((each) => belongsTo(largest.articles, each)))
  const staying = members.filter((each) => !leaving.some(({ articles }) => articles.includes(each)))
  return [{ articles: staying, size: largest.size }, ...leaving]
}

function belongsTo(members: readonly Arrival[], { profile }: Arrival): boolean {
  const belongings = members.map((member) => likenessOf(profile, member.profile).belonging)
  return storyFit(belongings, members.length) > 0
}

/** The name of its first article that no other story has. */
async function nameOf(catalog: CatalogStore, { articles, size }: Part): Promise<StoryId | null> {
  if (size < 2) return null
  for (const { id } of articles) {
    const name = storyIdOf(id)
    if ((await catalog.storyMembers(name)).length === 0) return name
  }
  return null
}

function rootOf(member: SnapshotSummary, members: readonly SnapshotSummary[]): SnapshotSummary {
  let root = member
  for (let steps = 0; steps < members.length; steps++) {
    const parent = members.find(({ id }) => id === root.reprintOf?.parent)
    if (!parent) break
    root = parent
  }
  return root
}
