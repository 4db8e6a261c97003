// The doors may ask `access` alone, so it also hands on the nouns of its answers.
export type { CaptureScope } from '#archive'
export type { ChangeEvent, Excerpt, HeldArticle, HeldSnapshot, SearchFacets, SnapshotSummary } from '#catalog'
export { QueryError, type QueryErrorCode } from '#catalog'
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
  SearchNarrowing,
  SearchOptions,
  SearchView,
  SnapshotView,
  SourceHealthView,
  StoryView,
  Tombstone,
} from './access.ts'
export { type AccessParts, createAccess } from './create-access.ts'
export type { NoticeStore, Withholding } from './notice-store.ts'
export { NoticeError, noticeKinds } from './notices.ts'
