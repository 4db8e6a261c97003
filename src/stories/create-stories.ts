import type { CatalogStore, HeldSnapshot, SearchIndex } from '#catalog'
import {
  type Clock,
  type Connections,
  instantOf,
  parseChannelSlug,
  type Reprint,
  type Snapshot,
  type SnapshotId,
} from '#model'
import { articlesTaught } from './articles-taught.ts'
import type { ChannelModel } from './channel-model.ts'
import { channelOfSection, classifyChannel } from './channel-of.ts'
import { type Copy, containment, findParent, isBefore } from './copies.ts'
import { createCopyCache } from './copy-cache.ts'
import { worthComparing } from './copy-candidates.ts'
import { type CorrectionStore, correctionOf, taughtChannel, taughtRegion } from './corrections.ts'
import { fingerprintsOf } from './fingerprints.ts'
import { gistOf } from './gist.ts'
import { formatGist } from './gist-record.ts'
import { likenessOf } from './likeness.ts'
import { lineageOf } from './lineage.ts'
import { hashText, plainText } from './plain-text.ts'
import { createProfileCache } from './profile-cache.ts'
import { createRecentWords } from './recent-words.ts'
import { relatedTo } from './related.ts'
import type { ConnectResult, Stories } from './stories.ts'
import { countedBelongingMin } from './story-fit.ts'
import { type Neighbour, placeInStory, publishedMs } from './story-placement.ts'
import { findingKeys, type StoryProfile } from './story-profile.ts'
import { splitStory } from './story-splitting.ts'
import { vanishedBy } from './vanished.ts'
import { createWordStatistics } from './word-statistics.ts'
import { wordRarity } from './words.ts'

/** Of the texts that share fingerprints, those that share most. */
const sharerCountMax = 24
/** What was silent for so long is another story: it is related, but does not join. */
const silenceMsMax = 30 * 86_400_000
const storyCandidateCountMax = 24
/** An article is found by its most telling words, of which those that look for it have more. */
const keptWordCount = 16
const soughtWordCount = 32

/**
 * Ties snapshots together: copies to their originals, articles to stories, texts to channels and places.
 *
 * @param options.channelModel Decides channels; without one they are the sources' own.
 * @param options.corrections What operators decided: it stands, and it teaches the model.
 */
