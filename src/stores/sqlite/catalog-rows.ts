import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { HeldSnapshot, SnapshotSummary } from '#catalog'
import {
  type Connections,
  epochMs,
  type Instant,
  newsTimeMs,
  type Reprint,
  type Snapshot,
  type SnapshotId,
} from '#model'

/** What `summarySelect` gives. */
export interface SummaryRow {
  id: string
  article_id: string
  url: string
  title: string
  lead: string
  outlet_slug: string
  outlet: string | null
  channel: string | null
  region: string | null
  language: string | null
  published_at: string | null
  captured_at: string
  story: string | null
  reprint_of: string | null
  containment: number | null
  reprint_count: number
  revision_number: number
  revision_count: number
  web_state: string
  image: string | null
  sort_ms: number
}

/** Goes before a FROM that names snapshots `s` and their articles `a`. */
export const summarySelect = `
  SELECT s.id, a.id AS article_id, s.url, s.title, s.lead, s.outlet_slug, s.outlet, s.channel, s.region, s.language,
    s.published_at, s.captured_at, s.story, s.reprint_of, s.containment, s.revision_number, a.revision_count,
    a.web_state, s.image, a.sort_ms,
    (SELECT count(*) FROM articles r WHERE r.key <> a.key
      AND r.reprint_of IN (SELECT x.id FROM snapshots x WHERE x.article = a.key)) AS reprint_count`

export function summaryOf(row: SummaryRow): SnapshotSummary {
  return {
    id: row.id,
    articleId: row.article_id,
    url: row.url,
    title: row.title,
    lead: row.lead,
    outletSlug: row.outlet_slug,
    outlet: row.outlet,
    channel: row.channel,
    region: row.region,
    language: row.language,
    publishedAt: row.published_at,
    capturedAt: row.captured_at,
    story: row.story,
    reprintOf: reprintOf(row),
    reprintCount: row.reprint_count,
    revisionNumber: row.revision_number,
    revisionCount: row.revision_count,
    webState: row.web_state,
    image: row.image,
  } as SnapshotSummary
}

/** What `heldSelect` gives. */
export interface HeldRow {
  content: Uint8Array
  channel: string | null
  region: string | null
  story: string | null
  reprint_of: string | null
  containment: number | null
  revision_number: number
  revision_count: number
}

export const heldSelect = `
  SELECT s.content, s.channel, s.region, s.story, s.reprint_of, s.containment, s.revision_number,
    a.revision_count
  FROM snapshots s JOIN articles a ON a.key = s.article`

export function heldOf(row: HeldRow): HeldSnapshot {
  return {
    snapshot: { ...unpackSnapshot(row.content), revisionNumber: row.revision_number },
    connections: {
      channel: row.channel,
      region: row.region,
      story: row.story,
      reprintOf: reprintOf(row),
    } as Connections,
    revisionCount: row.revision_count,
  }
}

function reprintOf(row: { reprint_of: string | null; containment: number | null }): Reprint | null {
  if (row.reprint_of === null) return null
  return { parent: row.reprint_of as SnapshotId, containment: row.containment ?? 0 }
}

export function packSnapshot(snapshot: Snapshot): Uint8Array {
  return zstdCompressSync(JSON.stringify(snapshot))
}

export function unpackSnapshot(content: Uint8Array): Snapshot {
  return JSON.parse(zstdDecompressSync(content).toString()) as Snapshot
}

/** A clock that is a little wrong, or a zone left out, is no reason to doubt a page. */
const futureMsMax = 26 * 3600_000

/**
 * When an article counts as published, for sorting: as its page says, or the moment of capture where it says
 * nothing or a time well after the capture, which can't be true and would stay on top of every list.
 */
export function sortMs(snapshot: Snapshot): number {
  const capturedMs = epochMs(snapshot.capturedAt as Instant)
  const { publishedAt } = snapshot.article
  const publishedMs = publishedAt ? newsTimeMs(publishedAt) : Number.NaN
  return publishedMs <= capturedMs + futureMsMax ? publishedMs : capturedMs
}
