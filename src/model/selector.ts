/**
 * A CSS selector of the simple kind, as an operator writes it into an outlet's file: compounds of a tag, `#id`,
 * `.class`, `[attr]`, `[attr=value]` or `[attr="value"]`, set apart by white space for "within".
 *
 * @see https://www.w3.org/TR/selectors-4/ We take no lists, no other combinators and no pseudo-classes: what needs
 *   them is no hint but a rule for one page.
 */
export type Selector = string & { readonly __brand: 'Selector' }

/** One compound: what an element itself must be. */
export interface SelectorStep {
  readonly tag: string | null
  readonly id: string | null
  readonly classes: readonly string[]
  /** Null: the attribute is there, whatever its value. */
  readonly attributes: readonly { readonly name: string; readonly value: string | null }[]
}

/** @throws {RangeError} that says what is not taken, and where. */
export function parseSelector(text: string): Selector {
  selectorSteps(text)
  return text.trim() as Selector
}

/** From the outermost element to the one that is meant. @throws {RangeError} as `parseSelector`. */
export function selectorSteps(text: string): SelectorStep[] {
  const trimmed = text.trim()
  if (trimmed === '') throw new RangeError('The selector is empty.')
  if (trimmed.length > charsMax)
    throw new RangeError(`The selector has ${trimmed.length} characters; ${charsMax} are taken at most.`)
  const steps: SelectorStep[] = []
  for (let at = 0; at < trimmed.length; ) {
    const { step, end } = stepAt(trimmed, at)
    steps.push(step)
    at = end
    while (/\s/.test(trimmed[at] ?? '')) at++
  }
  if (steps.length > stepsMax)
    throw new RangeError(`The selector has ${steps.length} parts; ${stepsMax} are taken at most.`)
  return steps
}

const charsMax = 200
const stepsMax = 8

function stepAt(text: string, from: number): { step: SelectorStep; end: number } {
  let tag: string | null = null
  let id: string | null = null
  const classes: string[] = []
  const attributes: { name: string; value: string | null }[] = []
  let at = from
  while (at < text.length && !/\s/.test(text[at]!)) {
    part.lastIndex = at
    const match = part.exec(text)
    const [whole, anyTag, anyId, anyClass, name, quoted, single, bare] = match ?? []
    if (whole === undefined || (anyTag !== undefined && at > from))
      throw new RangeError(
        `"${text.slice(at, at + 20)}" in the selector "${text}" is none of: tag, #id, .class, [attr], [attr="value"].`,
      )
    if (anyTag !== undefined) tag = anyTag === '*' ? null : anyTag.toLowerCase()
    else if (anyId !== undefined) id = anyId
    else if (anyClass !== undefined) classes.push(anyClass)
    else if (name !== undefined)
      attributes.push({ name: name.toLowerCase(), value: quoted ?? single ?? bare ?? null })
    at += whole.length
  }
  return { step: { tag, id, classes, attributes }, end: at }
}

const part =
  /(\*|[A-Za-z][\w:-]*)|#((?:[\w-]|[^\x00-\x7f])+)|\.((?:[\w-]|[^\x00-\x7f])+)|\[\s*([A-Za-z_][\w:.-]*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))\s*)?\]/uy
