/** 原标题: what the text was called where it was taken from, told in a line around it; null if none tells. */
export function readOriginalTitle(lines: readonly string[]): string | null {
  for (const line of lines) {
    const match = originalTitle.exec(line.slice(0, 200))
    const title = match?.[1]?.trim()
    if (title && title.length >= 4 && title.length <= 100) return title
  }
  return null
}

/**
 * 据…报道, 援引…消息, "according to a report by": whom a text cites for what it tells, each once, in its order.
 * Cited only; who was copied from stands behind 来源 or 转自.
 */
export function readCited(paragraphs: readonly string[]): string[] {
  const cited: string[] = []
  for (const paragraph of paragraphs.slice(0, paragraphsMax)) {
    const start = paragraph.slice(0, charsMax)
    for (const match of start.matchAll(citing)) {
      const name = (match[1] ?? match[2] ?? '').replace(leading, '').replace(trailing, '').trim()
      if (name.length >= 2 && !isVague.test(name) && !cited.includes(name)) cited.push(name)
      if (cited.length >= citedMax) return cited
    }
  }
  return cited
}

const paragraphsMax = 200
const charsMax = 2000
const citedMax = 20

const originalTitle =
  /[（(【[]?\s*(?:原标题|原標題|原题|原題)\s*[:：为為]\s*《?([^《》]{4,120}?)(?:[》】）)]|$)/
const citing =
  /(?:据|據|援引|引述)([^，。,；;：:《》“”\s]{0,6}《?[^，。,；;：:“”\s]{1,16}?(?:社|报|報|网|網|台|臺|电视台|新闻|新聞|周刊|杂志|雜誌|客户端|在线|時報|时报)[》]?)[^，。；;]{0,14}?(?:报道|報道|報導|消息|电|電|讯|訊)|\baccording to (?:a report (?:by|in|from) )?((?:the )?\p{Lu}[\p{L}&.'’-]+(?: \p{Lu}[\p{L}&.'’-]+){0,4}) (?:news agency|newspaper|report)/giu
const leading = /^(?:了|着|来自)|[《》“”]/g
const trailing = /(?:\d{1,2}月)?\d{0,2}日?$/
const isVague = /^(?:媒体|当地媒体|外媒|多家|有关|该报|该网|本报|本网|本台|本社|此前|记者|当地|国内|境外)/
