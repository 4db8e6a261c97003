import type { Author } from '#model'
import { normalise, squeeze } from './page-text.ts'

const prefixes =
  /^(?:(?:(?:author|eingestellt|投稿者|著者|written|reported|posted|published|article|story|text|texte|foto|interview) )?(?:by|von|par|por|di|door|av|af|od)[\s:]+|(?:author|autor|autore|auteur|text|texte|автор|opinion by|reporter|redaktion|mit material von)s?\s*:\s*)/iu
const splitters =
  /\s*(?:[,;|•·/\n]| - | – |&| and | und | et | y | og | och | ve | e (?=\p{Lu})| i (?=\p{Lu})| и )\s*/u
const notPeople =
  /^(?:(?:twitter|facebook|whatsapp|share|email|linkedin)(?: .*)?|admin|administrator|editor|staff|redaktion|redaction|rédaction|la rédaction|redacción|redazione|newsroom|news desk|web desk|online|team|unknown|guest|contributor|null|undefined|none|n\/a|view (?:all|profile).*|follow.*|more.*|updated.*|published.*|posted.*|\d.*|.*@.*|.*https?:.*|staff (?:writer|reporter)s?|jr\.?|sr\.?|md|phd|ph\.d\.?|m\.d\.?|reporter|senior .*|.*(?:correspondent|reporter|editor|writer|columnist|redakteur|redakteurin|journalist|producer)|publisher|.*(?:\b(?:gmbh|ltd|inc|llc|e\.v|verlag|germany)\b|ministerium).*|redacci[oó]n.*)$/iu

/** The people in a by-line of a language that separates words, what stands around them left out. */
export function namesIn(text: string, outletNames: readonly string[]): Author[] {
  const names: Author[] = []
  const bare = squeeze(text)
    .replace(prefixes, '')
    .replace(/\s*\([^)]{0,60}\)/g, '')
  for (const part of bare.split(splitters)) {
    const name = squeeze(part)
      .replace(prefixes, '')
      .replace(/\s+(?:(?:am|on|le|el)\s.*|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\.?)$/i, '')
      .replace(/[.:]+$/, '')
    if (name.length < 2 || name.length > 60 || notPeople.test(name) || isOutlet(name, outletNames)) continue
    if (name.split(' ').length > 6 || /\d{2}/.test(name)) continue
    names.push({ name, role: 'author' })
  }
  return names
}

/** Two to five words, two of them capitalised. */
export function looksLikePerson(name: string): boolean {
  const words = name.split(' ')
  return words.length >= 2 && words.length <= 5 && words.filter((each) => /^\p{Lu}/u.test(each)).length >= 2
}

/** Whether a name is the outlet's own, or begins with it. */
export function isOutlet(name: string, outletNames: readonly string[]): boolean {
  const own = normalise(name)
  const first = normalise(name.split(' ')[0] ?? '')
  return outletNames.some(
    (each) =>
      each === own || (each.length > 4 && own === `the${each}`) || (each.length > 2 && each === first),
  )
}
