import { type Cited, dayOf, isChinese, oneLine, publishedDay } from './cited.ts'
import { initialsOf, type Writer, writersOf } from './writer.ts'

/**
 * GB/T 7714—2015, an article of a newspaper on line, `[N/OL]` (§4.5.1 with §4.6): authors, title, newspaper, day of
 * publication, day of modification in round and day of citation in square brackets. The access path is the snapshot's, for
 * that is what was read and what stays.
 */
export function citeGbt(cited: Cited): string {
  const { article, outlet, citedAt, snapshotUrl } = cited
  const names = writersOf(article).map(nameOf)
  // §8.1.2: more than three become three and 等. §8.1.5: where nobody is named, the title comes first.
  const authors =
    names.length > 3 ? [...names.slice(0, 3), isChinese(cited) ? '等' : 'et al'].join(', ') : names.join(', ')
  const title = [article.title, article.subtitle].filter(Boolean).map((part) => oneLine(part as string))
  const where = [outlet && oneLine(outlet), publishedDay(cited)].filter(Boolean).join(', ')
  const modified = /^\d{4}-\d\d-\d\d/.exec(article.modifiedAt ?? '')?.[0]
  const updated = modified && modified !== publishedDay(cited) ? `(${modified})` : ''
  const start = authors ? `${authors.replace(/\.$/, '')}. ` : ''
  return `${start}${title.join(': ')}[N/OL]. ${where}${updated}[${dayOf(citedAt)}]. ${snapshotUrl}.`
}

/** §8.1.1: the family name in capitals, initials without stops; Chinese names as they are. */
function nameOf(writer: Writer): string {
  if (writer.kind === 'whole') return writer.name
  const initials = initialsOf(writer.given).flat().join(' ')
  return [writer.family.toUpperCase(), initials, writer.suffix.replace(/\.$/, '')].filter(Boolean).join(' ')
}
