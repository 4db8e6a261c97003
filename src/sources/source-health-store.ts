import type { HttpUrl } from '#model'
import type { SourceHealth } from './source-health.ts'

/** How the sources have been doing. Small, and made again by looking; nothing else depends on it. */
export interface SourceHealthStore {
  find(url: HttpUrl): Promise<SourceHealth | null>
  /** By URL, in its order. */
  ofOutlet(outletSlug: string): Promise<SourceHealth[]>
  save(health: SourceHealth): Promise<void>
  close(): Promise<void>
}
