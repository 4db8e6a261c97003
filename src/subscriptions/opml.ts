import { Parser } from 'htmlparser2'
import { type Follow, FollowError, followKey, parseFollow } from './follow.ts'
import type { Followed } from './subscription-store.ts'
import { followsOfTopic } from './websub-hub.ts'

/** @see http://opml.org/spec2.opml */

const outlinesMax = 2_000

/** What somebody follows, for any feed reader. @param baseUrl Without a slash at its end. */
export function formatOpml(
  followed: readonly Followed[],
  { title, baseUrl }: { title: string; baseUrl: string },
): string {
  const outlines = followed.map(({ follow }) => {
    const { value } = follow
    const page =
      follow.kind === 'q'
        ? `/search?q=${encodeURIComponent(value)}`
        : `/subscriptions?${new URLSearchParams({ [follow.kind]: value })}`
    return `    <outline type="rss" text="${escaped(value)}" title="${escaped(value)}" xmlUrl="${escaped(baseUrl + feedPathOf(follow))}" htmlUrl="${escaped(baseUrl + page)}"/>`
  })
  return `<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
  <head>
    <title>${escaped(title)}</title>
  </head>
  <body>
${outlines.join('\n')}
  </body>
</opml>
`
}

/**
 * Reads the follows out of a list that we or any feed reader wrote: our own feeds as what they are, others by the host
 * of their site, each once. Broken files give what can be read of them.
 */
export function parseOpml(text: string, baseUrl: string): Follow[] {
  const found = new Map<string, Follow>()
  let count = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name !== 'outline' || ++count > outlinesMax) return
        const feed = attributes['xmlurl'] ?? ''
        for (const follow of followsOfTopic(feed, baseUrl) ?? ofSite(attributes['htmlurl'] || feed))
          found.set(followKey(follow), follow)
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.write(text)
  parser.end()
  return [...found.values()]
}

function feedPathOf({ kind, value }: Follow): string {
  return kind === 'q'
    ? `/feeds/search.atom?q=${encodeURIComponent(value)}`
    : `/feeds/${kind}/${encodeURIComponent(value)}.atom`
}

function ofSite(address: string): Follow[] {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol)) return []
  try {
    return [parseFollow('q', `site:${url.hostname.replace(/^(www|rss|feeds?)\./, '')}`)]
  } catch (error) {
    if (error instanceof FollowError) return []
    throw error
  }
}

/** As XML: what it cannot hold is left out. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
