import type { Rendering } from '#fetch'
import type { Capture, Exchange, HttpUrl } from '#model'
import type { Parts } from './parts.ts'
import { preserveLoaded, resourcesOf } from './render-page.ts'
import type { Target } from './visit.ts'

/** The answer, what a browser made of it and loaded besides, and the redirects on the way. */
export async function preserveAll(
  due: Target,
  {
    exchange,
    hops,
    rendering,
  }: { exchange: Exchange; hops: readonly Exchange[]; rendering: Rendering | null },
  parts: Parts,
): Promise<Capture> {
  const capture = await parts.archive.preserve(exchange, {
    via: due.foundOn,
    notes: notesOf(due, exchange.url),
    resources: resourcesOf(rendering),
  })
  if (rendering) await preserveLoaded(rendering, { capture, outletSlug: due.outletSlug }, parts)
  await preserveHops(due, hops, capture, parts)
  return capture
}

/** The redirects on the way to a capture. */
export async function preserveHops(
  due: Target,
  hops: readonly Exchange[],
  capture: Capture,
  parts: Parts,
): Promise<void> {
  const notes = { ...notesOf(due, due.url), purpose: 'redirect' }
  for (const hop of hops) await parts.archive.preserve(hop, { concurrentTo: capture.id, notes })
}

/** Kept in the archive, so that `rebuild` knows why a capture was made. */
export function notesOf(due: Target, finalUrl: HttpUrl): Record<string, string> {
  const asked = finalUrl === due.url ? null : { asked: due.url }
  return { purpose: due.purpose, outlet: due.outletSlug, ...asked }
}
