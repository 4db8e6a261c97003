import {
  type MatchNode,
  type MeantWord,
  type NameSuggestion,
  type SearchExplanation,
  type SearchFacets,
  type SearchHistogram,
  type SearchHit,
  type SearchHits,
  type SearchRequest,
  textScore,
  type WeighedWord,
} from '#catalog'
import type { Instant, Page, SnapshotId } from '#model'
import { formatCursor, parseCursor } from '../sqlite/page-cursor.ts'
import {
  bestByScore,
  byNewest,
  byOldest,
  byScore,
  type Candidate,
  type Found,
  firstByTime,
} from './best-documents.ts'
import { type DocumentFilter, documentFilter, isInTime } from './document-filter.ts'
import type { DocumentSource } from './document-source.ts'
import { countFacets } from './facets.ts'
import { filtered, matchesIn, noMatches } from './matching.ts'
import type { SearchPlan } from './search-plan.ts'
import type { Segment } from './segment.ts'
import type { SegmentSet } from './segment-set.ts'
import { nameInPinyin, suggestNames } from './suggest.ts'
import { Withheld } from './withheld.ts'
import { createWordWeights, singleTerm } from './word-weights.ts'

/** Past this many, by relevance, nobody looks; going on would sort all matches again for every page. */
const relevantMax = 1_000
/** The newest article gains a tenth over an old one of the same words; a month's age halves that. */
const recencyGain = 0.1
const recencyHalfMs = 30 * 86_400_000
/** So many of the index's best are ranked by their text. */
const rankedMax = 50
/** What the index's own score counts beside the text's. Measured with the constants of `textScore`. */
const indexShare = 0.45
/** With fewer answers than this that have all the words, those that come nearest follow. */
const nearlyUnder = 10
/** Of plain words, a text has at least this share, by weight, to come near. */
const nearlyMin = 0.4
/** Of a question, a text has at least this share, by weight, or is no answer. */
const coverageMin = 0.15
interface LikeOptions {
  readonly limit: number
  readonly exclude: readonly SnapshotId[]
  readonly from?: Instant
}

