import { createHash } from 'node:crypto'
import type { ChangeEvent, Excerpt, HeldArticle, RevisionKind, SnapshotSummary } from '#access'
import { channels, type Instant, instantOf, newsTimeMs, parseNewsTime } from '#model'
import type { ExcerptPiece, FeedEntry } from './feed.ts'
import type { Language, Wording } from './wording.ts'

/** How entries are worded, and where their links lead. */
export interface Setting {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly language: Language
  readonly say: Wording
}

/**
 * An article in a list. Its id is the article's, so that a revision updates the entry a reader already has
 * instead of adding another.
 */
export function articleEntry(
  summary: SnapshotSummary,
  setting: Setting,
  more: { excerpt?: Excerpt; reprints?: readonly SnapshotSummary[] } = {},
): FeedEntry {
  const { say } = setting
  const names = (more.reprints ?? []).map((each) => each.outlet ?? each.outletSlug)
  const notes = [
    ...(summary.revisionCount > 1 ? [say.revision(summary.revisionNumber, summary.revisionCount)] : []),
    ...(summary.webState === 'gone' ? [say.isGone] : []),
    ...(summary.webState === 'changed' ? [say.isChanged] : []),
    ...(names.length > 0 ? [say.reprints([...new Set(names)])] : []),
  ]
  return {
    ...entryOf(summary, setting),
    id: uuidUrn(`article ${summary.articleId}`),
    notes,
    ...(more.excerpt && { excerpt: piecesOf(more.excerpt) }),
  }
}

/** A revision of one article: an entry of its own. */
function revisionEntry(summary: SnapshotSummary, setting: Setting): FeedEntry {
  return {
    ...entryOf(summary, setting),
    notes: [setting.say.revision(summary.revisionNumber, summary.revisionCount)],
  }
}

/** The disappearance of an article from its address. */
function goneEntry(summary: SnapshotSummary, at: Instant, setting: Setting): FeedEntry {
  return {
    ...entryOf(summary, setting),
    id: uuidUrn(`gone ${summary.articleId} ${at}`),
    title: setting.say.gone(summary.title),
    notes: [setting.say.isGone],
    updatedAt: at,
  }
}

/**
 * Null for changes that are no news to a reader: back again, out of reach for a while.
 *
 * @param changes Of what kinds a revision is, where both versions may be shown.
 */
export function changeEntry(
  event: ChangeEvent,
  setting: Setting,
  changes: { kinds: readonly RevisionKind[]; isDeclared: boolean } | null = null,
): FeedEntry | null {
  const { snapshot, at } = event
  const { say } = setting
  if (event.kind === 'state') return event.state === 'gone' ? goneEntry(snapshot, at, setting) : null
  return {
    ...entryOf(snapshot, setting),
    title: setting.say.revised(snapshot.title),
    url: `${setting.baseUrl}/article/${snapshot.articleId}/compare?from=${event.previous}&to=${snapshot.id}`,
    notes: [
      ...(changes ? [changes.kinds.map((kind) => say.kinds[kind]).join(' · ')] : []),
      ...(changes ? [changes.isDeclared ? say.isDeclared : say.isSilent] : []),
      say.isRevised,
    ],
    updatedAt: at,
  }
}

/** All there is to follow of one article, the newest first. */
export function articleHistory(article: HeldArticle, setting: Setting): FeedEntry[] {
  const entries = article.revisions.map((revision) => revisionEntry(revision, setting)).reverse()
  const last = article.revisions.at(-1)
  if (article.webState === 'gone' && last) entries.unshift(goneEntry(last, article.webStateSince, setting))
  return entries
}

function entryOf(summary: SnapshotSummary, setting: Setting): FeedEntry {
  return {
    id: uuidUrn(`snapshot ${summary.id}`),
    title: summary.title,
    url: `${setting.baseUrl}/s/${summary.id}`,
    originalUrl: summary.url,
    excerpt: [{ text: summary.lead, matched: false }],
    notes: [],
    // Who answers for the text in public. The people who wrote it are on the snapshot's page.
    authors: [summary.outlet ?? summary.outletSlug],
    category: categoryOf(summary, setting.language),
    publishedAt: publishedAtOf(summary),
    updatedAt: summary.capturedAt,
    language: summary.language,
  }
}

function categoryOf({ channel: slug }: SnapshotSummary, language: Language): FeedEntry['category'] {
  return slug && { slug, label: channelName(slug, language) }
}

/** The channel's name; an operator's own channel goes by its slug. */
export function channelName(slug: string, language: Language): string {
  const name = channels.find((each) => each.slug === slug)?.name
  if (!name) return slug
  return { 'zh-Hans': name.zh, 'zh-Hant': name.zhHant, en: name.en }[language]
}

/** Feeds know moments only; a day alone is given as its start in UTC. */
function publishedAtOf(summary: SnapshotSummary): Instant | null {
  if (!summary.publishedAt) return null
  try {
    return instantOf(newsTimeMs(parseNewsTime(summary.publishedAt)))
  } catch {
    return null
  }
}

function piecesOf(excerpt: Excerpt): ExcerptPiece[] {
  const cut = { text: '…', matched: false }
  return [...(excerpt.startsInside ? [cut] : []), ...excerpt.pieces, ...(excerpt.endsInside ? [cut] : [])]
}

/**
 * A name-based UUID as a URN: the same for the same thing, wherever the service moves to.
 *
 * @see RFC 9562 §5.5 (version 5), §4.1 (variant)
 */
function uuidUrn(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
}

/** By what ids entries about a snapshot, or its article, were known. */
export function entryIds({ articleId, snapshotId }: { articleId: string | null; snapshotId: string }): {
  article: string | null
  snapshot: string
} {
  return {
    article: articleId && uuidUrn(`article ${articleId}`),
    snapshot: uuidUrn(`snapshot ${snapshotId}`),
  }
}

/** A random UUID that stands for "entries of this program's feeds". It never changes. */
const namespace = Buffer.from('7d1f2f0c9a5e4c47b5a06a1d5b0e93c8', 'hex')
