export { type ApiOptions, createApi } from './create-api.ts'
export { snapshotRecord } from './snapshot-record.ts'
