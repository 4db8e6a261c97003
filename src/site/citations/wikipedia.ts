import { type Cited, dayOf, isChinese, oneLine, publishedDay } from './cited.ts'
import { writersOf } from './writer.ts'

/** Whose `{{cite news}}` it is for: they share the template, but write foreign titles and names each in its own way. */
export type Wikipedia = 'en' | 'zh'

/** @see https://en.wikipedia.org/wiki/Template:Cite_news, https://zh.wikipedia.org/wiki/Template:Cite_news */
export function citeWikipedia(cited: Cited, wikipedia: Wikipedia): string {
  const { article, originalUrl, snapshotUrl, capturedAt, citedAt, outlet } = cited
  const title = oneLine(article.title)
  const isOwnScript = wikipedia === 'zh' || !/\p{Script=Han}/u.test(title)
  const fields: [string, string | null | undefined][] = [
    ...authorFields(cited),
    isOwnScript ? ['title', title] : ['script-title', `zh:${title}`],
    ['url', originalUrl],
    ['work', outlet],
    ['date', publishedDay(cited)],
    ['language', languageOf(cited, wikipedia)],
    ['access-date', dayOf(citedAt)],
    ['archive-url', snapshotUrl],
    ['archive-date', dayOf(capturedAt)],
    ['url-status', cited.webState === 'gone' ? 'dead' : cited.webState === 'changed' ? 'deviated' : 'live'],
  ]
  const parameters = fields
    .filter(([, value]) => value)
    .map(([name, value]) => `|${name}=${escapeWiki(value as string)}`)
  return `{{cite news ${parameters.join(' ')}}}`
}

/** `last` and `first` where the parts are known, else `author`; numbered where there are several. */
function authorFields({ article }: Cited): [string, string][] {
  const writers = writersOf(article)
  return writers.flatMap((writer, index): [string, string][] => {
    const number = writers.length > 1 ? String(index + 1) : ''
    if (writer.kind === 'whole') return [[`author${number}`, writer.name]]
    const given = [writer.given.join(' '), writer.suffix].filter(Boolean).join(', ')
    return [
      [`last${number}`, writer.family],
      [`first${number}`, given],
    ]
  })
}

/** The wiki's own language goes without saying. */
function languageOf(cited: Cited, wikipedia: Wikipedia): string | null {
  const { language } = cited.article
  if (isChinese(cited))
    return wikipedia === 'en' ? 'zh' : /hant/i.test(language ?? '') ? 'zh-hant' : 'zh-hans'
  return language?.startsWith(wikipedia) ? null : language
}

function escapeWiki(text: string): string {
  return oneLine(text).replace(/[|{}[\]<>]/g, (char) => `&#${char.codePointAt(0)};`)
}
