import type { CatalogStore, HeldSnapshot } from '#catalog'
import { type Connections, instantOf } from '#model'
import type { ChannelModel } from './channel-model.ts'
import { classifyChannel } from './channel-of.ts'
import {
  type Correction,
  correctionOf,
  likenessMin,
  likenessTo,
  taughtChannel,
  taughtRegion,
} from './corrections.ts'
import type { ProfileCache } from './profile-cache.ts'
import type { ConnectResult } from './stories.ts'
import type { StoryProfile } from './story-profile.ts'

/** A bound on what one act changes at once; later articles are told by it when they come. */
const taughtCountMax = 100
const soughtWordCount = 32

/**
 * The articles that are held already and would be told otherwise with a new correction: those that share its telling
 * words, that no operator decided about, and that it brings to its own channel or place.
 *
 * @param known All corrections, this one too.
 */
export async function articlesTaught(
  {
    catalog,
    profiles,
    channelModel,
  }: { catalog: CatalogStore; profiles: ProfileCache; channelModel: ChannelModel | undefined },
  correction: Correction,
  known: readonly Correction[],
): Promise<ConnectResult['reconnect']> {
  const words = Uint32Array.from(correction.words.slice(0, soughtWordCount), ([hash]) => hash)
  const ids = await catalog.byWords(words, { from: instantOf(0), limit: taughtCountMax })
  const likely = [...(await profiles.ofAll(ids))].filter(
    ([, { body }]) => likenessTo(correction, body) >= likenessMin,
  )
  const held = new Map(
    (await catalog.findMany(likely.map(([id]) => id))).map((each) => [each.snapshot.id, each]),
  )
  return likely.flatMap(([id, profile]) => {
    const each = held.get(id)
    if (!each || each.snapshot.articleId === correction.articleId) return []
    const changes = changesOf(each, profile)
    return Object.keys(changes).length > 0 ? [{ id, changes }] : []
  })

  function changesOf(
    { snapshot, connections }: HeldSnapshot,
    { body, region }: StoryProfile,
  ): Partial<Connections> {
    const decided = correctionOf(snapshot.articleId, known)
    const changes: { channel?: Connections['channel']; region?: string } = {}
    if (correction.channel && !decided.channel && channelModel) {
      const { scores } = classifyChannel(channelModel, { ...snapshot.article, region })
      const isTaught = taughtChannel(scores, body, known) === correction.channel
      if (isTaught && connections.channel !== correction.channel) changes.channel = correction.channel
    }
    if (correction.region !== undefined && decided.region === undefined) {
      const isTaught = taughtRegion(connections.region, body, known) === correction.region
      if (isTaught && connections.region !== correction.region) changes.region = correction.region
    }
    return changes
  }
}
