import { getDomainWithoutSuffix } from 'tldts'
import type { HttpUrl, Outlet } from '#model'
import type { PageOutline } from './page-links.ts'

/**
 * Who an outlet is, from what its pages say.
 *
 * @param pages Of its site, the home page last.
 * @param otherTitles Of its feeds and sections.
 */
export function identifyOutlet(
  homeUrl: HttpUrl,
  pages: readonly PageOutline[],
  otherTitles: readonly (string | null)[],
): Pick<Outlet, 'slug' | 'name' | 'language'> {
  return {
    slug: slugOf(homeUrl),
    name: nameOf(homeUrl, pages, otherTitles).slice(0, 200),
    language: pages.map((each) => tagOf(each.language)).find((each) => each !== null) ?? scriptOf(pages),
  }
}

/**
 * What the pages call the site. Without a word on it, titles tell: "最新播报-通联社", "Home | The Gazette" have the
 * name beside a slogan, and it is what other titles repeat, what the host is called, or else the shortest,
 * or else the last.
 */
function nameOf(
  homeUrl: HttpUrl,
  pages: readonly PageOutline[],
  otherTitles: readonly (string | null)[],
): string {
  const said = pages.map(({ siteName }) => siteName).find((each) => each !== null)
  if (said) return said
  const titles = [...pages.map(({ title }) => title), ...otherTitles].map(partsOfTitle)
  const own = lettersOf(getDomainWithoutSuffix(new URL(homeUrl).hostname) ?? '')
  const worth = (part: string) =>
    titles.filter((parts) => parts.includes(part)).length +
    (own !== '' && lettersOf(part).includes(own) ? 10 : 0) -
    part.length / 100
  const parts = titles
    .flat()
    .filter((part) => !/^(home|home ?page|index|welcome|首页|首頁|主页)$/i.test(part))
  return parts.reverse().sort((a, b) => worth(b) - worth(a))[0] ?? new URL(homeUrl).hostname
}

function partsOfTitle(title: string | null): string[] {
  return [
    ...new Set((title ?? '').split(/\s*[|_–—｜]\s*|\s+[-·]\s+|--|(?<=\p{Script=Han})-(?=\p{Script=Han})/u)),
  ].filter((part) => part.trim().length >= 2)
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** The language of a page that does not say, where the script leaves one choice. */
function scriptOf(pages: readonly PageOutline[]): string | null {
  const text = pages.flatMap(({ links }) => links.slice(0, 200).map((each) => each.text)).join('')
  const share = (script: RegExp) => (text.match(script)?.length ?? 0) / Math.max(1, text.length)
  if (share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) > 0.1) return 'ja'
  if (share(/\p{Script=Hangul}/gu) > 0.2) return 'ko'
  return share(/\p{Script=Han}/gu) > 0.2 ? 'zh' : null
}

function tagOf(language: string | null): string | null {
  const tag = language?.trim().replaceAll('_', '-') ?? ''
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) ? tag : null
}

/** `news.example.co.uk` → `news-example`: the host without its suffix and `www`. */
export function slugOf(url: HttpUrl): string {
  const { hostname, port } = new URL(url)
  const own = getDomainWithoutSuffix(hostname)
  const labels = hostname.replace(/^www\d*\./, '').split('.')
  const kept = own ? [...labels.slice(0, labels.indexOf(own)), own] : [...labels, port]
  const slug = kept
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug.slice(0, 60).replace(/-+$/, '') || 'outlet'
}
