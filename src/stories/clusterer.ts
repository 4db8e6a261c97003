import { millisecondsOf } from './compare-pair.ts'
import { type Copy, containment, copyOf } from './copies.ts'
import { gistOf } from './gist.ts'
import { likenessOf } from './likeness.ts'
import { settleStories } from './settling.ts'
import { bestStory, countedBelongingMin, type Link } from './story-fit.ts'
import { findingKeys, type StoryProfile, storyProfile } from './story-profile.ts'
import { createWordStatistics } from './word-statistics.ts'

export interface ClusteredArticle {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly publishedAt?: string | null
  /** BCP 47. */
  readonly language?: string
}

/** Groups articles into stories as they come. */
export interface Clusterer {
  /** The story that the article belongs to, as far as is known when it comes: the id of its first article. */
  add(article: ClusteredArticle): string
  /** The story of each article, in the order in which they came, by all that is known now. */
  settled(): string[]
}

/** Of an arrival in an earlier text: then it is the same text. */
const copyShareMin = 0.5
/** An affair that was silent this long has ended; a new article begins a new story. */
const silenceMsMax = 21 * 86_400_000
/** The most telling words of each article, by which others find it. */
const indexedWordCount = 16
const comparedCountMax = 40
/** Of articles in other languages, those that share most figures and names. */
const comparedAbroadCountMax = 12
/** Of articles that share a word, the newest are looked at. */
const sharersMax = 1000
const memberCountMax = 20_000

/** Articles must come in the order of time. Memory is bounded: the oldest of many articles are compared no more. */
export function createClusterer(): Clusterer {
  const statistics = createWordStatistics()
  const ids: string[] = []
  const links: (readonly Link[])[] = []
  /** Of each article its story, by the place of the story's first article. */
  const stories: number[] = []
  const members = new Map<number, Member>()
  const byKey = new Map<number, number[]>()
  const memberCounts = new Map<number, number>()

  function add(article: ClusteredArticle): string {
    const atMs = millisecondsOf(article.publishedAt)
    const gist = gistOf({ ...article, atMs })
    statistics.add(gist.words)
    const profile = storyProfile(gist, statistics)
    const copy = copyOf({
      text: article.text,
      outlet: '',
      at: { ms: atMs ?? 0, isDay: false, capturedMs: 0 },
    })
    const own = linksOf({ profile, copy })
    const place = ids.push(article.id) - 1
    links.push(own)
    const story = bestStory(own, stories, memberCounts) ?? place
    stories.push(story)
    memberCounts.set(story, (memberCounts.get(story) ?? 0) + 1)
    remember(place, { profile, copy })
    return ids[story]!
  }

  function linksOf(arrival: Member): Link[] {
    return candidates(arrival.profile).flatMap(({ place, member }) => {
      const isCopy = containment(arrival.copy, member.copy) >= copyShareMin
      const belonging = isCopy ? 1 : likenessOf(arrival.profile, member.profile).belonging
      return belonging < countedBelongingMin ? [] : [{ place, belonging }]
    })
  }

  /** Members that share telling words, and those in other languages that share facts; those that share most first. */
  function candidates(profile: StoryProfile): { place: number; member: Member }[] {
    const { body, atMs } = profile
    const shared = new Map<number, number>()
    const share = (key: number, weight: number) => {
      for (const place of byKey.get(key) ?? []) shared.set(place, (shared.get(place) ?? 0) + weight)
    }
    for (const [index, word] of body.hashes.entries()) share(word, body.weights[index]!)
    const alike = ranked(shared).slice(0, comparedCountMax)
    shared.clear()
    for (const key of findingKeys(profile, 0)) share(key, 1)
    const abroad = ranked(shared).filter((place) => members.get(place)?.profile.language !== profile.language)
    return [...new Set([...alike, ...abroad.slice(0, comparedAbroadCountMax)])].flatMap((place) => {
      const member = members.get(place)
      const sinceMs = atMs === null ? 0 : atMs - (member?.profile.atMs ?? atMs)
      return member && sinceMs <= silenceMsMax ? [{ place, member }] : []
    })
  }

  function remember(place: number, member: Member): void {
    members.set(place, member)
    members.delete(place - memberCountMax)
    for (const key of findingKeys(member.profile, indexedWordCount)) {
      const sharers = byKey.get(key) ?? []
      sharers.push(place)
      if (sharers.length > 2 * sharersMax) sharers.splice(0, sharersMax)
      byKey.set(key, sharers)
    }
  }

  return {
    add,
    settled: () => settleStories(stories, links).map((story) => ids[story]!),
  }
}

function ranked(shared: ReadonlyMap<number, number>): number[] {
  return [...shared].sort((a, b) => b[1] - a[1]).map(([place]) => place)
}

interface Member {
  readonly profile: StoryProfile
  readonly copy: Copy
}
