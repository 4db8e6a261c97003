import {
  chineseScript,
  countWords,
  isPlainlyIn,
  isToldByWords,
  languageByCyrillic,
  languageOfScript,
  type Script,
  scriptOf,
} from './language-evidence.ts'
import type { PageFacts } from './page-facts.ts'
import { metaOf } from './page-facts.ts'

/**
 * The language of the text as BCP 47: Chinese told apart by its characters, Japanese and Korean by their script;
 * others as the page says, unless the text is plainly in another, or by the text where the page says nothing.
 * Null where nothing tells.
 */
export function findLanguage(facts: PageFacts, text: string): string | null {
  const said =
    languageTag(facts.linked?.language ?? null) ??
    languageTag(facts.htmlLanguage) ??
    languageTag(metaOf(facts, 'content-language', 'og:locale', 'language', 'dc.language'))
  const sample = text.slice(0, 6000)
  const script = scriptOf(sample)
  if (script === null) return said
  if (script === 'Hani') return chineseScript(sample).language
  if (said && fitsScript(said, script) && !isPlainlyAnother(said, sample)) return said
  return languageOfText(sample, script) ?? (said && fitsScript(said, script) ? said : null)
}

/** What a text is in by itself: by a script that one language has, else by its common words. Null where neither tells. */
export function languageOfText(text: string, script: Script | null = scriptOf(text)): string | null {
  if (script === null) return null
  if (script === 'Hani') return chineseScript(text).language
  const own = languageOfScript[script]
  if (own) return own
  const byLetters = script === 'Cyrl' ? languageByCyrillic(text) : null
  if (byLetters) return byLetters
  const counts = countWords(text)
  const { most, words } = counts
  return most && counts.of(most) >= Math.max(3, words * commonShareMin) ? most : null
}

// Of running text in any of the languages, about a third are their commonest words.
const commonShareMin = 0.15

/** Whether a language is written in this script, as CLDR has it; a language that it doesn't know may be. */
export function fitsScript(language: string, script: Script): boolean {
  const usual = new Intl.Locale(language).maximize().script
  if (usual === undefined) return true
  if (usual === 'Jpan') return script === 'Jpan' || script === 'Hani'
  if (usual === 'Kore') return script === 'Hang'
  if (/^Han/.test(usual)) return script === 'Hani'
  // Serbian, Uzbek, Azerbaijani and others are in both.
  return usual === script || (/^(?:sr|bs|uz|az|kk|mn)\b/.test(language) && /^(?:Latn|Cyrl)$/.test(script))
}

/** Whether the text's words are those of another language than is said: a template's `lang="en"`. */
function isPlainlyAnother(said: string, text: string): boolean {
  const own = baseOf(said)
  if (!isToldByWords(own) || isPlainlyIn(text.slice(0, 400), own)) return false
  const counts = countWords(text.slice(0, 2000))
  return counts.most !== null && counts.of(counts.most) >= 8 && counts.of(counts.most) > 3 * counts.of(own)
}

/** The first subtag, without the two names that Norwegian has besides its own. */
export function baseOf(language: string): string {
  const base = language.split('-', 1)[0]!.toLowerCase()
  return base === 'nb' || base === 'nn' ? 'no' : base
}

/** The language and region of a tag as pages write it, `en_US.UTF-8`; null where it is none. */
export function languageTag(text: string | null): string | null {
  const match = /^\s*([a-z]{2,3})(?:[-_]([A-Za-z]{2,4}))?\b/i.exec(text ?? '')
  if (!match) return null
  try {
    return Intl.getCanonicalLocales(match[2] ? `${match[1]}-${match[2]}` : match[1]!)[0] ?? null
  } catch {
    return match[1]!.toLowerCase()
  }
}
