import { millisecondsOf } from './compare-pair.ts'
import { type Copy, containment, copyOf } from './copies.ts'
import { gistOf } from './gist.ts'
import { likenessOf } from './likeness.ts'
import { countedBelongingMin, storyFit } from './story-fit.ts'
import { heaviest, type StoryProfile, storyProfile } from './story-profile.ts'
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
  /** The story that the article belongs to: the id of its first article. */
  add(article: ClusteredArticle): string
}

/** Of an arrival in an earlier text: then it is the same text. */
const copyShareMin = 0.5
/** An affair that was silent this long has ended; a new article begins a new story. */
const silenceMsMax = 21 * 86_400_000
/** The most telling words of each article, by which others find it. */
const indexedWordCount = 16
const comparedCountMax = 40
const memberCountMax = 20_000

/** Articles must come in the order of time. Memory is bounded: the oldest of many articles are forgotten. */
export function createClusterer(): Clusterer {
  const statistics = createWordStatistics()
  const members = new Map<number, Member>()
  const byWord = new Map<number, number[]>()
  const memberCounts = new Map<string, number>()
  let count = 0

  function add(article: ClusteredArticle): string {
    const atMs = millisecondsOf(article.publishedAt)
    const gist = gistOf({ title: article.title, text: article.text, atMs })
    statistics.add(gist.words)
    const profile = storyProfile(gist, statistics)
    const copy = copyOf({
      text: article.text,
      outlet: '',
      at: { ms: atMs ?? 0, isDay: false, capturedMs: 0 },
    })
    const story = nearestStory({ profile, copy }) ?? article.id
    remember({ story, profile, copy })
    return story
  }

  function nearestStory(arrival: { profile: StoryProfile; copy: Copy }): string | null {
    const belongings = new Map<string, number[]>()
    for (const member of candidates(arrival.profile)) {
      const isCopy = containment(arrival.copy, member.copy) >= copyShareMin
      const belonging = isCopy ? 1 : likenessOf(arrival.profile, member.profile).belonging
      if (belonging < countedBelongingMin) continue
      const known = belongings.get(member.story)
      if (known) known.push(belonging)
      else belongings.set(member.story, [belonging])
    }
    let best: { story: string; fit: number } | null = null
    for (const [story, each] of belongings) {
      const fit = storyFit(each, memberCounts.get(story) ?? 1)
      if (fit > (best?.fit ?? 0)) best = { story, fit }
    }
    return best?.story ?? null
  }

  /** Members that share telling words, those that share most first. */
  function candidates({ body, atMs }: StoryProfile): Member[] {
    const shared = new Map<number, number>()
    for (const [place, word] of body.hashes.entries()) {
      const weight = body.weights[place]!
      for (const index of byWord.get(word) ?? []) shared.set(index, (shared.get(index) ?? 0) + weight)
    }
    return [...shared]
      .sort((a, b) => b[1] - a[1])
      .slice(0, comparedCountMax)
      .flatMap(([index]) => members.get(index) ?? [])
      .filter(({ profile }) => atMs === null || profile.atMs === null || atMs - profile.atMs <= silenceMsMax)
  }

  function remember(member: Member): void {
    const index = count++
    members.set(index, member)
    memberCounts.set(member.story, (memberCounts.get(member.story) ?? 0) + 1)
    for (const { hash } of heaviest(member.profile.body, indexedWordCount))
      byWord.set(hash, [...(byWord.get(hash) ?? []).slice(-999), index])
    forget(index - memberCountMax)
  }

  function forget(index: number): void {
    const member = members.get(index)
    if (!member) return
    members.delete(index)
    const left = (memberCounts.get(member.story) ?? 1) - 1
    if (left > 0) memberCounts.set(member.story, left)
    else memberCounts.delete(member.story)
  }

  return { add }
}

interface Member {
  readonly story: string
  readonly profile: StoryProfile
  readonly copy: Copy
}
