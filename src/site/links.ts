import type { SnapshotId } from '#model'

/** Addresses that pages lead to and other rooms answer: feeds, exports, replay. One place, so that they stay true. */
export const feedPaths = {
  newest: '/feeds/newest.atom',
  changes: '/feeds/changes.atom',
  channel: (slug: string) => `/feeds/channel/${slug}.atom`,
  outlet: (slug: string) => `/feeds/outlet/${slug}.atom`,
  story: (id: string) => `/feeds/story/${id}.atom`,
  search: (query: string) => `/feeds/search.atom?q=${encodeURIComponent(query)}`,
  subscriptions: (query: URLSearchParams) => `/feeds/subscriptions.atom?${query}`,
}

export const snapshotPaths = (id: SnapshotId) => ({
  page: `/s/${id}`,
  proof: `/s/${id}/proof`,
  proofJson: `/s/${id}/proof.json`,
  original: `/s/${id}/original`,
  json: `/s/${id}.json`,
  text: `/s/${id}.txt`,
  markdown: `/s/${id}.md`,
  warc: `/s/${id}.warc.gz`,
  wacz: `/s/${id}.wacz`,
})

/** Memento's own address of a capture, RFC 7089. @param timestamp14 `YYYYMMDDhhmmss` in UTC. */
export function mementoPath(timestamp14: string, url: string): string {
  return `/web/${timestamp14}/${url}`
}

export function comparePath(articleId: string, from: string, to: string): string {
  return `/article/${articleId}/compare?from=${from}&to=${to}`
}

/** Another page of the list that an address shows. @param cursor Null for the first. */
export function pageOfList(url: URL, cursor: string | null): string {
  const parameters = new URLSearchParams(url.searchParams)
  if (cursor === null) parameters.delete('cursor')
  else parameters.set('cursor', cursor)
  const query = parameters.toString()
  return query ? `${url.pathname}?${query}` : url.pathname
}
