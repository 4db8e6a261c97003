export { type Bounce, parseBounce } from './bounce.ts'
export { createSubscriptions, type SubscriptionParts } from './create-subscriptions.ts'
export { createDeliverer, type Deliverer, type DelivererParts } from './deliverer.ts'
export { attemptsMax, type Delivery, type DeliveryOutcome } from './delivery.ts'
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
  searchOf,
  usualEvents,
} from './follow.ts'
export { type Happening, happeningsOf, type JournalEvent, withdrawalOf } from './journal.ts'
export { createMailTransport, type MailSetting, signInMail } from './mail-message.ts'
export type { Mail, Mailer, MailOutcome } from './mailer.ts'
export { createMatcher, type Matcher } from './matcher.ts'
export { type NewestFollowed, newestFollowed } from './newest-followed.ts'
export { formatOpml, parseOpml } from './opml.ts'
export { type Percolated, Percolator, type Wanted } from './percolator.ts'
export {
  formatSubscriptions,
  parseSubscriptions,
  type Subscription,
  subscriptionsMax,
} from './subscription.ts'
export type { Followed, SubscriptionStore, TargetChange } from './subscription-store.ts'
export { type DeliveryReceipt, NotOfferedError, type Subscriptions, TooManyError } from './subscriptions.ts'
export { type Address, addressKey, type Owner, ownerOf, type Rhythm, rhythms, type Target } from './target.ts'
export type { Notice, SendMessage, Transport } from './transport.ts'
export { createPushTransport, newVapidKeys, type VapidKeys } from './web-push.ts'
export { createWebhookTransport, isWebhookSigned, signWebhook } from './webhook.ts'
export { createHub, createHubTransport, followsOfTopic, type Hub } from './websub-hub.ts'
