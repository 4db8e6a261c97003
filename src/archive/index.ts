export type {
  Archive,
  CapturedResource,
  ErasureReport,
  FsckFinding,
  FsckOptions,
  ImportEvent,
  PreservedExchange,
  PreserveOptions,
  RecoveryReport,
  WaczExtra,
  WaczPage,
} from './archive.ts'
export type { CaptureScope, KeyRange } from './capture-scope.ts'
export { formatCdxj } from './cdxj.ts'
export { type ArchiveOptions, createArchive } from './create-archive.ts'
export { examineFile, type FileFinding, receiptFolder } from './examine-file.ts'
export type {
  CaptureEntry,
  CaptureIndex,
  OpenSegment,
  SegmentInfo,
  SegmentRewrite,
  SegmentStore,
} from './ports.ts'
export { SegmentCorruptError } from './segment-corrupt-error.ts'
export { surtOf } from './surt.ts'
export { fingerprintOf, type PackageSigner, packageSignerOf } from './wacz-signature.ts'
