import { epochMs, type Instant, instantOf, type Outlet, type Snapshot } from '#model'
import { type RobotsDirectives, readRobotsDirectives } from '#sources'
import { type DecodingLimits, decodedBody } from './decoded-body.ts'
import type { Parts, PipelineLimits } from './parts.ts'
import type { CapturedPage } from './read-article.ts'

/** That no public copy of a page be shown, in the words of its outlet. */
export interface PrivacyWish {
  readonly directive: string
  /** From when on; null: at once. */
  readonly from: Instant | null
}

/** What the pages of an article ask for in this regard; the strictest wish of any of them. */
export function privacyWish(
  pages: readonly CapturedPage[],
  limits: DecodingLimits & Pick<PipelineLimits, 'robotsAgent'>,
): PrivacyWish | null {
  const asked = pages.map((page) => directivesOf(page, limits))
  if (asked.some((each) => each.noarchive)) return { directive: 'noarchive', from: null }
  if (asked.some((each) => each.noindex)) return { directive: 'noindex', from: null }
  const dates = asked.flatMap(({ unavailableAfter }) => unavailableAfter ?? [])
  const from = dates.sort()[0]
  return from ? { directive: `unavailable_after: ${from}`, from } : null
}

/**
 * Keeps a snapshot private, or sees to it that it will be: captured, logged, and withheld at every door. Nothing where
 * the operator has it otherwise for this outlet.
 */
export async function honourWish(
  { directive, from }: PrivacyWish,
  { id, url, capturedAt, article }: Snapshot,
  outlet: Outlet,
  { notices, limits }: Pick<Parts, 'notices' | 'limits'>,
): Promise<void> {
  if ((outlet.noarchive ?? limits.noarchive) === 'ignore') return
  if ((await notices.withheld([id])).has(id)) return // An operator's own decision has its own reason.
  const withheldAt = from && epochMs(from) > epochMs(capturedAt) ? from : instantOf(epochMs(capturedAt))
  const reason = `The outlet asks for no public copy of this page (${directive}).`
  const images = article.images.map((image) => image.url)
  await notices.withhold({ id, url, capturedAt, withheldAt, reason, legal: false, images })
}

/** Whether the links of a page, its further pages among them, are not to be followed. */
export function forbidsFollowing(
  page: Pick<CapturedPage, 'exchange'>,
  limits: Parameters<typeof privacyWish>[1],
): boolean {
  return directivesOf(page, limits).nofollow
}

function directivesOf(
  { exchange }: Pick<CapturedPage, 'exchange'>,
  limits: Parameters<typeof privacyWish>[1],
): RobotsDirectives {
  const { headers } = exchange
  return readRobotsDirectives({ headers, html: unpacked(exchange, limits) }, limits.robotsAgent)
}

/** A bomb says nothing in its body; its headers hold all the same. */
function unpacked(exchange: CapturedPage['exchange'], limits: DecodingLimits): Uint8Array {
  try {
    return decodedBody(exchange, limits)
  } catch {
    return new Uint8Array()
  }
}
