export type { CaptureScope, ScopedCapture } from './cdx.ts'
export { type ApiOptions, createApi } from './create-api.ts'
export { snapshotRecord } from './snapshot-record.ts'
