import { type Cited, dayOf, dayParts, endWithStop, oneLine, publishedDay } from './cited.ts'
import { type Writer, writersOf } from './writer.ts'

/** MLA Handbook, 9th edition: the newspaper is the first container, this archive the second (§5.31, §5.94). */
export function citeMla(cited: Cited): string {
  const { article, archive, citedAt, originalUrl, snapshotUrl } = cited
  const authors = writersOf(article)
  const start = authors.length > 0 ? `${endWithStop(listOf(authors))} ` : ''
  const published = publishedDay(cited)
  const where = [cited.outlet && oneLine(cited.outlet), published && dateOf(published), originalUrl]
  return `${start}“${endWithStop(quoted(article.title))}” ${where.filter(Boolean).join(', ')}. ${archive}, ${snapshotUrl}. Accessed ${dateOf(dayOf(citedAt))}.`
}

/** §5.7–5.9: the first name turned round, a second as it is; of three and more the first, et al. */
function listOf(authors: readonly Writer[]): string {
  const [first, second] = authors
  const start = first ? turned(first) : ''
  if (!second) return start
  return authors.length > 2 ? `${start}, et al.` : `${start}, and ${straight(second)}`
}

function turned(writer: Writer): string {
  if (writer.kind === 'whole') return writer.name
  return [writer.family, writer.given.join(' '), writer.suffix].filter(Boolean).join(', ')
}

function straight(writer: Writer): string {
  if (writer.kind === 'whole') return writer.name
  return `${[...writer.given, writer.family].join(' ')}${writer.suffix && `, ${writer.suffix}`}`
}

/** §2.97: quotation marks within a title in quotation marks become single ones. */
function quoted(title: string): string {
  return oneLine(title).replace(/[“”"]/g, (mark) => (mark === '“' ? '‘' : '’'))
}

function dateOf(day: string): string {
  const parts = dayParts(day)
  return `${parts.day} ${months[parts.month - 1] ?? ''} ${parts.year}`
}

/** Appendix 1: months of more than four letters are shortened. */
const months = 'Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.'.split(' ')
