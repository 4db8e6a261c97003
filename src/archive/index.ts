export type {
  Archive,
  FsckFinding,
  ImportEvent,
  PreservedExchange,
  PreserveOptions,
  RecoveryReport,
  WaczPage,
} from './archive.ts'
