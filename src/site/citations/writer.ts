import type { Article } from '#model'

/** Who wrote, as citation styles need to know: a person's family name stands first, an organisation's name stays whole. */
export type Writer =
  | {
      readonly kind: 'person'
      /** With what belongs to it: `van Beethoven`. */
      readonly family: string
      readonly given: readonly string[]
      /** `Jr.`, `III`; empty for most. */
      readonly suffix: string
    }
  /** An organisation, a name of one word, or one that is written family name first, as Chinese ones are. */
  | { readonly kind: 'whole'; readonly name: string }

/** Photographers and editors are not cited as authors. */
export function writersOf(article: Article): Writer[] {
  return article.authors
    .filter(({ role }) => role !== 'photographer' && role !== 'editor')
    .map(({ name, role }) => (role === 'agency' ? whole(name) : parseWriter(name)))
}

const organisation =
  /^the\s|\b(staff|agency|agencies|press|news|newsroom|editorial|board|desk|bureau|team|reporters?|correspondents?|service|office|ministry|department|committee|commission|association|institute|university|council|times|post|daily|group|inc|ltd|company)\b/i
const particle =
  /^(van|von|vom|zu|zum|zur|der|den|de|del|della|da|di|do|dos|das|du|la|le|ten|ter|bin|bint|ibn|al|el|y)$/
const suffix = /^(jr|sr|ii|iii|iv|md|phd)\.?$/i

/** Reads a name as a byline has it: `Jane Anne Doe`, `Doe, Jane Anne`, `Martin Luther King Jr.`, `李娜`. */
export function parseWriter(text: string): Writer {
  const name = text.replace(/\s+/g, ' ').trim()
  if (!/^[\p{Script=Latin}\p{M}\s.,'’-]+$/u.test(name) || organisation.test(name)) return whole(name)
  const [turned, givenNames, rest] = name.split(/,\s*/)
  if (turned && givenNames && !suffix.test(givenNames))
    return { kind: 'person', family: turned, given: givenNames.split(' '), suffix: rest ?? '' }
  const words = name.split(/,?\s+/)
  const ending = words.length > 2 && suffix.test(words.at(-1) ?? '') ? (words.pop() as string) : ''
  if (words.length < 2) return whole(name)
  let familyFrom = words.length - 1
  while (familyFrom > 1 && particle.test(words[familyFrom - 1] ?? '')) familyFrom--
  return {
    kind: 'person',
    family: words.slice(familyFrom).join(' '),
    given: words.slice(0, familyFrom),
    suffix: ending,
  }
}

/** The first letters of given names: `Jean-Paul M.` gives `[['J', 'P'], ['M']]`. */
export function initialsOf(given: readonly string[]): string[][] {
  return given.map((name) =>
    name
      .split('-')
      .filter(Boolean)
      .map((part) => ([...part][0] ?? '').toUpperCase()),
  )
}

function whole(name: string): Writer {
  return { kind: 'whole', name }
}
