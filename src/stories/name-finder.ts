/** A name and where it begins, in UTF-16 units. */
export interface FoundName {
  readonly name: string
  readonly index: number
}

const latin = /[a-z]/

/**
 * Finds any of many names in a text, in one way through it: at each place the longest, and then on behind it. Names in
 * Latin letters stand as whole words.
 *
 * @param names Of two characters or more, in normal form (`foldText`), as the text is.
 */
export function createNameFinder(names: Iterable<string>): (text: string) => FoundName[] {
  const byBeginning = new Map<string, string[]>()
  for (const name of new Set(names)) {
    const beginning = name.slice(0, 2)
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), name])
  }
  for (const each of byBeginning.values()) each.sort((a, b) => b.length - a.length)
  return (text) => {
    const found: FoundName[] = []
    for (let index = 0; index + 1 < text.length; ) {
      const name = byBeginning
        .get(text.slice(index, index + 2))
        ?.find((each) => text.startsWith(each, index) && isWhole(text, index, each))
      if (name) found.push({ name, index })
      index += name?.length ?? 1
    }
    return found
  }
}

function isWhole(text: string, index: number, name: string): boolean {
  if (!latin.test(name)) return true
  return !latin.test(text[index - 1] ?? '') && !latin.test(text[index + name.length] ?? '')
}
