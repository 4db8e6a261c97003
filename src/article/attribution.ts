import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, squeeze } from './page-text.ts'

/** 来源 as a line around the heading or after the text shows it, without what follows in the same line. Null if it shows none. */
export function readSource(lines: readonly string[]): { source: string; line: string } | null {
  for (const line of lines) {
    if (line.length > 240) continue
    const match = sourceLabel.exec(line)
    if (!match) continue
    const source = nameIn(line.slice(match.index + match[0].length))
    if (source) return { source, line }
  }
  return null
}

/** 本文转自, 转载自 and their like: whom the text was taken from. 据…报道 tells what was cited, not copied. */
export function readReprint(lines: readonly string[]): { from: string; line: string } | null {
  for (const line of lines) {
    if (line.length > 300) continue
    const match = reprintLabel.exec(line)
    if (!match) continue
    const from = nameIn(line.slice(match.index + match[0].length))
    if (from) return { from, line }
  }
  return null
}

/** Who publishes the page, as it says itself. */
export function findOutlet(facts: PageFacts): { outlet: string; rule: string } | null {
  const siteName = cleanOutlet(metaOf(facts, 'og:site_name'))
  const publisher = cleanOutlet(facts.linked?.publisher)
  if (publisher && siteName && normalise(siteName) !== normalise(publisher)) {
    // An address as site name is worth less than a name.
    return /^\S+\.\w{2,}$/.test(siteName)
      ? { outlet: publisher, rule: 'json-ld publisher' }
      : { outlet: siteName, rule: 'og:site_name' }
  }
  if (siteName) return { outlet: siteName, rule: 'og:site_name' }
  if (publisher) return { outlet: publisher, rule: 'json-ld publisher' }
  const named = cleanOutlet(
    metaOf(
      facts,
      'application-name',
      'apple-mobile-web-app-title',
      'dc.publisher',
      'publisher',
      'copyright',
      'cre',
      'site_name',
    ),
  )
  if (named && named.length < 40) return { outlet: named, rule: 'meta name' }
  const tail = facts.title ? tailOfTitle(facts.title) : null
  return tail ? { outlet: tail, rule: 'end of the window title' } : null
}

const sourceLabel =
  /(?:文章|新闻|新聞|稿件|信息|内容|本文)?(?:来源|來源|稿源|来自|出处|出處)(?:于|於)?\s*[:：|｜]\s*|(?:^|[\s|])(?:来源|來源)\s+/

const reprintLabel =
  /(?:本文)?(?:转自|轉自|转载自|轉載自|转载于|摘自|原载于?|原載於?|原文刊于|首发于|原标题来源|转载来源)\s*[:：]?\s*/

const endOfName =
  /\s{2,}|[\s|｜丨]+(?=作者|责|責|编辑|編輯|记者|記者|时间|時間|发布|發布|发表|字号|字體|字体|点击|浏览|评论|阅读|查看|我要|分享|打印|\d{4}|\d+[人次条]|【|\[|\(|（|大|中|小|T|A)|(?:作者|责任编辑|责编|编辑|記者|记者)[:：]|\d{4}[-年/.]|【|】|\[|\]|，|。|；|;|\)|）|［|、(?=记者)/

function nameIn(rest: string): string | null {
  const line = rest.replace(/^[《「“"'\s【（(]+/, '')
  const end = endOfName.exec(line)
  let name = squeeze(end ? line.slice(0, end.index) : line).replace(/[《》「」“”"'】]+/g, '')
  name = name.replace(/^(?:作者|来源|來源)[:：]\s*/, '').trim()
  if (
    name.length === 0 ||
    name.length > 40 ||
    /^[\d\s:：-]+$/.test(name) ||
    (/^(?:未知|本站|互联网|网络|不详)$/.test(name) && name.length < 2)
  )
    return null
  return name
}

function cleanOutlet(name: string | null | undefined): string | null {
  const clean = squeeze(name ?? '').replace(/^https?:\/\/(?:www\.)?|\/$/g, '')
  return clean !== '' && clean.length <= 80 ? clean : null
}

function tailOfTitle(title: string): string | null {
  const parts = title.split(/\s+[-–—|·:]\s+|\s*[|_｜]\s*|[-－—]+(?=[^-－—]*$)/)
  const tail = parts.length > 1 ? squeeze(parts.at(-1)!) : ''
  return tail.length >= 2 && tail.length <= 30 ? tail : null
}
