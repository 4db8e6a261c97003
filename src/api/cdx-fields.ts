import { type Capture, formatTimestamp14 } from '#model'
import { parsePattern } from './cdx-pattern.ts'
import { Problem } from './problem.ts'

/** The fields of a CDX line, in their order. */
export const fieldOf = {
  urlkey: (capture: Capture): string => capture.urlKey,
  timestamp: (capture: Capture) => formatTimestamp14(capture.capturedAt),
  original: (capture: Capture): string => capture.url,
  mimetype: (capture: Capture) => (capture.revisitOf ? 'warc/revisit' : (capture.mediaType ?? '-')),
  statuscode: (capture: Capture) => String(capture.status),
  digest: (capture: Capture): string => capture.payloadDigest,
  length: (capture: Capture) => String(capture.location.lengthBytes),
} as const
export type FieldName = keyof typeof fieldOf
export const fieldNames = Object.keys(fieldOf) as FieldName[]

/** What pywb calls them. */
const aliases: Readonly<Record<string, FieldName>> = {
  url: 'original',
  mime: 'mimetype',
  status: 'statuscode',
}

/** By its name or its number, from 0. @throws {Problem} 400 */
export function parseFieldName(text: string): FieldName {
  const name = /^\d$/.test(text)
    ? fieldNames[Number(text)]
    : (aliases[text] ?? fieldNames.find((each) => each === text))
  if (!name) throw new Problem(400, 'bad-parameter', `"${text}" is no field: ${fieldNames.join(', ')}.`)
  return name
}

/**
 * `[!][=|~]field:pattern`, each of which must hold. With `=` the pattern is the value itself; `~`, which pywb has for
 * regular expressions, is what there is without.
 *
 * @throws {Problem} 400
 */
export function parseFilters(filters: readonly string[]): (capture: Capture) => boolean {
  if (filters.length > 10) throw new Problem(400, 'bad-parameter', 'filter: at most 10 of them.')
  const tests = filters.map((filter) => {
    const [, not = '', kind = '', name = '', pattern = ''] = /^(!?)([=~]?)([^:]*):(.*)$/s.exec(filter) ?? []
    const field = fieldOf[parseFieldName(name)]
    const matches = kind === '=' ? (value: string) => value === pattern : parsePattern(pattern)
    return (capture: Capture) => matches(field(capture)) !== (not === '!')
  })
  return (capture) => tests.every((test) => test(capture))
}

/**
 * `field` or `field:N`: of neighbours that agree in it (in its first N characters) the first is kept. Of several, the
 * next looks at what the one before has kept.
 *
 * @returns Whether a line stays; it has to be asked of each in turn.
 * @throws {Problem} 400
 */
export function parseCollapses(collapses: readonly string[]): (capture: Capture) => boolean {
  if (collapses.length > 5) throw new Problem(400, 'bad-parameter', 'collapse: at most 5 of them.')
  const stages = collapses.map((collapse) => {
    const [name = '', chars = ''] = collapse.split(':')
    if (!/^\d{0,6}$/.test(chars))
      throw new Problem(400, 'bad-parameter', `collapse: "${chars}" is no number of characters.`)
    const field = fieldOf[parseFieldName(name)]
    return {
      keyOf: (capture: Capture) => field(capture).slice(0, chars === '' ? undefined : Number(chars)),
      last: '',
    }
  })
  let isFirst = true
  return (capture) => {
    for (const stage of stages) {
      const key = stage.keyOf(capture)
      if (!isFirst && key === stage.last) return false
      stage.last = key
    }
    isFirst = false
    return true
  }
}
