export { factsOf, wantedBy, wantedByQuery } from './facts.ts'
export {
  type EventKind,
  eventKinds,
  type Follow,
  FollowError,
  type FollowKind,
  followKey,
  followKinds,
  parseFollow,
  usualEvents,
} from './follow.ts'
export { type NewestFollowed, newestFollowed } from './newest-followed.ts'
export { type Percolated, Percolator, type Wanted } from './percolator.ts'
export {
  formatSubscriptions,
  parseSubscriptions,
  type Subscription,
  subscriptionsMax,
} from './subscription.ts'
