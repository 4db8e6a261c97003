export {
  type Article,
  type Author,
  type AuthorRole,
  authorRoles,
  type Block,
  type Evidence,
  type Extraction,
  type FieldEvidence,
  type ImageRef,
  type Licence,
  type NotAnArticle,
  type PageTwin,
  type Run,
  type TableRow,
} from './article.ts'
export { base32 } from './base32.ts'
export type { Capture, RecordLocation, SegmentId } from './capture.ts'
export { type Channel, type ChannelSlug, channels, parseChannelSlug } from './channel.ts'
export { type CharsetFinding, decodeText, sniffCharset } from './charset.ts'
export { type Digest, parseDigest, sha256Digest } from './digest.ts'
export { type Exchange, type HeaderList, header } from './exchange.ts'
export {
  type HttpMessage,
  parseHttpMessage,
  removeContentCoding,
  removeTransferCoding,
} from './http-message.ts'
export { type HttpUrl, hostOf, parseHttpUrl, tryParseHttpUrl } from './http-url.ts'
export {
  type ArticleId,
  articleIdOf,
  type CaptureId,
  parseArticleId,
  parseSnapshotId,
  parseStoryId,
  type SnapshotId,
  type StoryId,
  snapshotIdOf,
  storyIdOf,
} from './ids.ts'
export { type ImageSize, imageFault, imageSize, imageTypeOf } from './image.ts'
export {
  type Clock,
  epochMs,
  formatTimestamp14,
  type Instant,
  instantOf,
  parseInstant,
  parseTimestamp14,
  systemClock,
} from './instant.ts'
export { type Log, type LogFields, silentLog } from './log.ts'
export { isDayAlone, type NewsTime, newsTimeMs, parseNewsTime } from './news-time.ts'
export { foldText, type NormalText, normalText } from './normal-text.ts'
export type { Outlet, Politeness, Source, SourceKind } from './outlet.ts'
export { emptyPage, type Page } from './page.ts'
export type { PageHint } from './page-hint.ts'
export { parseSelector, type Selector, type SelectorStep, selectorSteps } from './selector.ts'
export { type Advice, ServiceError } from './service-error.ts'
export { siteOf } from './site.ts'
export type { Connections, Reprint, Snapshot, SnapshotDigests, WebState } from './snapshot.ts'
export { type UrlKey, urlKey } from './url-key.ts'
export { urlTwins } from './url-twins.ts'
