import { type Cited, dayOf, oneLine, publishedDay } from './cited.ts'
import { type Writer, writersOf } from './writer.ts'

/**
 * RIS, which reference managers read: a tag of two characters, two spaces, a hyphen, a space; lines end in CR LF.
 *
 * @see Research Information Systems, "RIS Format Specifications" (2011)
 */
export function citeRis(cited: Cited): string {
  const { article, archive, originalUrl, snapshotUrl, capturedAt, citedAt } = cited
  const published = publishedDay(cited)
  const lines: [string, string | null | undefined][] = [
    ['TY', 'NEWS'],
    ...writersOf(article).map((writer): [string, string] => ['AU', nameOf(writer)]),
    ['TI', article.title],
    ['T2', cited.outlet],
    ['PY', published?.slice(0, 4)],
    ['DA', published && `${published.replaceAll('-', '/')}/`],
    ['LA', article.language],
    ['UR', originalUrl],
    ['L2', snapshotUrl],
    ['DB', archive],
    ['N1', `Archived ${dayOf(capturedAt)} at ${snapshotUrl}`],
    ['Y2', `${dayOf(citedAt).replaceAll('-', '/')}/`],
  ]
  const written = lines
    .filter(([, value]) => value)
    .map(([tag, value]) => `${tag}  - ${oneLine(value as string)}`)
  return [...written, 'ER  - ', ''].join('\r\n')
}

/** `Last name, First name, Suffix`. */
function nameOf(writer: Writer): string {
  if (writer.kind === 'whole') return writer.name
  return [writer.family, writer.given.join(' '), writer.suffix].filter(Boolean).join(', ')
}
