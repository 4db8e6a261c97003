export { type NewestFollowed, newestFollowed } from './newest-followed.ts'
export {
  formatSubscriptions,
  parseSubscriptions,
  type Subscription,
  subscriptionsMax,
} from './subscription.ts'
