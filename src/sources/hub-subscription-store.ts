import type { HttpUrl, Instant } from '#model'
import type { HubSubscription } from './websub.ts'

/** A subscription, and for which source of whom it is. */
export interface HeldSubscription extends HubSubscription {
  readonly source: HttpUrl
  readonly outletSlug: string
  readonly state: 'asked' | 'active' | 'denied'
  /** When the hub is to be asked again. */
  readonly renewAt: Instant
}

/** What hubs were asked for. Small, and made again by reading the feeds; its secrets belong to nobody else. */
export interface HubSubscriptionStore {
  find(key: string): Promise<HeldSubscription | null>
  ofSource(source: HttpUrl): Promise<HeldSubscription | null>
  /** Adds it, or takes the place of the source's earlier one. Durable when it resolves. */
  save(subscription: HeldSubscription): Promise<void>
  close(): Promise<void>
}
