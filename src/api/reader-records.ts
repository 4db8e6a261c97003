import type { SnapshotSummary } from '#access'
import { epochMs } from '#model'
import type { Followed } from '#subscriptions'

/** Streams and items as the API of Google Reader has them. */

export const readTag = 'user/-/state/com.google/read'
const itemPrefix = 'tag:google.com,2005:reader/item/'

/** The long form of an item's number: 16 hexadecimal digits. */
export function itemIdOf(seq: number): string {
  return itemPrefix + seq.toString(16).padStart(16, '0')
}

/** Reads either form; null where it is none. */
export function parseItemId(text: string): number | null {
  const hex = text.startsWith(itemPrefix) ? text.slice(itemPrefix.length) : null
  if (hex !== null) return /^[0-9a-f]{1,16}$/.test(hex) ? safe(Number.parseInt(hex, 16)) : null
  return /^\d{1,16}$/.test(text) ? safe(Number(text)) : null
}

export function streamOf({ id, follow, createdAt }: Followed, baseUrl: string) {
  const { kind, value } = follow
  const page =
    kind === 'q'
      ? `/search?q=${encodeURIComponent(value)}`
      : `/subscriptions?${new URLSearchParams({ [kind]: value })}`
  return {
    id: `feed/${id}`,
    title: kind === 'withdrawals' ? `${value} −` : value,
    categories: [],
    url: `${baseUrl}${page}`,
    htmlUrl: `${baseUrl}${page}`,
    sortid: id.toString(16).padStart(8, '0'),
    firstitemmsec: `${epochMs(createdAt)}`,
  }
}

export function followOfStream(stream: string, followed: readonly Followed[]): Followed | null {
  return followed.find(({ id }) => stream === `feed/${id}`) ?? null
}

export function itemRecord(
  summary: SnapshotSummary,
  { id, text, baseUrl, isRead }: { id: string; text: string; baseUrl: string; isRead: boolean },
) {
  const ms = epochMs(summary.capturedAt)
  const published = summary.publishedAt === null ? Number.NaN : Date.parse(summary.publishedAt)
  const page = `${baseUrl}/s/${summary.id}`
  return {
    id,
    crawlTimeMsec: `${ms}`,
    timestampUsec: `${ms}000`,
    published: Math.floor((Number.isNaN(published) ? ms : published) / 1000),
    updated: Math.floor(ms / 1000),
    title: summary.title,
    canonical: [{ href: page }],
    alternate: [{ href: page, type: 'text/html' }],
    author: summary.outlet ?? summary.outletSlug,
    categories: ['user/-/state/com.google/reading-list', ...(isRead ? [readTag] : [])],
    origin: {
      streamId: `feed/outlet-${summary.outletSlug}`,
      title: summary.outlet ?? summary.outletSlug,
      htmlUrl: `${baseUrl}/outlet/${summary.outletSlug}`,
    },
    summary: { direction: 'ltr', content: text.split('\n').map(paragraph).join('') },
  }
}

function paragraph(text: string): string {
  return `<p>${text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)}</p>`
}

function safe(value: number): number | null {
  return Number.isSafeInteger(value) && value > 0 ? value : null
}
