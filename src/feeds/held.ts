import type { Access, SearchView, SnapshotView, StoryView } from '#access'

// The catalog's nouns, as `access` hands them on: the doors do not reach past it.

export type SnapshotSummary = StoryView['entries'][number]['summary']
export type HeldArticle = SnapshotView['article']
export type Excerpt = SearchView['excerpt']
export type ChangeEvent = Awaited<ReturnType<Access['changes']>>['items'][number]

/** A query that cannot be read; its message says where and what is allowed there. */
export function isQueryError(error: unknown): error is RangeError {
  return error instanceof RangeError && error.name === 'QueryError'
}
