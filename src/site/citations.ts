import type { Article, Instant, WebState } from '#model'

/** What a citation is made of. */
export interface Cited {
  readonly article: Article
  readonly outlet: string | null
  readonly originalUrl: string
  /** The whole address of our snapshot. */
  readonly snapshotUrl: string
  readonly capturedAt: Instant
  /** The day on which the citation is made. */
  readonly citedAt: Instant
  readonly webState: WebState
}

/**
 * GB/T 7714—2015 §8.9: an article on line, `[N/OL]`, with the day of publication and, in brackets, the day
 * it was read. The access path is the snapshot's, for that is what was read and what stays.
 */
export function citeGbt(cited: Cited): string {
  const authors = writers(cited.article)
  const names =
    authors.length > 3
      ? `${authors.slice(0, 3).join(', ')}, ${isChinese(cited) ? '等' : 'et al'}`
      : authors.join(', ')
  const published = cited.article.publishedAt?.slice(0, 10)
  const where = [cited.outlet, published].filter(Boolean).join(', ')
  return `${names ? `${names}. ` : ''}${cited.article.title}[N/OL]. ${where}[${day(cited.citedAt)}]. ${cited.snapshotUrl}.`
}

/** APA Style, 7th edition §10.1 (online news), with the archived copy named as §9.34 advises for works that may vanish. */
export function citeApa(cited: Cited): string {
  const authors = writers(cited.article).map((name) => apaName(name))
  const last = authors.pop()
  const names =
    last === undefined ? (cited.outlet ?? '') : authors.length > 0 ? `${authors.join(', ')}, & ${last}` : last
  const outlet = last === undefined || cited.outlet === null ? '' : `${cited.outlet}. `
  const published = apaDate(cited.article.publishedAt)
  return `${names ? `${endWithStop(names)} ` : ''}(${published}). ${endWithStop(cited.article.title)} ${outlet}${cited.originalUrl} (archived ${day(cited.capturedAt)} at ${cited.snapshotUrl})`
}

/** BibLaTeX's `@online`; BibTeX reads it as `@misc`. */
export function citeBibtex(cited: Cited): string {
  const fields: [string, string | null | undefined][] = [
    [
      'author',
      writers(cited.article)
        .map((name) => `{${escapeTex(name)}}`)
        .join(' and '),
    ],
    ['title', `{${escapeTex(cited.article.title)}}`],
    ['organization', cited.outlet && escapeTex(cited.outlet)],
    ['date', cited.article.publishedAt?.slice(0, 10)],
    ['url', texUrl(cited.originalUrl)],
    ['urldate', day(cited.capturedAt)],
    ['note', `Archived at \\url{${texUrl(cited.snapshotUrl)}}`],
    ['langid', cited.article.language && escapeTex(cited.article.language)],
  ]
  const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`)
  return `@online{${bibtexKey(cited)},\n${lines.join(',\n')}\n}`
}

/** The template `cite news`, which the Chinese and the English Wikipedia share. */
export function citeWikipedia(cited: Cited): string {
  const authors = writers(cited.article)
  const fields: [string, string | null | undefined][] = [
    ...authors.map((name, index): [string, string] => [
      authors.length > 1 ? `author${index + 1}` : 'author',
      name,
    ]),
    ['title', cited.article.title],
    ['url', cited.originalUrl],
    ['work', cited.outlet],
    ['date', cited.article.publishedAt?.slice(0, 10)],
    ['access-date', day(cited.citedAt)],
    ['archive-url', cited.snapshotUrl],
    ['archive-date', day(cited.capturedAt)],
    ['url-status', cited.webState === 'gone' ? 'dead' : cited.webState === 'changed' ? 'deviated' : 'live'],
    ['language', cited.article.language],
  ]
  const parameters = fields
    .filter(([, value]) => value)
    .map(([name, value]) => `|${name}=${escapeWiki(value as string)}`)
  return `{{cite news ${parameters.join(' ')}}}`
}

/** Who wrote: photographers and editors are not cited as authors. */
function writers(article: Article): string[] {
  return article.authors
    .filter(({ role }) => role !== 'photographer' && role !== 'editor')
    .map(({ name }) => name)
}

function isChinese({ article }: Cited): boolean {
  return article.language?.startsWith('zh') ?? /[\u4e00-\u9fff]/.test(article.title)
}

function day(instant: Instant): string {
  return instant.slice(0, 10)
}

/** `Jane Anne Doe` becomes `Doe, J. A.`; a name in Chinese, or of one word, stays whole. */
function apaName(name: string): string {
  const parts = name.trim().split(/\s+/)
  if (parts.length < 2 || !/^[\p{Script=Latin}\s.'’-]+$/u.test(name)) return name
  const last = parts.pop()
  return `${last}, ${parts.map((part) => `${[...part][0]?.toUpperCase()}.`).join(' ')}`
}

function apaDate(publishedAt: string | null): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(publishedAt ?? '')
  const month = months[Number(parts?.[2]) - 1]
  return parts && month ? `${parts[1]}, ${month} ${Number(parts[3])}` : 'n.d.'
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

function endWithStop(text: string): string {
  return /[.!?。！？]$/.test(text) ? text : `${text}.`
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

function escapeWiki(text: string): string {
  return oneLine(text).replace(/[|{}[\]<>]/g, (char) => `&#${char.codePointAt(0)};`)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
