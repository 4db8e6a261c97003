import {
  documentTerms,
  headlineOf,
  matchOf,
  phraseNode,
  type Query,
  rarity,
  type SnapshotSummary,
  sentenceOf,
  wantedWords,
} from '#access'
import { type Article, epochMs, foldText } from '#model'
import { type EventKind, type Follow, followedQuery } from './follow.ts'
import type { Percolated, Wanted } from './percolator.ts'

/** A name of an outlet is looked for in parts; nobody's is longer. */
const nameCharsMax = 100

/** What an article is to all searches at once, at the moment when something happened to it. */
export function factsOf(
  summary: SnapshotSummary,
  article: Article | null,
  happened: EventKind | null,
): Percolated {
  const { outletSlug, channel, region, story, language, url } = summary
  const facts = [
    `outlet=${outletSlug}`,
    `article=${summary.articleId}`,
    `state=${summary.webState}`,
    `revised=${summary.revisionCount > 1 ? 'yes' : 'no'}`,
    ...(channel ? [`channel=${channel}`] : []),
    ...(region ? [`region=${region}`] : []),
    ...(story ? [`story=${story}`] : []),
    ...(summary.reprintOf ? [] : ['reprint=no']),
    ...(happened ? [`event=${happened}`] : []),
    ...languages(language).map((tag) => `lang=${tag}`),
    ...hosts(new URL(url).hostname).map((host) => `site=${host}`),
    ...parts(foldText(article?.outlet ?? '').trim()).map((part) => `part=${part}`),
  ]
  return {
    terms: article && documentTerms(article),
    facts,
    sortMs: timeOf(summary.publishedAt) ?? epochMs(summary.capturedAt),
  }
}

/**
 * What a follow asks of an article to which one of these happened. A search that asks in sentences matches where most
 * of its words are: the search engine ranks such, and has no line between what is found and what is not.
 *
 * @throws {FollowError}
 */
export function wantedBy(follow: Follow, events: readonly EventKind[]): Wanted {
  const happened = events.map((kind) => `event=${kind}`)
  const query = followedQuery(follow)
  if (query) {
    const wanted = wantedByQuery(query)
    return { ...wanted, facts: [...wanted.facts, happened] }
  }
  const key = follow.kind === 'article' ? 'article' : 'outlet'
  return { facts: [[`${key}=${follow.value}`], happened], match: null }
}

/** What a query of the query language asks of a document. */
export function wantedByQuery(query: Query): Wanted {
  const { filter } = query
  const facts: string[][] = []
  const only = (name: string, value: string | undefined) => {
    if (value !== undefined) facts.push([`${name}=${value}`])
  }
  only('channel', filter.channel)
  only('outlet', filter.outletSlug)
  only('region', filter.region)
  only('story', filter.story)
  only('lang', filter.language?.toLowerCase())
  only('site', filter.site && hostKey(filter.site.toLowerCase()))
  only('part', filter.outlet && foldText(filter.outlet).trim())
  only('revised', filter.revised === undefined ? undefined : filter.revised ? 'yes' : 'no')
  only('reprint', filter.reprints === false ? 'no' : undefined)
  if (filter.webStates) facts.push(filter.webStates.map((state) => `state=${state}`))
  const sentence = sentenceOf(query) ?? headlineOf(query)
  return {
    facts,
    match: sentence === null ? matchOf(query) : matchOf({ root: null, filter }),
    ...(sentence !== null && { most: wordsOf(sentence) }),
    ...(filter.from && { fromMs: epochMs(filter.from) }),
    ...(filter.to && { toMs: epochMs(filter.to) }),
  }
}

function wordsOf(sentence: string): NonNullable<Wanted['most']> {
  return wantedWords(sentence).words.flatMap((word) => {
    const phrase = phraseNode(word, 'any')
    return phrase ? [{ phrase, weight: rarity(word) }] : []
  })
}

/** `zh-Hant-TW`, `zh-Hant`, `zh`. */
function languages(tag: string | null): string[] {
  const subtags = (tag ?? '').toLowerCase().split('-').filter(Boolean)
  return subtags.map((_, index) => subtags.slice(0, index + 1).join('-'))
}

/** Its own key and those of all hosts above it. */
function hosts(host: string): string[] {
  const labels = hostKey(host).split('.').filter(Boolean)
  return labels.map((_, index) => `${labels.slice(0, index + 1).join('.')}.`)
}

/** `com.example.news.`, as the catalog sorts hosts. */
function hostKey(host: string): string {
  return `${host
    .replace(/^www\d*\./, '')
    .split('.')
    .reverse()
    .join('.')}.`
}

function parts(name: string): string[] {
  const found = new Set<string>()
  const short = name.slice(0, nameCharsMax)
  for (let start = 0; start < short.length; start++)
    for (let end = start + 1; end <= short.length; end++) found.add(short.slice(start, end))
  return [...found]
}

function timeOf(publishedAt: string | null): number | null {
  const ms = publishedAt === null ? Number.NaN : Date.parse(publishedAt)
  return Number.isNaN(ms) ? null : ms
}
