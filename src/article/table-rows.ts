import type { Run, TableRow } from '#model'
import { spacedText } from './figures.ts'
import { squeeze } from './page-text.ts'
import type { PageNode } from './page-tree.ts'

/** The rows of a table of data that say something; of a table that lays out the page, its cells to be read on. */
export function readTable(table: PageNode): { rows: TableRow[]; layoutCells: readonly PageNode[] } {
  const rows = rowsOf(table)
  if (isLayout(rows)) return { rows: [], layoutCells: rows.flatMap((row) => row.children) }
  const read: TableRow[] = rows.map((row) => ({
    header: row.children.every((cell) => cell.tag !== 'td'),
    cells: row.children
      .filter((cell) => cell.tag === 'td' || cell.tag === 'th')
      .map((cell) => ({
        runs: runsOf(cell),
        columns: spanOf(cell.attributes['colspan']),
        rows: spanOf(cell.attributes['rowspan']),
      })),
  }))
  return { rows: read.filter((row) => row.cells.some((cell) => cell.runs.length > 0)), layoutCells: [] }
}

function runsOf(cell: PageNode): Run[] {
  const text = squeeze(spacedText(cell))
  return text === '' ? [] : [{ text }]
}

function rowsOf(table: PageNode): PageNode[] {
  return table.children.flatMap((child) =>
    child.tag === 'tr'
      ? [child]
      : /^(?:tbody|thead|tfoot)$/.test(child.tag)
        ? child.children.filter((each) => each.tag === 'tr')
        : [],
  )
}

function isLayout(rows: readonly PageNode[]): boolean {
  const cells = rows.flatMap((row) => row.children.filter((each) => each.tag === 'td' || each.tag === 'th'))
  if (cells.some((cell) => cell.tag === 'th')) return false
  if (cells.length < 4 || rows.length < 2) return true
  const weights = cells.map((cell) => cell.weight)
  const total = weights.reduce((sum, each) => sum + each, 0)
  return Math.max(...weights.slice(0, 2000)) > Math.max(300, 0.5 * total)
}

function spanOf(text: string | undefined): number {
  const span = Number.parseInt(text ?? '1', 10)
  return span >= 1 && span <= 100 ? span : 1
}
