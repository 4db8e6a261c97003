import { type Cited, dayOf, dayParts, endWithStop, oneLine, publishedDay } from './cited.ts'
import { initialsOf, type Writer, writersOf } from './writer.ts'

/** From this many on, those between the first nineteen and the last are left out, §9.8. */
const authorsMax = 20

/**
 * APA Style, 7th edition, §10.1 (articles in newspapers) and §10.16 (news sites), with the archived copy named behind
 * the address, as works that may vanish need it.
 */
export function citeApa(cited: Cited): string {
  const { article, originalUrl, snapshotUrl, capturedAt } = cited
  const title = endWithStop(oneLine(article.title))
  const authors = writersOf(article).map(nameOf)
  const date = `(${dateOf(publishedDay(cited))}).`
  // §9.12: where nobody is named, the title takes the author's place.
  const start = authors.length > 0 ? `${endWithStop(listOf(authors))} ${date} ${title}` : `${title} ${date}`
  // §10.16: a site that is the author itself is not named twice.
  const outlet =
    cited.outlet && authors.join() !== cited.outlet ? ` ${endWithStop(oneLine(cited.outlet))}` : ''
  return `${start}${outlet} ${originalUrl} (archived ${dayOf(capturedAt)} at ${snapshotUrl})`
}

function listOf(authors: readonly string[]): string {
  const last = authors.at(-1) as string
  if (authors.length === 1) return last
  if (authors.length > authorsMax) return `${authors.slice(0, 19).join(', ')}, . . . ${last}`
  return `${authors.slice(0, -1).join(', ')}, & ${last}`
}

/** `Jean-Paul Marie Doe Jr.` becomes `Doe, J.-P. M., Jr.` */
function nameOf(writer: Writer): string {
  if (writer.kind === 'whole') return writer.name
  const initials = initialsOf(writer.given).map((parts) => parts.map((part) => `${part}.`).join('-'))
  return [`${writer.family}, ${initials.join(' ')}`, writer.suffix].filter(Boolean).join(', ')
}

function dateOf(day: string | null): string {
  if (!day) return 'n.d.'
  const parts = dayParts(day)
  return `${parts.year}, ${months[parts.month - 1] ?? ''} ${parts.day}`
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)
