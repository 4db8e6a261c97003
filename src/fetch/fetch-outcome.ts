import type { CaptureId, Exchange, HttpUrl } from '#model'

export interface FetchRequest {
  readonly url: HttpUrl
  /** What it is for: sets `Accept`, and the size limit that holds. */
  readonly purpose: 'page' | 'feed' | 'sitemap' | 'image' | 'subresource' | 'robots'
  /** Makes the request conditional (RFC 9110 §13). */
  readonly validators?: Validators | null
  readonly referrer?: HttpUrl | null
}

/** What the last capture's answer gave to ask "has it changed?" with. */
export interface Validators {
  readonly etag: string | null
  readonly lastModified: string | null
  /** The capture they came with: what a 304 is a revisit of. */
  readonly captureId: CaptureId
}

/** How one polite, guarded exchange ended. Every case is bound to happen. */
export type FetchOutcome =
  /** Any whole answer but 304, errors like 404 included. `hops` are the redirects on the way, first one first. */
  | { kind: 'fetched'; exchange: Exchange; hops: readonly Exchange[]; retryAfterMs: number | null }
  | { kind: 'not-modified'; exchange: Exchange; hops: readonly Exchange[] }
  /** robots.txt says no; `rule` is its line, such as `Disallow: /private/`. */
  | { kind: 'disallowed'; rule: string }
  /** Its host is to be left alone for longer than this fetch may wait; `reason` says by whose wish. Nothing was asked. */
  | { kind: 'postponed'; reason: string; waitMs: number }
  /** Our own guard says no: an address that is not public, a redirect loop, a scheme. */
  | { kind: 'refused'; reason: string; because?: 'address' | 'redirect' }
  /** No whole answer: DNS, connection, TLS, time-out, what is no HTTP. */
  | { kind: 'unreachable'; reason: string; retryAfterMs: number | null }

export interface RobotsVerdict {
  readonly allowed: boolean
  /** The deciding line; null where no line speaks of this URL. */
  readonly rule: string | null
  readonly crawlDelayMs: number | null
  readonly sitemaps: readonly HttpUrl[]
  /** What asking for robots.txt answered, such as `200`, `404`, `unreachable: …`. */
  readonly answer: string
}

export interface Fetcher {
  /** Resolves with how it ended; rejects only if `signal` aborts. */
  fetch(
    request: FetchRequest,
    options?: {
      signal?: AbortSignal
      /** How long to wait for the host's turn, all redirects together; by default what the fetcher was made with. */
      waitMsMax?: number
    },
  ): Promise<FetchOutcome>
  /** The same robots.txt that `fetch` goes by, asked for once and kept for a while. */
  robots(url: HttpUrl): Promise<RobotsVerdict>
  close(): Promise<void>
}
