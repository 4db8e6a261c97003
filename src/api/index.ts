export { changeSearchRecord } from './change-routes.ts'
export { type ApiOptions, createApi } from './create-api.ts'
export { lookupRecord, relatedRecord, searchRecord } from './list-records.ts'
export { snapshotRecord } from './snapshot-record.ts'