/** Answers plans over the segments as they are; every answer is computed in one go. */
export function createSearchEngine(set: SegmentSet, source: DocumentSource) {
  const withheld = new Withheld(source)
  return {
    /** @throws {RangeError} on a cursor of another list. */
    search: (plan: SearchPlan, page: SearchRequest): SearchHits => untilWhole(() => search(plan, page)),
    facets: (plan: SearchPlan, unit: SearchHistogram['unit'] | null = null): SearchFacets =>
      untilWhole(() => facets(plan, unit)),
    like: (match: MatchNode, options: LikeOptions): SearchHit[] => untilWhole(() => like(match, options)),
    suggest,
  }

  function search(plan: SearchPlan, page: SearchRequest): SearchHits {
    const run = createRun(plan.filter, page.recency)
    if (plan.nearest) return run.nearest(plan, plan.nearest, page)
    const found = plan.match ? run.matches(plan.match) : run.everything()
    const isFound = found.some(({ matches }) => matches.docs.length > 0)
    if (plan.otherwise && !isFound) return run.nearest(plan, plan.otherwise, page)
    const hits =
      plan.match && page.sort === 'relevance' ? run.byRelevance(plan, found, page) : run.byTime(found, page)
    const meant = isFound || !plan.match ? [] : run.meantWords(plan)
    return meant.length > 0 ? { ...hits, meant } : hits
  }

  function facets(plan: SearchPlan, unit: SearchHistogram['unit'] | null): SearchFacets {
    const run = createRun(plan.filter)
    const found = plan.nearest || !plan.match ? [] : run.matches(plan.match)
    if (!plan.nearest && !plan.match) return countFacets(run.everything(), set.names, unit)
    const isFound = found.some(({ matches }) => matches.docs.length > 0)
    const node = plan.nearest ?? (isFound ? null : plan.otherwise)
    return countFacets(node ? run.nearestFound(plan, node) : found, set.names, unit)
  }

  function suggest(
    typed: string,
    { limit, without }: { limit: number; without?: readonly SnapshotId[] },
  ): NameSuggestion[] {
    const accepts = documentFilter(without ? { without } : {}, set.names, source, withheld)
    return suggestNames(set, typed, accepts).slice(0, limit)
  }

  function like(match: MatchNode, { limit, exclude, from }: LikeOptions): SearchHit[] {
    const run = createRun(from === undefined ? {} : { from })
    const excluded = source.articleKeys(exclude)
    const found = run.matches(match)
    const best = run.best(found, limit + excluded.size)
    return run.hits(best.filter((candidate) => !excluded.has(candidate.key)).slice(0, limit))
  }

  /** One question's work: weights and filters are found once. */
  function createRun(filter: SearchPlan['filter'], isRecencyCounted = true) {
    const accepts: DocumentFilter | null = documentFilter(filter, set.names, source, withheld)
    const weights = createWordWeights(set.segments, eachSegment)
    // Stands for "now", so that the same catalog always gives the same order.
    const newestMs = set.segments.reduce((newest, { columns }) => Math.max(newest, columns.newestMs), 0)
    const recencyOf = (sortMs: number) =>
      isRecencyCounted
        ? 1 + (recencyGain * recencyHalfMs) / (recencyHalfMs + Math.max(0, newestMs - sortMs))
        : 1

    const run = {
      matches(node: MatchNode): Found[] {
        return eachSegment((segment): Found => {
          if (!isInTime(segment.columns, filter)) return { columns: segment.columns, matches: noMatches }
          const matches = matchesIn(segment, node, weights.weightOf)
          const { columns } = segment
          const shown = filtered(matches, (index) => {
            const doc = matches.docs[index] as number
            return !columns.isGone(doc) && (accepts === null || accepts(columns, doc))
          })
          return { columns, matches: shown }
        })
      },

      everything(): Found[] {
        return run.matches({ kind: 'everything' })
      },

      /** The best by the index are ranked once more by their text; what follows keeps the order of the index. */
      byRelevance(
        plan: SearchPlan,
        found: readonly Found[],
        { cursor, limit, explain }: SearchRequest,
      ): Page<SearchHit> {
        const start = offsetOf(cursor)
        const end = start + limit
        const total = countOfAll(found)
        const best = run.best(found, Math.min(Math.max(end, rankedMax), relevantMax + limit))
        const ranked = start < rankedMax ? rankedByText(best.slice(0, rankedMax), plan) : []
        const ordered = [...ranked, ...best.slice(ranked.length)]
        const items = run.hits(ordered.slice(start, end), { explain })
        const near =
          start === 0 && total < nearlyUnder ? run.nearly(plan, best, limit - items.length, explain) : []
        return {
          items: [...items, ...near],
          next: end < Math.min(relevantMax, total) ? formatCursor([end]) : null,
          total: { value: total, exact: true },
        }
      },

      /** Beyond the articles that have all the words, those that have most of them. */
      nearly(plan: SearchPlan, found: readonly Candidate[], limit: number, explain?: boolean): SearchHit[] {
        if (!plan.nearly || limit < 1) return []
        const known = new Set(found.map(({ key }) => key))
        const meant = plan.words.flatMap(({ phrase }) => weights.meantBy(phrase) ?? [])
        const nodes = [plan.nearly, ...meant.map(singleTerm)]
        const best = run
          .best(run.matches({ kind: 'or', nodes }), rankedMax)
          .filter(({ key }) => !known.has(key))
        const near = rankedByText(best, plan).filter(({ coverage }) => coverage >= nearlyMin)
        return run.hits(near.slice(0, limit), { isNear: true, explain })
      },

      /** A question has no "all matches", only the nearest; so these are one short list in any order. */
      nearest(
        plan: SearchPlan,
        match: MatchNode,
        { sort, cursor, limit, explain }: SearchRequest,
      ): Page<SearchHit> {
        const start = offsetOf(cursor)
        const end = start + limit
        const best = run.best(run.matches(match), rankedMax)
        const ranked = rankedByText(best, plan).filter(({ coverage }) => coverage >= coverageMin)
        if (sort !== 'relevance') ranked.sort(orderOf(sort))
        return {
          items: run.hits(ranked.slice(start, end), { explain }),
          next: end < ranked.length ? formatCursor([end]) : null,
          total: { value: ranked.length, exact: true },
        }
      },

      /** The documents that the list of the nearest has. */
      nearestFound(plan: SearchPlan, match: MatchNode): Found[] {
        const found = run.matches(match)
        const ranked = rankedByText(run.best(found, rankedMax), plan)
        const keys = new Set(ranked.filter(({ coverage }) => coverage >= coverageMin).map(({ key }) => key))
        return found.map(({ columns, matches }) => ({
          columns,
          matches: filtered(matches, (index) => {
            const doc = matches.docs[index] as number
            return keys.has(columns.arrays.key[doc] as number)
          }),
        }))
      },

      byTime(found: readonly Found[], { sort, cursor, limit }: SearchRequest): Page<SearchHit> {
        const first = firstByTime(found, limit + 1, orderOf(sort), placeOf(cursor))
        const last = first[limit - 1]
        return {
          items: run.hits(first.slice(0, limit)).map(({ id }) => ({ id, score: 0 })),
          next: last && first.length > limit ? formatCursor([last.sortMs, last.tie]) : null,
          total: { value: countOfAll(found), exact: true },
        }
      },

      /** The best by the index's score and recency, best first. */
      best(found: readonly Found[], limit: number): Candidate[] {
        return bestByScore(found, limit, recencyOf)
      },

      hits(
        candidates: readonly (Candidate | RankedCandidate)[],
        { isNear = false, explain = false }: { isNear?: boolean; explain?: boolean | undefined } = {},
      ): SearchHit[] {
        const ids = source.ids(candidates.map(({ snapshot }) => snapshot))
        return candidates.flatMap((candidate): SearchHit[] => {
          const id = ids.get(candidate.snapshot)
          const { score } = candidate
          if (!id) return []
          return [
            {
              id,
              score,
              ...(isNear && 'missing' in candidate && { missing: candidate.missing }),
              ...(explain && { explanation: run.explanationOf(candidate) }),
            },
          ]
        })
      },

      explanationOf(candidate: Candidate | RankedCandidate): SearchExplanation {
        if ('explanation' in candidate) return candidate.explanation
        const recency = recencyOf(candidate.sortMs)
        const byText = { words: 0, closeness: 0, titleOrder: 0, coverage: null, terms: [] }
        return { index: candidate.score / recency, recency, ...byText }
      },

      /** Words that nothing has, with what was probably meant. */
      meantWords({ words }: SearchPlan): MeantWord[] {
        return words.flatMap(({ text, phrase }): MeantWord[] => {
          const meant =
            weights.totalOf(phrase) > 0 ? null : (weights.meantBy(phrase) ?? nameInPinyin(set, text, accepts))
          return meant === null ? [] : [{ typed: text, meant }]
        })
      },
    }
    return run

    function rankedByText(best: readonly Candidate[], { words, pairs }: SearchPlan): RankedCandidate[] {
      const weighed = words.flatMap(weights.weighed)
      const weighedPairs = pairs.map((text) => ({ text, weight: weights.weightOf(singleTerm(text)) }))
      // What no article has, none of these has.
      const nowhere = words.filter(({ phrase }) => weights.totalOf(phrase) === 0).map(({ text }) => text)
      const asked = new Set(words.map(({ text }) => text))
      const texts = source.texts(best.map(({ snapshot }) => snapshot))
      return best
        .flatMap((candidate): RankedCandidate[] => {
          const article = texts.get(candidate.snapshot)
          if (!article) return []
          const { parts, coverage, points, missing } = textScore(article, weighed, weighedPairs)
          const recency = recencyOf(candidate.sortMs)
          const index = (indexShare * candidate.score) / recency
          const score = (index + parts.words + parts.closeness + parts.titleOrder) * recency
          const terms = weighed.map((word, at) => ({ ...word, points: points[at] as number }))
          const lacks = missing.map((index) => (weighed[index] as WeighedWord).text)
          return [
            {
              ...candidate,
              score,
              coverage,
              explanation: { index, ...parts, recency, coverage, terms },
              missing: [...nowhere, ...lacks.filter((word) => asked.has(word))],
            },
          ]
        })
        .sort(byScore)
    }
  }

  /** @throws {SegmentLost} where one turns out to be damaged; it is left out from then on. */
  function eachSegment<T>(work: (segment: Segment) => T): T[] {
    return set.segments.map((segment) => {
      try {
        return work(segment)
      } catch (cause) {
        if (!(cause instanceof RangeError)) throw cause
        set.quarantine(segment, cause)
        throw new SegmentLost()
      }
    })
  }
}

/** Asks again of the segments that are left. */
function untilWhole<T>(ask: () => T): T {
  for (;;) {
    try {
      return ask()
    } catch (error) {
      if (!(error instanceof SegmentLost)) throw error
    }
  }
}

class SegmentLost extends Error {}

interface RankedCandidate extends Candidate {
  readonly coverage: number
  readonly explanation: SearchExplanation
  readonly missing: readonly string[]
}

/** @throws {RangeError} on a cursor of another list. */
function offsetOf(cursor: string | null): number {
  if (cursor === null) return 0
  const offset = Number(parseCursor(cursor, ['number'])[0])
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new RangeError('The cursor does not belong to this list. Ask for the first page without one.')
  return offset
}

/** @throws {RangeError} on a cursor of another list. */
function placeOf(cursor: string | null): { sortMs: number; tie: number } | null {
  if (cursor === null) return null
  const [sortMs, tie] = parseCursor(cursor, ['number', 'number']) as [number, number]
  return { sortMs, tie }
}

function orderOf(sort: SearchRequest['sort']): typeof byNewest {
  return sort === 'oldest' ? byOldest : byNewest
}

function countOfAll(found: readonly Found[]): number {
  return found.reduce((sum, { matches }) => sum + matches.docs.length, 0)
}
