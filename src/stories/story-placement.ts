import type { CatalogStore, HeldSnapshot } from '#catalog'
import { type ArticleId, type SnapshotId, type StoryId, storyIdOf } from '#model'
import type { ConnectResult } from './stories.ts'
import { storyFit } from './story-fit.ts'

/** Which story a snapshot belongs to, and what that changes for others. */
export interface Placement {
  readonly story: StoryId | null
  readonly reconnect: ConnectResult['reconnect']
}

/** Another article, and how sure it is that it belongs to the same story. */
export interface Neighbour {
  readonly id: SnapshotId
  readonly articleId: ArticleId
  readonly story: StoryId | null
  readonly atMs: number
  /** Of one text: it belongs in any case. */
  readonly isFamily: boolean
  readonly score: number
}

/** Two stories become one where the new article belongs to both this surely. */
const joinScoreMin = 0.6
/** A larger story than this is not renamed: a bound on what one article can change. */
const renamedCountMax = 300

/**
 * Places a snapshot beside the neighbours that it belongs with. A story begins with its second article; its id comes
 * from the earlier one. Where two stories turn out to be one, the older id stays.
 */
export async function placeInStory(
  catalog: CatalogStore,
  { id, atMs, neighbours }: { id: SnapshotId; atMs: number; neighbours: readonly Neighbour[] },
): Promise<Placement> {
  const ranked = fitting(neighbours).sort(
    (a, b) => Number(b.isFamily) - Number(a.isFamily) || b.score - a.score,
  )
  const [nearest] = ranked
  if (!nearest) return { story: null, reconnect: [] }
  const sure = ranked.filter((each) => each === nearest || each.isFamily || each.score >= joinScoreMin)
  const stories = [...new Set(sure.flatMap((each) => each.story ?? []))]
  const story = stories.length > 0 ? await oldestOf(catalog, stories) : foundedBy(nearest, { id, atMs })
  const reconnect: { id: SnapshotId; changes: { story: StoryId } }[] = []
  for (const other of stories.filter((each) => each !== story)) {
    for (const member of await catalog.storyMembers(other))
      reconnect.push(...(await joinArticle(catalog, member, story)))
  }
  for (const each of sure) {
    if (each.story === null) reconnect.push(...(await joinArticle(catalog, each, story)))
  }
  return { story, reconnect }
}

/** The neighbours whose stories it belongs to, each as surely as to the story. A story has two articles at least. */
function fitting(neighbours: readonly Neighbour[]): Neighbour[] {
  const scores = (story: StoryId) =>
    neighbours.filter((each) => each.story === story).map(({ score }) => score)
  return neighbours
    .map((each) => ({
      ...each,
      score: each.story ? storyFit(scores(each.story), 2) : storyFit([each.score], 1),
    }))
    .filter(({ score }) => score > 0)
}

function foundedBy(nearest: Neighbour, { id, atMs }: { id: SnapshotId; atMs: number }): StoryId {
  return storyIdOf(nearest.atMs <= atMs ? nearest.id : id)
}

/** When it was published; captured, where that is unknown. In ms since 1970. */
export function publishedMs({ snapshot }: Pick<HeldSnapshot, 'snapshot'>): number {
  return Date.parse(snapshot.article.publishedAt ?? snapshot.capturedAt)
}

async function oldestOf(catalog: CatalogStore, stories: readonly StoryId[]): Promise<StoryId> {
  if (stories.length === 1) return stories[0]!
  const aged = await Promise.all(
    stories.map(async (story) => {
      const members = await catalog.storyMembers(story)
      const times = members.map(({ publishedAt, capturedAt }) => Date.parse(publishedAt ?? capturedAt))
      return { story, isLarge: members.length > renamedCountMax, firstMs: Math.min(...times) }
    }),
  )
  aged.sort(
    (a, b) => Number(b.isLarge) - Number(a.isLarge) || a.firstMs - b.firstMs || (a.story < b.story ? -1 : 1),
  )
  return aged[0]!.story
}

/** All revisions of an article belong to its story; null: to none. */
export async function joinArticle<S extends StoryId | null>(
  catalog: CatalogStore,
  { id, articleId }: { id: SnapshotId; articleId: ArticleId },
  story: S,
): Promise<{ id: SnapshotId; changes: { story: S } }[]> {
  const revisions = (await catalog.article(articleId))?.revisions ?? []
  const ids = new Set([id, ...revisions.map((revision) => revision.id)])
  return [...ids].map((each) => ({ id: each, changes: { story } }))
}
