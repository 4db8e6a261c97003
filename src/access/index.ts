export type {
  Access,
  ChannelView,
  LookupView,
  NoticeInput,
  NoticeReceipt,
  NoticeStatus,
  OutletView,
  RelatedView,
  SearchOptions,
  SearchView,
  SnapshotView,
  StoryView,
  Tombstone,
} from './access.ts'
export { type AccessParts, createAccess } from './create-access.ts'
export type { NoticeStore, Withholding } from './notice-store.ts'
export { NoticeError, noticeKinds } from './notices.ts'
