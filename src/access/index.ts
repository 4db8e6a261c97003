// The doors may ask `access` alone, so it also hands on the nouns of its answers.
export type { CaptureScope } from '#archive'
export type {
  ChangeEvent,
  DocumentTerms,
  Excerpt,
  HeldArticle,
  HeldSnapshot,
  MatchNode,
  Query,
  SearchExplanation,
  SearchFacets,
  SearchHistogram,
  SnapshotSummary,
  TermPhraseNode,
} from '#catalog'
// Saved searches are matched by the search's own reading of queries and texts.
export {
  documentTerms,
  formatQuery,
  headlineOf,
  matchOf,
  parseQuery,
  phraseNode,
  QueryError,
  type QueryErrorCode,
  rarity,
  sentenceOf,
  wantedWords,
} from '#catalog'
export type { DiffPiece, Lineage, PassageSpan, RevisionKind, TextComparison } from '#stories'
export { PassageError, revisionKinds } from '#stories'
export type {
  Access,
  ChannelView,
  LineageEntry,
  LineageView,
  LookupView,
  MatchedExcerpt,
  NoticeInput,
  NoticeReceipt,
  NoticeStatus,
  OutletView,
  PassageHistoryView,
  RelatedView,
  RemovalReport,
  SearchNarrowing,
  SearchOptions,
  SearchPage,
  SearchView,
  SnapshotView,
  SourceHealthView,
  StoryView,
  Suggestion,
  Tombstone,
} from './access.ts'
export { type AccessParts, createAccess } from './create-access.ts'
export {
  type Decision,
  type DecisionKind,
  decisionKinds,
  type Erasure,
  type Exclusion,
  parseDecisionKind,
} from './decision.ts'
export type { CaseFile, Measures, NoticeStore, Withholding } from './notice-store.ts'
export { NoticeError, noticeKinds } from './notices.ts'
export { dueAt, isOverdue, similarCases } from './removals.ts'
export { revisionNames } from './revision-names.ts'
