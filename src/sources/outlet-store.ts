import type { Outlet } from '#model'

/** Whom we follow. Small: a service follows hundreds of outlets, not millions. */
export interface OutletStore {
  /** By slug, in its order. @throws {OutletError} that names the outlet which cannot be read. */
  all(): Promise<Outlet[]>
  find(slug: string): Promise<Outlet | null>
  /** Adds it, or takes the place of the one with its slug. Durable when it resolves. */
  save(outlet: Outlet): Promise<void>
  /** @returns whether there was one. What was captured of it stays. */
  remove(slug: string): Promise<boolean>
}
