export type { ChangeRecord } from './change-rate.ts'
export { createFrontier, type FrontierOptions } from './durable-frontier.ts'
export type { Candidate, Due, Frontier, FrontierEntry, Purpose, Settlement } from './frontier.ts'
export {
  type EntryChanges,
  type FrontierStore,
  type Lease,
  type LeaseTerms,
  type NewEntry,
  type Rank,
  ranks,
  type StoredEntry,
  type StoredHost,
} from './frontier-store.ts'
