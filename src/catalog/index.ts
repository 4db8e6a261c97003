export type {
  CatalogStore,
  ChangeEvent,
  Excerpt,
  HeldArticle,
  HeldSnapshot,
  ListFilter,
  MeantWord,
  NameSuggestion,
  Query,
  QueryNode,
  SearchExplanation,
  SearchFacets,
  SearchFilter,
  SearchHistogram,
  SearchHit,
  SearchHits,
  SearchIndex,
  SearchRequest,
  SnapshotSummary,
} from './catalog.ts'
export { searchFacetNames } from './catalog.ts'
export { chineseDictionary, wordRarities } from './chinese-dictionary.ts'
export { type DocumentTerms, documentTerms } from './document-terms.ts'
export { excerptAround } from './excerpt.ts'
export { leadOf } from './lead.ts'
export { type NameFit, nameFit, nameFits, type TypedName, typedName } from './name-fit.ts'
export { peopleIn } from './people.ts'
export { formatQuery, parseQuery, QueryError, type QueryErrorCode, queryCharsMax } from './query.ts'
export {
  combined,
  everything,
  type MatchNode,
  matchOf,
  phraseNode,
  sentenceWordsMax,
  type TermPhraseNode,
  withAuthor,
} from './query-match.ts'
export { headlineOf, plainWordsOf, queryText, queryWords, sentenceOf } from './query-words.ts'
export { indexTerms, isSpacedText, phraseTerms, type TermPhrase } from './search-terms.ts'
export { segment, segmentNormal, type Word } from './segmentation.ts'
export {
  isFunctionWord,
  rarity,
  tellingWords,
  type WantedWords,
  wantedWords,
  wordParts,
} from './telling-words.ts'
export { type TextScore, textScore, type WeighedWord } from './text-score.ts'
export { type WebStateSpan, webStateHistory } from './web-state-history.ts'
