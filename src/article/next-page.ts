import { type HttpUrl, tryParseHttpUrl } from '#model'
import type { PageFacts } from './page-facts.ts'
import { shortTextUnder } from './page-text.ts'
import type { PageTree } from './page-tree.ts'

const nextWords =
  /^(?:下一[页頁]|下[页頁]|后一页|next(?: page)?|nächste seite|weiter|page suivante|suivant|siguiente|следующая|>|›|»|>>|下一[页頁]\s*[>›»]+)$/i

/** The next page of the same article, where it has one: 下一页 or rel=next, at an address that differs only in the page's number. */
export function findNextPage(tree: PageTree, facts: PageFacts): HttpUrl | null {
  if (facts.relNext && isNextOf(facts.url, facts.relNext)) return facts.relNext
  for (const node of tree.nodes) {
    const address = node.tag === 'a' ? node.attribute('href') : undefined
    if (!address) continue
    const isRelNext = /\bnext\b/i.test(node.attribute('rel') ?? '')
    if (!isRelNext && !nextWords.test(shortTextUnder(node).slice(0, 30))) continue
    const target = tryParseHttpUrl(address, facts.base)
    if (target && isNextOf(facts.url, target)) return target
  }
  return null
}

/** Whether `next` is the address of the page that follows `current` in one article: `_2.html`, `?page=2`, `/2`. */
export function isNextOf(current: HttpUrl, next: HttpUrl): boolean {
  if (current === next) return false
  const here = pageOf(new URL(current))
  const there = pageOf(new URL(next))
  if (here.rest !== there.rest || there.page === null) return false
  // The first page often names no number, and the second is _1 where the outlet counts from 0.
  return here.page === null ? there.page === 1 || there.page === 2 : there.page === here.page + 1
}

const pathCharsMax = 400

/** Splits an address into the page's number (null where it names none) and the rest. */
function pageOf(url: URL): { rest: string; page: number | null } {
  const host = url.host.replace(/^www\./, '')
  for (const name of ['page', 'p', 'pn', 'pageno', 'pagenum', 'PageNo', 'paged', 'pg']) {
    const value = url.searchParams.get(name)
    if (value && /^\d{1,3}$/.test(value)) {
      const others = new URLSearchParams(url.searchParams)
      others.delete(name)
      return { rest: `${host}${url.pathname}?${others}`, page: Number(value) }
    }
  }
  // Each of thousands of links may be as long as an address can be; none that is counted is.
  if (url.pathname.length > pathCharsMax)
    return { rest: `${host}${url.pathname}?${url.searchParams}`, page: null }
  const inName = /^(.*\/[^/]*?\d[^/]*?)(?:[_-](\d{1,3}))(\.[a-z]+)?\/?$/i.exec(url.pathname)
  if (inName && inName[2]!.length <= 3 && !/\/\d{4}[_-]\d{1,2}$/.test(inName[1]! + inName[2]!)) {
    return { rest: `${host}${inName[1]}${inName[3] ?? ''}?${url.searchParams}`, page: Number(inName[2]) }
  }
  const asFolder = /^(.*[^/])\/(?:page\/)?(\d{1,2})\/?$/.exec(url.pathname)
  if (asFolder) return { rest: `${host}${asFolder[1]}?${url.searchParams}`, page: Number(asFolder[2]) }
  return { rest: `${host}${url.pathname.replace(/\/$/, '')}?${url.searchParams}`, page: null }
}
