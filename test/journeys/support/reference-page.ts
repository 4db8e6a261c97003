import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shared } from './verbatim.ts'

/** The parts of ../shared/reference-page.txt, a real page of a service like ours, as plain text. */
export interface ReferencePage {
  readonly channel: string
  readonly title: string
  readonly publishedAt: string
  readonly source: string
  readonly reprintedFrom: string
  readonly kicker: string
  readonly caption: string
  readonly paragraphs: readonly string[]
  readonly byline: string
  readonly related: readonly ListEntry[]
  readonly newest: readonly ListEntry[]
}

export interface ListEntry {
  readonly title: string | null
  readonly passage: string
  readonly publishedAt: string
}

export function readReferencePage(): ReferencePage {
  const lines = readFileSync(join(shared, 'reference-page.txt'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start))
  const meta = /^类别:(\S+) 发布时间:(.+?) 来源:(.+)$/.exec(lines[at('类别:')] ?? '')
  if (!meta) throw new Error('The reference page is not of the form that this journey reads.')
  const title = lines[at('类别:') - 1] ?? ''
  const reprint = lines[at('本文转自')] ?? ''
  const body = lines.slice(at('本文转自') + 1, at('以上内容为'))
  const byline = body.at(-1) ?? ''
  const [kicker = '', ...rest] = body.slice(0, -1)
  const [caption = '', ...paragraphs] = rest.filter((line) => line !== title)
  return {
    channel: meta[1] ?? '',
    title,
    publishedAt: meta[2] ?? '',
    source: meta[3] ?? '',
    reprintedFrom: reprint.replace(/^本文转自[::]/, ''),
    kicker,
    caption,
    paragraphs,
    byline,
    related: readList(lines.slice(at('信息原文地址') + 1, at('更多关于'))),
    newest: readList(lines.slice(at('更多关于') + 1)),
  }
}

/** Entries end with their time; a title stands above the passage where there is one. */
function readList(lines: readonly string[]): ListEntry[] {
  const entries: ListEntry[] = []
  let pending: string[] = []
  for (const line of lines) {
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(line)) {
      pending.push(line)
      continue
    }
    const passage = pending.at(-1) ?? ''
    entries.push({
      title: pending.length > 1 ? (pending[0] ?? null) : null,
      passage: passage.replace(/^\.\.\./, ''),
      publishedAt: line,
    })
    pending = []
  }
  return entries
}
