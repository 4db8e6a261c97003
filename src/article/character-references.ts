import { Parser } from 'htmlparser2'

/**
 * Text with its character references decoded: `&amp;`, `&#x4e2d;`, `&nbsp` without its semicolon.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state
 */
export function decodeReferences(text: string): string {
  return text.includes('&') ? text.replace(reference, (each) => known(each, inText, readInText)) : text
}

/** As `decodeReferences`, in an attribute's value: there `&copy=1` is part of an address. */
export function decodeAttribute(value: string): string {
  return value.includes('&')
    ? value.replace(referenceOrName, (each) => known(each, inAttribute, readInAttribute))
    : value
}

// The longest name has 32 letters. What ends the name decides, so it is looked at too.
const reference = /&#?[a-zA-Z0-9]{1,64};?/g
const referenceOrName = /&#?[a-zA-Z0-9]{1,64}[;=]?/g

// Pages repeat a few dozen of them, so each is read by the full parser once.
const inText = new Map<string, string>()
const inAttribute = new Map<string, string>()
const knownMax = 4000

function known(each: string, memory: Map<string, string>, read: (each: string) => string): string {
  // V8 cuts a longer one out of the page, and would keep the page for it.
  if (each.length > 12) return read(each)
  let decoded = memory.get(each)
  if (decoded === undefined) {
    decoded = read(each)
    if (memory.size >= knownMax) memory.clear()
    memory.set(each, decoded)
  }
  return decoded
}

function readInText(each: string): string {
  let text = ''
  const parser = new Parser({ ontext: (part) => (text += part) })
  parser.end(each)
  return text
}

function readInAttribute(each: string): string {
  let value = ''
  const parser = new Parser({ onattribute: (_name, part) => (value = part) })
  parser.end(`<i t="${each}">`)
  return value
}
