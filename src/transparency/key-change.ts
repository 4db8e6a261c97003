import { isSignedBy, parseSignedNote, parseVerifierKey, type SigningKey } from './signed-note.ts'

/** One key of a log handing over to the next, as text keys; the name stays. */
export interface KeyChange {
  readonly from: string
  readonly to: string
}

/**
 * The note by which a log's key hands over to the next: both sign it. So whoever trusts the old key learns the new one,
 * and whoever trusts the new one learns that what the old one signed is the same log's.
 *
 * @throws {RangeError} unless both keys have one name.
 */
export function signKeyChange(from: SigningKey, to: SigningKey): string {
  if (from.name !== to.name) throw new RangeError('A log keeps its name when its key changes.')
  const text = `${firstLine}\n${from.name}\n${from.verifierKey}\n${to.verifierKey}\n`
  return from.sign(text) + to.sign(text).slice(text.length + 1)
}

/** @throws {RangeError} if it is no such note, or not both keys have signed it. */
export function openKeyChange(note: string): KeyChange {
  const parsed = parseSignedNote(note)
  const [first, origin, from = '', to = '', end, ...more] = parsed.text.split('\n')
  if (first !== firstLine || end !== '' || more.length > 0)
    throw new RangeError(`A change of keys begins with ${firstLine} and names two keys.`)
  for (const text of [from, to]) {
    const key = parseVerifierKey(text)
    if (key.name !== origin) throw new RangeError('A key of the change has another name than the log.')
    if (!isSignedBy(parsed, key)) throw new RangeError(`The change of keys is not signed by ${text}.`)
  }
  return { from, to }
}

/**
 * Whether both are keys of one log: the same, or linked by changes that hold. Changes that cannot be read link nothing.
 *
 * @param notes In any order; at most a thousand are looked at.
 */
export function areLinked(one: string, other: string, notes: readonly string[]): boolean {
  const changes = notes.slice(0, notesMax).flatMap((note) => {
    try {
      return [openKeyChange(note)]
    } catch {
      return []
    }
  })
  const reached = new Set([one])
  for (let size = 0; size < reached.size; ) {
    size = reached.size
    for (const { from, to } of changes) {
      if (reached.has(from)) reached.add(to)
      if (reached.has(to)) reached.add(from)
    }
  }
  return reached.has(other)
}

const firstLine = 'verbatim-key-change/1'
const notesMax = 1000
