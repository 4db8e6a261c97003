import { type HttpUrl, tryParseHttpUrl } from '#model'
import { squeeze } from './page-text.ts'
import type { PageNode } from './page-tree.ts'

/** What a page shows of another site: named with its address, never shown. */
export interface Embed {
  readonly url: HttpUrl
  /** Its title, or what it is and where: `Video, youtube.com`. */
  readonly label: string
}

/** What an `<iframe>`, `<video>`, `<audio>` or their AMP forms embed; null where it is no content: a counter, an advert. */
export function readEmbed(node: PageNode, base: HttpUrl): Embed | null {
  const { attributes } = node
  if (node.tag === 'amp-youtube' && /^[\w-]{6,20}$/.test(attributes['data-videoid'] ?? ''))
    return named(tryParseHttpUrl(`https://www.youtube.com/watch?v=${attributes['data-videoid']}`, base), node)
  const source = node.children.find((each) => each.tag === 'source')?.attributes['src']
  const address = attributes['src'] || attributes['data-src'] || source
  const url = address ? tryParseHttpUrl(address, base) : null
  return url && (node.tag === 'video' || node.tag === 'audio' || isContent(url)) ? named(url, node) : null
}

/** The post that a quotation stands for, where a script of its network would draw it; null for any other quotation. */
export function readPost(quotation: PageNode, base: HttpUrl): Embed | null {
  const network = networks.find(({ names }) => names.test(quotation.names))
  if (!network) return null
  const { attributes } = quotation
  const named = attributes['cite'] || attributes['data-instgrm-permalink'] || attributes['data-href']
  const address = named || lastLinkIn(quotation)
  const url = address ? tryParseHttpUrl(address, base) : null
  return url && { url, label: `${network.label}, ${hostOf(url)}` }
}

const networks = [
  { names: /twitter-(?:tweet|video)/, label: 'Post' },
  {
    names: /instagram-media|tiktok-embed|fb-post|bluesky-embed|mastodon-embed|reddit-(?:embed|card)/,
    label: 'Post',
  },
]

function lastLinkIn(node: PageNode): string | null {
  for (const child of node.children.toReversed()) {
    if (child.tag === 'a' && child.attributes['href']) return child.attributes['href']
    const inner = lastLinkIn(child)
    if (inner) return inner
  }
  return null
}

function named(url: HttpUrl | null, node: PageNode): Embed | null {
  if (!url) return null
  const title = squeeze(node.attributes['title'] ?? '')
  return { url, label: title || `${kindOf(url, node)}, ${hostOf(url)}` }
}

function kindOf(url: HttpUrl, { tag }: PageNode): string {
  if (tag === 'audio' || /\.(?:mp3|m4a|ogg)(?:$|\?)|spotify|soundcloud|podcast/i.test(url)) return 'Audio'
  if (/\bmaps?\b/i.test(url)) return 'Map'
  if (/datawrapper|flourish|infogram|chart/i.test(url)) return 'Chart'
  if (/twitter\.com|\/\/x\.com|facebook\.com\/plugins\/post|instagram|tiktok|weibo/i.test(url)) return 'Post'
  if (tag === 'iframe' && !/video|player|youtu|vimeo|dailymotion|bilibili|\.(?:mp4|m3u8|webm)/i.test(url))
    return 'Content'
  return 'Video'
}

function isContent(url: HttpUrl): boolean {
  return /\.(?:mp4|m3u8|webm|mp3|m4a)(?:$|\?)|\/(?:embed|player|video|iframe|share|e)[/?.]|maps|datawrapper|flourish|infogram/i.test(
    url,
  )
}

function hostOf(url: HttpUrl): string {
  return new URL(url).hostname.replace(/^www\./, '')
}