export function createStories(options: {
  catalog: CatalogStore
  search: SearchIndex
  clock: Clock
  channelModel?: ChannelModel
  corrections?: Pick<CorrectionStore, 'all'>
}): Stories {
  const { catalog, search, clock, channelModel, corrections } = options
  const statistics = createWordStatistics()
  const profiles = createProfileCache(catalog, statistics)
  const copies = createCopyCache()
  const recentWords = createRecentWords({ catalog, clock, statistics })
  const rarity = (word: string) => statistics.lastingRarity(hashText(word), wordRarity(word))

  async function connect(
    snapshot: Snapshot,
    hints: Parameters<Stories['connect']>[1],
  ): Promise<ConnectResult> {
    await recentWords.learnSome()
    const gist = gistOf({
      ...snapshot.article,
      atMs: publishedMs({ snapshot }),
      home: hints.region,
    })
    statistics.add(gist.words)
    const profile = profiles.of({ snapshot }, gist)
    const words = findingKeys(profile, soughtWordCount)
    const plain = plainText(snapshot.article.text)
    const fingerprints = fingerprintsOf(plain)
    const near = await nearCopies(snapshot, fingerprints)
    const { reprintOf, takeOver } = await placeInLineage(snapshot, near, plain)
    const family = near.filter(
      ({ held }) =>
        held.snapshot.id === reprintOf?.parent || takeOver.some(({ id }) => id === held.snapshot.id),
    )
    const placement = await placeAmongStories(
      snapshot,
      { profile, words },
      family.map(({ held }) => held),
    )
    return {
      connections: { ...(await placeInChannel(snapshot, profile, hints)), story: placement.story, reprintOf },
      fingerprints,
      reconnect: [...takeOver, ...placement.reconnect],
      vanished: await vanishedBy(catalog, snapshot),
      gist: { record: formatGist(gist), words: Uint32Array.from(findingKeys(profile, keptWordCount)) },
    }
  }

  async function placeInChannel(
    { articleId, article }: Snapshot,
    { region, body }: StoryProfile,
    hints: Parameters<Stories['connect']>[1],
  ): Promise<Pick<Connections, 'channel' | 'region'>> {
    const known = (await corrections?.all()) ?? []
    const decided = correctionOf(articleId, known)
    const place = taughtRegion(region?.name ?? hints.region, body, known)
    if (!channelModel) {
      const channel = channelOfSection(article.section ?? '') ?? hints.channel
      return { channel, region: place, ...decided }
    }
    const { scores } = classifyChannel(channelModel, { ...article, sourceChannel: hints.channel, region })
    return { channel: parseChannelSlug(taughtChannel(scores, body, known)), region: place, ...decided }
  }

  /** Texts of other articles that share enough to be worth a full comparison. */
  async function nearCopies(snapshot: Snapshot, fingerprints: Uint32Array): Promise<NearCopy[]> {
    const sharers = await catalog.byFingerprints(fingerprints, { sharedMin: 2, limit: sharerCountMax })
    const near = worthComparing(sharers, fingerprints.length)
    const held = await catalog.findMany(near.map(({ id }) => id))
    return held
      .filter((each) => each.snapshot.articleId !== snapshot.articleId)
      .map((each) => ({ held: each, copy: copies.of(each.snapshot) }))
  }

  /** The text it was taken from, and the texts already held that were taken from it: the crawl may meet the reprint first. */
  async function placeInLineage(
    snapshot: Snapshot,
    near: readonly NearCopy[],
    plain: string,
  ): Promise<{ reprintOf: Reprint | null; takeOver: { id: SnapshotId; changes: { reprintOf: Reprint } }[] }> {
    const own: NearCopy = { held: { snapshot } as HeldSnapshot, copy: copies.of(snapshot, plain) }
    const parentage = findParent(own.copy, near, ({ copy }) => copy)
    const takeOver: { id: SnapshotId; changes: { reprintOf: Reprint } }[] = []
    for (const later of near.filter(({ copy }) => isBefore(own.copy, copy))) {
      // Against all that is near, not the parent it has now alone: what was a digest's piece stays so.
      const itsParent = findParent(
        later.copy,
        [own, ...near.filter((each) => each !== later)],
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

  async function placeAmongStories(
    snapshot: Snapshot,
    { profile, words }: { profile: StoryProfile; words: readonly number[] },
    family: readonly HeldSnapshot[],
  ) {
    const previous = await catalog.latestOf(snapshot.articleId)
    if (previous?.connections.story) return { story: previous.connections.story, reconnect: [] }
    const known = new Set([snapshot.id, ...family.map((each) => each.snapshot.id)])
    const from = instantOf(publishedMs({ snapshot }) - silenceMsMax)
    const sought = { from, limit: storyCandidateCountMax + known.size }
    const hits = (await catalog.byWords(Uint32Array.from(words), sought)).filter((id) => !known.has(id))
    const others = await profiles.ofAll(hits)
    const alike = hits.flatMap((id) => {
      const other = others.get(id)
      const score = other ? likenessOf(profile, other).belonging : 0
      return score >= countedBelongingMin ? [{ id, score }] : []
    })
    const scores = new Map(alike.map(({ id, score }) => [id, score]))
    const neighbours: Neighbour[] = (await catalog.summaries([...scores.keys()]))
      .filter(({ articleId }) => articleId !== snapshot.articleId)
      .map(({ id, articleId, story, publishedAt, capturedAt }) => {
        const atMs = Date.parse(publishedAt ?? capturedAt)
        return { id, articleId, story, atMs, isFamily: false, score: scores.get(id) ?? 0 }
      })
    for (const held of family) {
      const { id, articleId } = held.snapshot
      const { story } = held.connections
      neighbours.push({ id, articleId, story, atMs: publishedMs(held), isFamily: true, score: 1 })
    }
    const { id, articleId } = snapshot
    const placement = await placeInStory(catalog, { id, atMs: publishedMs({ snapshot }), neighbours })
    const { story } = placement
    if (story === null || placement.reconnect.length > 0) return placement
    return splitStory({ catalog, profiles }, { ...placement, story }, { id, articleId, profile })
  }

  return {
    connect,
    async related(held, { limit }) {
      await recentWords.learnAll()
      return relatedTo({ catalog, search, profiles, rarity }, held, { limit })
    },
    lineage: (id) => lineageOf(catalog, id),
    async taughtBy(correction) {
      const known = (await corrections?.all()) ?? []
      return articlesTaught({ catalog, profiles, channelModel }, correction, known)
    },
  }
}

interface NearCopy {
  readonly held: HeldSnapshot
  readonly copy: Copy
}
