import type { ListFilter, SearchFilter } from '#catalog'
import { epochMs, foldText } from '#model'
import type { SqlValue } from './database.ts'

/** Conditions on the table `articles` under the name `a`; all must hold. */
export interface Conditions {
  readonly sql: readonly string[]
  readonly values: readonly SqlValue[]
}

/** `author` is not among them: authors are searched, see `search-match.ts`. */
export function articleConditions(filter: ListFilter & SearchFilter): Conditions {
  const sql: string[] = []
  const values: SqlValue[] = []
  const add = (condition: string, ...its: SqlValue[]) => {
    sql.push(condition)
    values.push(...its)
  }
  if (filter.channel !== undefined) add('a.channel = ?', filter.channel)
  if (filter.outletSlug !== undefined) add('a.outlet_slug = ?', filter.outletSlug)
  if (filter.outlet !== undefined) add('instr(a.outlet_folded, ?) > 0', foldText(filter.outlet).trim())
  if (filter.story !== undefined) add('a.story = ?', filter.story)
  if (filter.from !== undefined) add('a.sort_ms >= ?', epochMs(filter.from))
  if (filter.to !== undefined) add('a.sort_ms < ?', epochMs(filter.to))
  if (filter.webStates !== undefined) {
    add(`a.web_state IN (${filter.webStates.map(() => '?').join(', ')})`, ...filter.webStates)
    if (!filter.webStates.includes('live')) add(`a.web_state <> 'live'`) // Names the partial index.
  }
  if (filter.revised === true) add('a.revision_count > 1')
  if (filter.revised === false) add('a.revision_count = 1')
  if (filter.reprintOf !== undefined) add('a.reprint_of = ?', filter.reprintOf)
  if (filter.reprints === false) add('a.reprint_of IS NULL')
  if (filter.without !== undefined && filter.without.length > 0) {
    const hidden = 'SELECT key FROM snapshots WHERE id IN (SELECT value FROM json_each(?))'
    add(`a.latest NOT IN (${hidden})`, JSON.stringify(filter.without))
  }
  if (filter.language !== undefined) {
    const tag = filter.language.toLowerCase()
    // '.' follows '-' in ASCII: everything that begins with the tag and a hyphen.
    add('(a.language = ? OR (a.language >= ? AND a.language < ?))', tag, `${tag}-`, `${tag}.`)
  }
  if (filter.site !== undefined) {
    const host = hostKey(filter.site.toLowerCase())
    // '/' follows '.' in ASCII: the host and its subdomains.
    add('(a.host_key >= ? AND a.host_key < ?)', host, `${host.slice(0, -1)}/`)
  }
  return { sql, values }
}

/** `com.example.news.`: the host's labels from the right, so that subdomains sort under their parent. */
export function hostKey(host: string): string {
  return `${host
    .replace(/^www\d*\./, '')
    .split('.')
    .reverse()
    .join('.')}.`
}

export function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
}
