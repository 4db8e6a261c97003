import { decodeText, type HttpUrl, siteOf } from '#model'
import { withoutAmpTwins } from './amp.ts'
import { nextPageAmong, outlinePage, type PageLink } from './page-links.ts'

export interface ArticleLink {
  readonly url: HttpUrl
  readonly text: string
}

/** What earlier visits have shown of a link: an article, no article, or null where nobody was there yet. */
export type LinkHistory = (url: HttpUrl) => 'article' | 'other' | null

export interface SectionPage {
  readonly articles: readonly ArticleLink[]
  /** The further page of the same list, where there is one. */
  readonly nextPage: HttpUrl | null
}

/** Reads a section page, with what is known of the pages that it links to. */
export function readSectionPage(
  bytes: Uint8Array,
  about: { url: HttpUrl; contentType: string | null },
  history: LinkHistory = unknown,
): SectionPage {
  const outline = outlinePage(decodeText(bytes, about.contentType).text, about.url)
  return {
    articles: articleLinksAmong(outline.links, about.url, history),
    nextPage: nextPageAmong(outline, about.url),
  }
}

/** The links of a section page to its own site, for looking up their history at once. */
export function ownLinks(
  bytes: Uint8Array,
  about: { url: HttpUrl; contentType: string | null },
): readonly HttpUrl[] {
  const site = siteOf(about.url)
  const { links } = outlinePage(decodeText(bytes, about.contentType).text, about.url)
  return links.map(({ url }) => url).filter((url) => siteOf(url) === site)
}

/**
 * The links of a section page that lead to articles, in the page's order.
 *
 * Articles are told from navigation by what all outlets share: their addresses carry a date, a number or a
 * long slug where those of sections are short; their link texts are headlines; and a list repeats one
 * form of address many times.
 */
export function findArticleLinks(
  bytes: Uint8Array,
  about: { url: HttpUrl; contentType: string | null },
): ArticleLink[] {
  return [...readSectionPage(bytes, about).articles]
}

const unknown: LinkHistory = () => null

/**
 * As `findArticleLinks`, of a page that was read already. History outweighs looks: addresses of a form whose pages
 * turned out to be articles are articles, and those of a form whose pages never were are none.
 */
export function articleLinksAmong(
  links: readonly PageLink[],
  pageUrl: HttpUrl,
  history: LinkHistory = unknown,
): ArticleLink[] {
  const site = siteOf(pageUrl)
  const candidates = withoutAmpTwins(links)
    .filter(({ url, text }) => siteOf(url) === site && url !== pageUrl && !isOther(new URL(url), text))
    .map((link) => ({
      link,
      form: formOf(new URL(link.url)),
      score: scoreOf(link),
      known: history(link.url),
    }))
  const repeated = new Map<string, number>()
  const proved = new Map<string, { articles: number; others: number }>()
  for (const { form, score, known } of candidates) {
    if (score >= 2) repeated.set(form, (repeated.get(form) ?? 0) + 1)
    if (known === null) continue
    const { articles, others } = proved.get(form) ?? { articles: 0, others: 0 }
    proved.set(
      form,
      known === 'article' ? { articles: articles + 1, others } : { articles, others: others + 1 },
    )
  }
  return candidates
    .filter(({ form, score, known }) => {
      if (known !== null) return known === 'article'
      const repetition = (repeated.get(form) ?? 0) >= 4 ? 1 : 0
      return score + repetition + worthOf(proved.get(form)) >= 4
    })
    .map(({ link: { url, text } }) => ({ url, text }))
}

/** What a form's record adds to the score of an address that nobody has visited. */
function worthOf(record: { articles: number; others: number } | undefined): number {
  if (!record) return 0
  const { articles, others } = record
  if (articles >= 2 && articles >= others * 4) return 4
  return others >= 3 && others >= articles * 4 ? -3 : 0
}

const otherFile = /\.(jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|zip|rar|apk|mp[34]|m3u8|css|js|xml|rss|json)$/i
const otherPath =
  /\/(tags?|topics?|category|categories|authors?|users?|search|login|signin|register|about|contact|privacy|terms|help|rss|feeds?|page|comments?|share)(\/|\.|$)/i
const otherHost = /^(comments?|passport|login|accounts?|mail|download|ads?|shop|mall)\./i
// What every page of a site carries, under an address that may well look like an article's.
const smallPrint =
  /ICP[备備证證]|公网安备|许可证|許可證|举报(电话|中心|流程|邮箱)|版权(声明|所有)|自律公约|隐私(政策|权)|用户协议|免责声明|privacy (policy|notice)|terms of (use|service)|cookie/i

function isOther(url: URL, text: string): boolean {
  const { hostname, pathname } = url
  return (
    pathname === '/' ||
    otherFile.test(pathname) ||
    otherPath.test(pathname) ||
    otherHost.test(hostname) ||
    smallPrint.test(text)
  )
}

/** 4 and more is an article; the address gives up to 3, the text up to 2, a place outside the content takes 2. */
function scoreOf({ url, text, place }: PageLink): number {
  return addressScore(new URL(url)) + headlineScore(text) - (place === 'content' ? 0 : 2)
}

// 2026/03/01, 2026-03, 20260301, and 260301 where it is a folder.
const dateInPath =
  /(^|[^\d])(19|20)\d\d[-/_]?(0[1-9]|1[0-2])([-/_]?(0[1-9]|[12]\d|3[01]))?([^\d]|$)|\/[0-4]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\//
const idParameter = /(^|_)(id|aid|nid|mid|newsid|articleid)$/i

function addressScore({ pathname, searchParams }: URL): number {
  const last = pathname.split('/').filter(Boolean).at(-1) ?? ''
  if (/^(index|default|list|home)(_\d+)?\.\w+$/i.test(last)) return -2
  if (dateInPath.test(pathname) || /\d{5,}/.test(last)) return 3
  const slug = last.replace(/\.\w{3,5}$/, '')
  if (slug.split('-').filter(Boolean).length >= 4) return 3
  if ([...searchParams].some(([name, value]) => idParameter.test(name) && /^\d{3,}$/.test(value))) return 3
  if (/\d{3,}/.test(slug) || /^[0-9a-f]{8,}$/i.test(slug) || isRandom(slug)) return 2
  return /\.(s?html?|php|aspx?|jsp)$/i.test(last) ? 1 : 0
}

/** Letters and digits without a word: `d7nkw73`, `8ZqM5oaF6Jj`. */
function isRandom(slug: string): boolean {
  const digits = slug.match(/\d/g)?.length ?? 0
  return /^[A-Za-z0-9]{6,}$/.test(slug) && digits >= 2 && digits < slug.length
}

/** Headlines are long; a Chinese character says as much as half an English word. */
function headlineScore(text: string): number {
  if (/^https?:/i.test(text)) return 0
  const han =
    text.match(/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/gu)?.length ?? 0
  const words = text.match(/[\p{L}\p{N}'’-]+/gu)?.length ?? 0
  const weight = han > 0 ? han + words / 2 : words * 2
  if (weight >= 10) return 2
  return weight >= 6 ? 1 : 0
}

/** The address with its numbers and slugs taken out: what the members of one list have in common. */
function formOf({ host, pathname, searchParams }: URL): string {
  const parts = pathname
    .split('/')
    .map((part) => (part.split('-').length > 3 || isRandom(part) ? 'slug' : part.replace(/\d+/g, '0')))
  return `${host}${parts.join('/')}?${[...searchParams.keys()].join('&')}`
}
