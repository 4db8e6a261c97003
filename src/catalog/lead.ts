import type { Article } from '#model'

/** Where a lead ends when no sentence ends before. */
const leadCharsMax = 100

/**
 * The article's beginning for lists: whole sentences up to about 100 characters, without the dateline
 * (新华社北京9月1日电) and on one line; empty where there is no text.
 */
export function leadOf(article: Pick<Article, 'text' | 'dateline' | 'title'>): string {
  const paragraphs = article.text.split('\n', 20).map((line) => line.replace(/\s+/g, ' ').trim())
  const first = paragraphs.findIndex((line) => line !== '' && line !== article.title.trim())
  if (first < 0) return ''
  const text = withoutDateline(paragraphs.slice(first).filter(Boolean).join(' '), article.dateline)
  if (text.length <= leadCharsMax) return text
  const head = text.slice(0, leadCharsMax)
  // A sentence's end, if it leaves at least half; a full stop within a number or a name is none.
  const sentences = head.match(/^.*(?:[。！？]["”」』’]?|[.!?]["”’]?(?=\s))/su)?.[0]
  if (sentences && sentences.length >= leadCharsMax / 2) return sentences.trim()
  return `${cutAtWord(text, leadCharsMax - 1)}…`
}

function withoutDateline(text: string, dateline: string | null): string {
  const line = dateline?.replace(/\s+/g, ' ').trim()
  if (line && text.startsWith(line)) return text.slice(line.length).replace(/^[\s:：,，—–-]+/, '')
  // What the extractor did not name: an agency, a place, a day, 电 or 讯, as Chinese agencies open their reports.
  const agency =
    /^[（(]?[^\s，。：:,.!?！？]{2,16}?\d{1,2}月\d{1,2}日(?:消息|电|電|讯|訊)[）)]?[ :：]?(?:[（(][^）)]{2,40}[）)])?\s*/u
  return text.replace(agency, '')
}

function cutAtWord(text: string, length: number): string {
  const head = text.slice(0, length)
  const isInsideWord = /[a-z\d]$/i.test(head) && /^[a-z\d]/i.test(text.slice(length))
  const cut = isInsideWord ? head.replace(/\s+\S*$/, '') : head
  return cut.replace(/[\ud800-\udbff]$/, '').trimEnd()
}
