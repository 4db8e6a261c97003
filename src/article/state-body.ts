import { parseLoosely, type Thing } from './json-ld.ts'
import { normalise, weightOf } from './page-text.ts'
import type { PageScript } from './page-tree.ts'

/**
 * The article's text out of the state from which a page's scripts would draw it: `__NEXT_DATA__`, `__INITIAL_STATE__`,
 * `Fusion.globalContent` and their like. HTML or plain text, a line a paragraph; null where there is none.
 *
 * It is told from what else such a state holds by its length and by the page's title beside it, not by its path.
 */
export function bodyFromState(scripts: readonly PageScript[], title: string | null): string | null {
  const wanted = normalise(title ?? '')
  // Notes on cookies and subscriptions are in the state too, and shorter.
  let best: { text: string; points: number } | null = null
  for (const state of statesOf(scripts)) {
    for (const { text, isTitled } of textsIn(state, wanted)) {
      if (!isProse(text)) continue
      const points = Math.min(weightOf(text.slice(0, 40_000)), 20_000) * (isTitled ? 3 : 1)
      if (!best || points > best.points) best = { text, points }
    }
  }
  return best && best.points >= 350 ? best.text : null
}

/** Whether it is sentences rather than addresses, styles or code. */
function isProse(text: string): boolean {
  const sample = text.slice(0, 3000)
  if (/[{}]|%[\dA-F]{2}%/.test(sample.slice(0, 300))) return false
  return (sample.match(/[.!?…]["”»’')]?(?=\s|$|<)|[。！？।။។]/g)?.length ?? 0) >= 2
}

const stateName =
  /(?:__[A-Z][A-Z_]{2,30}__|\b(?:globalContent|initialState|preloadedState|pageData|articleData|pageState))\s*=\s*(JSON\.parse\()?/g
// A page has a handful; the largest in 1,041 pages is below two million characters.
const statesMax = 12
const stateCharsMax = 4_000_000

function* statesOf(scripts: readonly PageScript[]): Generator<unknown> {
  let left = statesMax
  for (const { type, text } of scripts) {
    if (text.length > stateCharsMax || type.includes('ld+json')) continue
    if (type.includes('json')) {
      if (left-- <= 0) return
      yield parseLoosely(text)
    } else if (type === '' || type.includes('javascript') || type === 'module') {
      for (const match of text.matchAll(stateName)) {
        if (left-- <= 0) return
        const value = valueAt(text, match.index + match[0].length)
        const json = value && match[1] ? unquoted(value) : value
        if (json) yield parseLoosely(json)
      }
    }
  }
}

/** The JSON value that starts here, up to the bracket or quote that closes it. */
function valueAt(text: string, start: number): string | null {
  const opening = text[start]
  if (opening !== '{' && opening !== '[' && opening !== '"' && opening !== "'") return null
  let depth = 0
  let quote = ''
  for (let at = start; at < text.length; at++) {
    const char = text[at]!
    if (char === '\\') at++
    else if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth--
    if (depth === 0 && quote === '') return text.slice(start, at + 1)
  }
  return null
}

function unquoted(literal: string): string | null {
  const inner = literal.slice(1, -1)
  const value = parseLoosely(literal.startsWith('"') ? literal : `"${inner.replace(/(?<!\\)"/g, '\\"')}"`)
  return typeof value === 'string' ? value : null
}

interface FoundText {
  readonly text: string
  /** Whether the page's title stands beside it or one level above. */
  readonly isTitled: boolean
}

const visitsMax = 100_000
const depthMax = 40

function textsIn(state: unknown, wanted: string): FoundText[] {
  const found: FoundText[] = []
  let visits = 0
  const visit = (value: unknown, depth: number, isTitled: boolean): void => {
    if (typeof value !== 'object' || value === null || depth > depthMax || ++visits > visitsMax) return
    if (Array.isArray(value)) {
      const text = textOfParts(value)
      if (text !== null) found.push({ text, isTitled })
      for (const each of value) visit(each, depth + 1, false)
      return
    }
    const thing = value as Thing
    const isHere = hasTitle(thing, wanted)
    for (const [key, each] of Object.entries(thing)) {
      if (typeof each === 'string') {
        if (isBodyText(key, each)) found.push({ text: each, isTitled: isHere || isTitled })
      } else visit(each, depth + 1, isHere || (isTitled && Array.isArray(each)))
    }
  }
  visit(state, 0, false)
  return found
}

function hasTitle(thing: Thing, wanted: string): boolean {
  if (wanted.length < 4) return false
  return ['title', 'headline', 'headlines', 'name', 'pageTitle', 'articleTitle'].some((key) => {
    const value = thing[key]
    const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value]
    return texts.some((each) => typeof each === 'string' && each.length < 400 && normalise(each) === wanted)
  })
}

function isBodyText(key: string, text: string): boolean {
  if (text.length < 200) return false
  const paragraphs = text.slice(0, 20_000).match(/<(?:p|br)\b|\n\s*\n/gi)?.length ?? 0
  return (
    paragraphs > 1 ||
    (/body|content|text|article/i.test(key) && /[.。!?！？…]/.test(text) && !/[{}<]/.test(text))
  )
}

/** The text of a list of an article's parts: paragraphs as objects or strings. Null where it lists something else. */
function textOfParts(parts: readonly unknown[]): string | null {
  if (parts.length < 2) return null
  let teasers = 0
  const lines: string[] = []
  for (const part of parts.slice(0, 2000)) {
    if (typeof part === 'string') lines.push(part)
    else if (typeof part === 'object' && part !== null && !Array.isArray(part)) {
      if (isTeaser(part as Thing)) teasers++
      else if (!notText.test(String((part as Thing)['type'] ?? ''))) lines.push(textIn(part, 0))
    }
  }
  if (teasers > 0.3 * parts.length) return null
  const text = lines.map((each) => each.trim()).filter(Boolean)
  const sentences = text.filter((each) => weightOf(each.slice(0, 400)) > 40 && /[.。!?！？…”"<]/.test(each))
  return sentences.length >= 2 && sentences.length >= 0.3 * text.length ? text.join('\n') : null
}

const notText =
  /image|photo|gallery|video|audio|advert|^ad$|embed|related|promo|newsletter|link_list|interstitial/i

function isTeaser(thing: Thing): boolean {
  const has = (...keys: string[]) => keys.some((key) => typeof thing[key] === 'string')
  return has('title', 'headline', 'name') && has('url', 'href', 'link', 'slug', 'path', 'id')
}

/** Text of one part: strings under the names that editors' formats give to text, deep inside. */
function textIn(value: unknown, depth: number): string {
  if (depth > 12) return ''
  if (Array.isArray(value))
    return value
      .slice(0, 500)
      .map((each) => textIn(each, depth + 1))
      .join('')
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .filter(([key]) => textKeys.test(key))
    .map(([, each]) => (typeof each === 'string' ? each : textIn(each, depth + 1)))
    .join('')
}

const textKeys =
  /^(?:text|content|contents|value|html|body|paragraph|children|data|insert|items|nodes|props|spans)$/i
