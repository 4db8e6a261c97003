import { type Cited, dayOf, oneLine, publishedDay } from './cited.ts'
import { type Writer, writersOf } from './writer.ts'

/** BibLaTeX's `@online` (manual §2.1.1); BibTeX reads it as `@misc`. */
export function citeBibtex(cited: Cited): string {
  const { article, originalUrl, snapshotUrl, capturedAt } = cited
  const fields: [string, string | null | undefined][] = [
    ['author', writersOf(article).map(nameOf).join(' and ')],
    ['title', `{${escapeTex(article.title)}}`],
    ['subtitle', article.subtitle && `{${escapeTex(article.subtitle)}}`],
    ['organization', cited.outlet && escapeTex(cited.outlet)],
    ['date', publishedDay(cited)],
    ['url', texUrl(originalUrl)],
    ['urldate', dayOf(capturedAt)],
    ['note', `Archived at \\url{${texUrl(snapshotUrl)}}`],
    ['langid', languageNames[article.language?.slice(0, 2) ?? '']],
  ]
  const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`)
  return `@online{${bibtexKey(cited)},\n${lines.join(',\n')}\n}`
}

/** As babel names languages. */
const languageNames: Readonly<Record<string, string>> = {
  zh: 'chinese',
  en: 'english',
  de: 'german',
  fr: 'french',
  es: 'spanish',
  ja: 'japanese',
  ru: 'russian',
}

/** Family name first, in the form that leaves nothing to guess; what is no person's name goes in braces. */
function nameOf(writer: Writer): string {
  if (writer.kind === 'whole') return `{${escapeTex(writer.name)}}`
  return [writer.family, writer.suffix, writer.given.join(' ')].filter(Boolean).map(escapeTex).join(', ')
}

function bibtexKey({ outlet, article, snapshotUrl }: Cited): string {
  const word = outlet
    ?.replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 20)
    .toLowerCase()
  const year = article.publishedAt?.slice(0, 4) ?? ''
  return `${word || 'snapshot'}${year}-${snapshotUrl.split('/').at(-1)?.slice(-6)}`
}

function escapeTex(text: string): string {
  return oneLine(text).replace(/[\\{}%&#_$~^]/g, (char) => texSpecials[char] ?? `\\${char}`)
}

const texSpecials: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}

/** `url` fields are verbatim: only what would end the field is in the way. */
function texUrl(url: string): string {
  return url.replace(/[{}\\]/g, (char) => encodeURIComponent(char))
}
