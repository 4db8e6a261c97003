import { BrowserError, type FetchOutcome, type Rendering } from '#fetch'
import type { Capture } from '#model'
import type { Parts } from './parts.ts'
import type { Target } from './visit.ts'

/** The resource beside a capture that has what the page showed once its scripts had run. */
export const domResource = 'dom'
/** As Webrecorder's tools call a screenshot. */
const screenshotResource = 'view'

/** Whether the outlet's file says that its articles need a browser. */
export function needsBrowser({ purpose, outletSlug }: Target, { outlets }: Pick<Parts, 'outlets'>): boolean {
  return purpose === 'article' && outlets.find(outletSlug)?.render === 'browser'
}

/** Fetches a page through the browser; where that cannot be, the outcome says why. */
export async function renderPage(
  { url }: Target,
  { renderer }: Pick<Parts, 'renderer'>,
  signal: AbortSignal,
): Promise<{ outcome: FetchOutcome; rendering: Rendering | null }> {
  try {
    const rendering = await renderer.render(url, { signal })
    return rendering.kind === 'rendered'
      ? { outcome: rendering.page, rendering }
      : { outcome: rendering, rendering: null }
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error
    return { outcome: { kind: 'refused', reason: error.message }, rendering: null }
  }
}

/** What is kept in the page's own capture. */
export function resourcesOf(rendering: Rendering | null) {
  if (!rendering) return []
  return [
    { name: domResource, mediaType: 'text/html', bytes: rendering.dom },
    { name: screenshotResource, mediaType: 'image/jpeg', bytes: rendering.screenshot },
  ]
}

/** Keeps what the page loaded, as captures of their own. */
export async function preserveLoaded(
  { exchanges }: Rendering,
  { capture, outletSlug }: { capture: Capture; outletSlug: string },
  { archive }: Pick<Parts, 'archive'>,
): Promise<void> {
  const notes = { purpose: 'subresource', outlet: outletSlug }
  for (const exchange of exchanges)
    await archive.preserve(exchange, { via: capture.url, concurrentTo: capture.id, notes })
}
