import type { CatalogStore, HeldSnapshot, SearchIndex } from '#catalog'
import {
  type Clock,
  type Connections,
  isDayAlone,
  parseChannelSlug,
  type Reprint,
  type Snapshot,
  type SnapshotId,
} from '#model'
import type { ChannelModel } from './channel-model.ts'
import { channelOfSection, classifyChannel } from './channel-of.ts'
import { type Copy, containment, copyOf, findParent, isBefore } from './copies.ts'
import { fingerprintsOf } from './fingerprints.ts'
import { belongingMin, likenessOf } from './likeness.ts'
import { lineageOf } from './lineage.ts'
import { plainText } from './plain-text.ts'
import { createProfileCache } from './profile-cache.ts'
import { regionOf } from './region.ts'
import { relatedTo } from './related.ts'
import type { ConnectResult, Stories } from './stories.ts'
import { type Neighbour, placeInStory, publishedMs } from './story-placement.ts'
import { wordCounts } from './story-profile.ts'
import { createWordStatistics } from './word-statistics.ts'

/** Texts that share a fingerprint and are compared in full. */
const copyCandidateCountMax = 16
const storyCandidateCountMax = 12
/** Articles from which, on start, it is learnt which words are common these days. */
const learntFromCount = 400

/**
 * Ties snapshots together: copies to their originals, articles to stories, texts to channels and places.
 *
 * @param options.channelModel Decides channels; without one they are the sources' own.
 */
export function createStories(options: {
  catalog: CatalogStore
  search: SearchIndex
  clock: Clock
  channelModel?: ChannelModel
}): Stories {
  const { catalog, search, clock, channelModel } = options
  const statistics = createWordStatistics()
  const profiles = createProfileCache(statistics)
  let learnt: Promise<void> | undefined

  async function connect(
    snapshot: Snapshot,
    hints: Parameters<Stories['connect']>[1],
  ): Promise<ConnectResult> {
    learnt ??= learnRecentWords()
    await learnt
    const fingerprints = fingerprintsOf(plainText(snapshot.article.text))
    const copies = await nearCopies(snapshot, fingerprints)
    const { reprintOf, takeOver } = await placeInLineage(snapshot, copies)
    const family = copies.filter(
      ({ held }) =>
        held.snapshot.id === reprintOf?.parent || takeOver.some(({ id }) => id === held.snapshot.id),
    )
    const placement = await placeAmongStories(
      snapshot,
      family.map(({ held }) => held),
    )
    return {
      connections: { ...placeInChannel(snapshot, hints), story: placement.story, reprintOf },
      fingerprints,
      reconnect: [...takeOver, ...placement.reconnect],
    }
  }

  function placeInChannel(
    { article }: Snapshot,
    hints: Parameters<Stories['connect']>[1],
  ): Pick<Connections, 'channel' | 'region'> {
    const region = regionOf(article)?.name ?? hints.region
    if (!channelModel) return { channel: channelOfSection(article.section ?? '') ?? hints.channel, region }
    const { label } = classifyChannel(channelModel, { ...article, sourceChannel: hints.channel })
    return { channel: parseChannelSlug(label), region }
  }

  async function learnRecentWords(): Promise<void> {
    const { items } = await catalog.list({ to: clock.now() }, { cursor: null, limit: learntFromCount })
    for (const { snapshot } of await catalog.findMany(items.map(({ id }) => id))) learnWords(snapshot)
  }

  function learnWords({ article }: Snapshot): void {
    statistics.add(wordCounts(`${article.title}\n${article.text}`).keys())
  }

  /** Texts of other articles that share enough to be worth a full comparison. */
  async function nearCopies(snapshot: Snapshot, fingerprints: Uint32Array): Promise<NearCopy[]> {
    const hits = await catalog.byFingerprints(fingerprints, { sharedMin: 2, limit: copyCandidateCountMax })
    const held = await catalog.findMany(hits.map(({ id }) => id))
    return held
      .filter((each) => each.snapshot.articleId !== snapshot.articleId)
      .map((each) => ({ held: each, copy: copyOfSnapshot(each.snapshot) }))
  }

  /** The text it was taken from, and the texts already held that were taken from it: the crawl may meet the reprint first. */
  async function placeInLineage(
    snapshot: Snapshot,
    copies: readonly NearCopy[],
  ): Promise<{ reprintOf: Reprint | null; takeOver: { id: SnapshotId; changes: { reprintOf: Reprint } }[] }> {
    const own: NearCopy = { held: { snapshot } as HeldSnapshot, copy: copyOfSnapshot(snapshot) }
    const parentage = findParent(own.copy, copies, ({ copy }) => copy)
    const takeOver: { id: SnapshotId; changes: { reprintOf: Reprint } }[] = []
    for (const later of copies.filter(({ copy }) => isBefore(own.copy, copy))) {
      // Against all that is near, not the parent it has now alone: what was a digest's piece stays so.
      const itsParent = findParent(
        later.copy,
        [own, ...copies.filter((each) => each !== later)],
        ({ copy }) => copy,
      )
      if (itsParent?.parent !== own) continue
      const reprintOf = { parent: snapshot.id, containment: containment(later.copy, own.copy) }
      takeOver.push({ id: later.held.snapshot.id, changes: { reprintOf } })
    }
    const reprintOf = parentage && {
      parent: parentage.parent.held.snapshot.id,
      containment: parentage.containment,
    }
    return { reprintOf, takeOver }
  }

  async function placeAmongStories(snapshot: Snapshot, family: readonly HeldSnapshot[]) {
    learnWords(snapshot)
    const { article } = snapshot
    const previous = await catalog.latestOf(snapshot.articleId)
    if (previous?.connections.story) return { story: previous.connections.story, reconnect: [] }
    const exclude = [snapshot.id, ...family.map((each) => each.snapshot.id)]
    const hits = await search.moreLikeThis(article, { limit: storyCandidateCountMax, exclude })
    const profile = profiles.of({ snapshot })
    const alike = (await catalog.findMany(hits.map(({ id }) => id)))
      .filter((held) => held.snapshot.articleId !== snapshot.articleId)
      .map((held): Neighbour => {
        return { held, isFamily: false, score: likenessOf(profile, profiles.of(held)).belonging }
      })
      .filter(({ score }) => score >= belongingMin)
    const neighbours = [...family.map((held) => ({ held, isFamily: true, score: 1 })), ...alike]
    return placeInStory(catalog, { id: snapshot.id, atMs: publishedMs({ snapshot }), neighbours })
  }

  return {
    connect,
    related: (held, { limit }) =>
      relatedTo({ catalog, search, profiles, rarity: statistics.lastingRarity }, held, { limit }),
    lineage: (id) => lineageOf(catalog, id),
  }
}

interface NearCopy {
  readonly held: HeldSnapshot
  readonly copy: Copy
}

function copyOfSnapshot({ article, outletSlug, capturedAt }: Snapshot): Copy {
  return copyOf({
    title: article.title,
    text: article.text,
    outlet: article.outlet ?? outletSlug,
    source: article.source,
    reprintedFrom: article.reprintedFrom,
    at: {
      ms: Date.parse(article.publishedAt ?? capturedAt),
      isDay: article.publishedAt !== null && isDayAlone(article.publishedAt),
      capturedMs: Date.parse(capturedAt),
    },
  })
}
