export type { CaptureScope, ScopedCapture } from './cdx.ts'
export { type ApiOptions, createApi } from './create-api.ts'
