export type { GuardOptions } from './address-guard.ts'
export { BrowserError, createRenderer, type Renderer, type Rendering } from './browser-renderer.ts'
export type { FetchLimits } from './fetch-limits.ts'
export type { Fetcher, FetchOutcome, FetchRequest, RobotsVerdict, Validators } from './fetch-outcome.ts'
export { createFetcher, type FetcherOptions, productTokenOf } from './fetcher.ts'
export { createFormPoster, type PostForm } from './form-poster.ts'
export {
  createGuardedRequest,
  type GuardedAnswer,
  type GuardedMessage,
  type GuardedRequest,
} from './guarded-request.ts'
export type { PaceStore } from './pace-store.ts'
export type { Resolve } from './resolve.ts'
export { parseRetryAfter } from './retry-after.ts'
export { matchRobots, parseRobots, type RobotsTxt, type RobotsTxtVerdict } from './robots-txt.ts'
