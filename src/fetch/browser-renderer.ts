import { existsSync } from 'node:fs'
import type { Browser, BrowserContext, Page, Request, Route } from 'playwright-core'
import {
  type Exchange,
  type HttpUrl,
  type Log,
  removeContentCoding,
  silentLog,
  tryParseHttpUrl,
} from '#model'
import type { Fetcher, FetchOutcome } from './fetch-outcome.ts'

/** A page as a browser shows it once its scripts have run. */
export interface Rendering {
  readonly kind: 'rendered'
  /** Of the page itself; its bytes are those that the browser was given. */
  readonly page: Extract<FetchOutcome, { kind: 'fetched' }>
  /** Everything else that the page loaded, redirects included, in the order in which it came. */
  readonly exchanges: readonly Exchange[]
  /** The document as it stood at the end, as HTML in UTF-8. */
  readonly dom: Uint8Array
  /** A JPEG of its first screens. */
  readonly screenshot: Uint8Array
}

export interface Renderer {
  /**
   * Loads a page in a browser. Whatever it loads goes through the fetcher: guard, robots.txt, pace and limits hold.
   *
   * @returns How fetching the page ended, where that gave nothing to render.
   * @throws {BrowserError} if there is no browser, or it broke down. @throws the signal's reason, if it aborts.
   */
  render(url: HttpUrl, options: { signal: AbortSignal }): Promise<Rendering | FetchOutcome>
  close(): Promise<void>
}

/** There is no browser to render with. The message says what to do. */
export class BrowserError extends Error {}

export interface RendererOptions {
  readonly fetcher: Fetcher
  readonly log?: Log
  /** Of Chromium; null: where systems keep it. */
  readonly executablePath: string | null
  readonly limits: RenderLimits
}

export interface RenderLimits {
  /** For all that a page loads. */
  readonly renderMs: number
  /** What a page may load besides itself. */
  readonly requestsMax: number
  readonly decodedBytesMax: number
}

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Pictures come with the article, as images of their own; the rest a page's text does not need. */
const passedOver: ReadonlySet<string> = new Set([
  'image',
  'media',
  'font',
  'websocket',
  'eventsource',
  'ping',
  'manifest',
])

/** Chromium, started for the first page that needs it, one page at a time. */
export function createRenderer(options: RendererOptions): Renderer {
  const { fetcher, limits } = options
  const log = options.log ?? silentLog
  let starting: Promise<Browser> | null = null
  let last: Promise<unknown> = Promise.resolve()

  return {
    render(url, { signal }) {
      const rendering = last.then(() => renderNow(url, signal))
      last = rendering.catch(() => {})
      return rendering
    },
    async close() {
      await (await starting?.catch(() => null))?.close()
    },
  }

  async function renderNow(url: HttpUrl, signal: AbortSignal): Promise<Rendering | FetchOutcome> {
    signal.throwIfAborted()
    const page = await fetcher.fetch({ url, purpose: 'page' }, { signal })
    if (page.kind !== 'fetched' || page.exchange.status !== 200) return page
    starting ??= startBrowser(options.executablePath)
    const browser = await starting.catch((error: unknown) => {
      starting = null
      throw error
    })
    const context = await browser.newContext({
      serviceWorkers: 'block',
      acceptDownloads: false,
      viewport: { width: 1280, height: 1600 },
    })
    const stop = AbortSignal.any([signal, AbortSignal.timeout(limits.renderMs)])
    const end = () => void context.close().catch(() => {})
    signal.addEventListener('abort', end, { once: true })
    try {
      return await load(context, page, stop)
    } catch (error) {
      signal.throwIfAborted()
      throw new BrowserError(`The browser broke down: ${(error as Error).message.split('\n')[0]}`, {
        cause: error,
      })
    } finally {
      signal.removeEventListener('abort', end)
      await context.close().catch(() => {})
    }
  }

  async function load(
    context: BrowserContext,
    fetched: Rendering['page'],
    stop: AbortSignal,
  ): Promise<Rendering> {
    const { url } = fetched.exchange
    const exchanges: Exchange[] = []
    let requestCount = 0
    let hasPage = false
    const answer = async (route: Route, request: Request): Promise<void> => {
      const wanted = tryParseHttpUrl(request.url())
      // The page itself is here already; it is not asked for a second time.
      if (!hasPage && request.isNavigationRequest() && wanted === url) {
        hasPage = true
        return fulfil(route, fetched.exchange, limits)
      }
      const isPassedOver =
        !wanted ||
        request.method() !== 'GET' ||
        passedOver.has(request.resourceType()) ||
        ++requestCount > limits.requestsMax
      if (isPassedOver) return route.abort('blockedbyclient')
      const outcome = await fetcher.fetch(
        { url: wanted, purpose: 'subresource', referrer: url },
        { signal: stop },
      )
      if (outcome.kind !== 'fetched') {
        log.debug('render.passed-over', { url: wanted, kind: outcome.kind })
        return route.abort('failed')
      }
      exchanges.push(...outcome.hops, outcome.exchange)
      return fulfil(route, outcome.exchange, limits)
    }
    await context.route('**/*', (route, request) =>
      answer(route, request).catch(() => route.abort().catch(() => {})),
    )
    await context.routeWebSocket(/./, (socket) => void socket.close())
    const page = await context.newPage()
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}))
    await page.goto(url, { waitUntil: 'domcontentloaded', timeout: limits.renderMs })
    await untilQuiet(page, limits.renderMs)
    const dom = Buffer.from(await page.content())
    const screenshot = await page.screenshot({ type: 'jpeg', quality: 70, timeout: 15_000 })
    return { kind: 'rendered', page: fetched, exchanges, dom, screenshot }
  }
}

/** Pages that never come to rest are taken as they stand. */
async function untilQuiet(page: Page, ms: number): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: ms }).catch(() => {})
}

async function fulfil(
  route: Route,
  { status, headers, payload }: Exchange,
  limits: RenderLimits,
): Promise<void> {
  const kept: Record<string, string> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (/^(content-encoding|content-length|transfer-encoding|connection|keep-alive|alt-svc)$/.test(key))
      continue
    kept[key] = key in kept ? `${kept[key]}${key === 'set-cookie' ? '\n' : ', '}${value}` : value
  }
  const body = Buffer.from(removeContentCoding(headers, payload, limits.decodedBytesMax))
  await route.fulfill({ status, headers: kept, body })
}

/**
 * Everything the browser would load by itself goes to a proxy that does not exist, names are not looked up, and
 * WebRTC has no way around it: what is not answered by us is not answered.
 */
const arguments_ = [
  '--proxy-server=http://127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
]

async function startBrowser(path: string | null): Promise<Browser> {
  const executablePath = path ?? usualPaths.find((each) => existsSync(each))
  if (!executablePath || !existsSync(executablePath))
    throw new BrowserError(
      'There is no Chromium here to render with: install it, or name it in the setting fetch.browser.',
    )
  const { chromium } = await import('playwright-core').catch((cause: unknown) => {
    throw new BrowserError('The package playwright-core is not installed: npm install playwright-core.', {
      cause,
    })
  })
  // Chromium's own sandbox does not work for root.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args: arguments_ })
}
