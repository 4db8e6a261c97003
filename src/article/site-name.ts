import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise } from './page-text.ts'

/** What the outlet calls itself, normalised: never part of a title, and no person. */
export function siteNamesOf(facts: PageFacts): readonly string[] {
  const names = [
    metaOf(facts, 'og:site_name'),
    facts.linked?.publisher ?? null,
    metaOf(facts, 'application-name'),
    metaOf(facts, 'twitter:site')?.replace(/^@/, '') ?? null,
    metaOf(facts, 'apple-mobile-web-app-title'),
    new URL(facts.url).hostname.replace(/^www\d*\.|\.(?:com|org|net|co|gov|edu)?(?:\.[a-z]{2,})$/g, ''),
  ]
  return names.flatMap((each) => (each ? [normalise(each)] : [])).filter((each) => each.length > 1)
}

/** Whether a title is only the name of a site or of a part of it. */
export function isNameOfSite(title: string, facts: PageFacts): boolean {
  return /(?:网|網|网站|網站|频道|頻道|论坛|論壇|博客)$/.test(title) && title.length < 14
    ? true
    : siteNamesOf(facts).includes(normalise(title))
}

/** Drops the outlet's and the section's names from the end of a window title (or its start). */
export function withoutSite(title: string, siteNames: readonly string[]): string {
  let rest = title
  for (let rounds = 0; rounds < 4; rounds++) {
    const last = [...rest.matchAll(separator)].at(-1)
    if (!last) break
    const tail = rest.slice(last.index + last[0].length)
    const head = rest.slice(0, last.index)
    if (normalise(head).length < 4) break
    const isShorter = normalise(tail).length < Math.min(30, normalise(head).length)
    if (!isSiteName(tail, siteNames) && !(isStrong(last[0]) && isShorter)) break
    rest = head
  }
  const first = [...rest.matchAll(separator)][0]
  if (first && isSiteName(rest.slice(0, first.index), siteNames)) {
    const tail = rest.slice(first.index + first[0].length)
    if (normalise(tail).length >= 4) rest = tail
  }
  return rest.trim()
}

const separator =
  /\s+[|\-–—·•»«:_~/]\s+|\s*[|｜_]+\s*|\s*(?:--|——|—|–)\s*|(?<=[\u4e00-\u9fff”"！？。）」』])\s*[-－]\s*(?=[\u4e00-\u9fffA-Za-z])/g

/** A bar, an underscore or spaced dash in Chinese stands before a site's name, hardly in a title. */
function isStrong(cut: string): boolean {
  return /[|｜_»«]/.test(cut)
}

const siteWords =
  /(?:网|網|新闻|新聞|频道|頻道|日报|日報|晚报|晚報|时报|時報|在线|在線|中心|门户|论坛|博客|客户端|澎湃|财经|资讯|頭條|头条|\.(?:com|net|org|cn|de|fr|it|pl|ru|co\.uk)|News|Online|Times|Post|Magazine|Daily)\S*$/i

function isSiteName(part: string, siteNames: readonly string[]): boolean {
  const own = normalise(part)
  if (own === '' || /powered by|^第?\s*\d+\s*页$/i.test(part)) return true
  if (
    siteNames.some((each) => each === own || (own.length > 3 && (each.includes(own) || own.includes(each))))
  )
    return true
  return own.length <= 16 && siteWords.test(part.trim())
}
