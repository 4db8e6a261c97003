import type { LineageEntry, LineageView, SnapshotSummary } from '#access'
import type { SnapshotId } from '#model'
import { type Html, html, nothing } from '../html.ts'
import { entry } from '../parts/entry.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { outletName, type Visit } from '../visit.ts'
import { rows } from './compare.ts'
import { missing } from './errors.ts'

/** Who took a text from whom and when, and what each outlet cut, added and retitled. */
export async function lineagePage(visit: Visit, id: SnapshotId): Promise<PageReply> {
  const { reader, access } = visit
  const { say } = reader
  const view = await access.lineage(id)
  if (!view) return missing(visit, say.lineageNone)
  const { original, copies } = view
  const outletCount = new Set(copies.map(({ summary }) => summary.outletSlug)).size
  const summaries = new Map([original, ...copies.map((copy) => copy.summary)].map((each) => [each.id, each]))
  return {
    status: 200,
    page: shell(visit, {
      title: `${say.lineageTitle}: ${original.title}`,
      channel: original.channel,
      noIndex: true,
      main: html`<header class="page-head">
<p class="kicker">${say.lineageTitle}</p>
<h1${reader.in(original.language)}><a href="${reader.to(`/s/${original.id}`)}">${original.title || say.noTitle}</a></h1>
<p>${say.lineageLead(copies.length, outletCount)}</p>
</header>
${graph(visit, view, id)}
<div class="entries">
${entry(visit, original, { level: 2, brief: true, kicker: say.lineageOriginal })}${copies.map((copy) => copied(visit, copy, summaries.get(copy.parent) ?? original))}</div>`,
    }),
  }
}

function copied(
  visit: Visit,
  { summary, containment, changes }: LineageEntry,
  parent: SnapshotSummary,
): Html {
  const { reader } = visit
  const { say, to } = reader
  const added = changes ? changes.title.addedChars + changes.body.addedChars : 0
  const removed = changes ? changes.title.removedChars + changes.body.removedChars : 0
  const isRetitled = changes !== null && changes.title.addedChars + changes.title.removedChars > 0
  const sum = added + removed === 0 ? say.lineageSame : say.compareSummary(added, removed)
  return html`${entry(visit, summary, {
    level: 2,
    brief: true,
    kicker: html`${say.lineageFrom} <a href="${to(`/s/${parent.id}`)}">${outletName(visit, parent.outletSlug, parent.outlet)}</a>`,
    tail: html`<span>${say.lineageShare(Math.round(containment * 100))}</span>${isRetitled ? html` <span class="flag">${say.lineageRetitled}</span>` : ''}`,
  })}${
    changes && added + removed > 0
      ? html`<details class="folded"><summary>${sum}</summary><div class="compare"><div class="compare-title"${reader.in(summary.language)}>${rows(visit, changes.title.paragraphs)}</div><div class="compare-body"${reader.in(summary.language)}>${rows(visit, changes.body.paragraphs)}</div></div></details>\n`
      : changes
        ? html`<p class="facts">${sum}</p>\n`
        : nothing
  }`
}

const rowHeight = 46
const indent = 26
/** Deeper generations stand below each other. */
const depthMax = 4
const width = 340

interface Node {
  readonly summary: SnapshotSummary
  readonly depth: number
  readonly row: number
  readonly parentRow: number | null
}

/** A tree from the top down, readable on a phone: a row for each copy, a line to what it was taken from. */
function graph(visit: Visit, view: LineageView, here: SnapshotId): Html {
  const { reader } = visit
  const nodes = nodesOf(view)
  const x = (depth: number) => 10 + Math.min(depth, depthMax) * indent
  const y = (row: number) => 18 + row * rowHeight
  const byRow = new Map(nodes.map((node) => [node.row, node]))
  const lines = nodes.flatMap(({ depth, row, parentRow }) => {
    const parent = parentRow === null ? undefined : byRow.get(parentRow)
    if (!parent) return []
    const from = x(parent.depth)
    return [html`<path d="M${from} ${y(parent.row) + 6}V${y(row)}H${Math.max(from, x(depth) - 6)}"/>`]
  })
  const points = nodes.map(({ summary, depth, row }) => {
    const name = [...outletName(visit, summary.outletSlug, summary.outlet)].slice(0, 24).join('')
    const at = (summary.publishedAt ?? summary.capturedAt).slice(0, 16).replace('T', ' ')
    const left = x(depth) + 14
    return html`<a href="${reader.to(`/s/${summary.id}`)}" tabindex="-1"><circle cx="${x(depth)}" cy="${y(row)}" r="6"${summary.id === here ? html` class="lineage-here"` : ''}/><text x="${left}" y="${y(row) + 4}">${name}</text><text class="lineage-time" x="${left}" y="${y(row) + 20}">${at}</text></a>`
  })
  return html`<svg class="lineage" viewBox="0 0 ${width} ${y(nodes.length - 1) + 30}" aria-hidden="true" focusable="false">${lines}${points}</svg>
<p class="hint">${reader.say.lineageGraph}</p>`
}

/** Depth first, so that a line crosses no other; children by time. */
function nodesOf({ original, copies }: LineageView): Node[] {
  const children = Map.groupBy(copies, (copy) => copy.parent)
  const nodes: Node[] = []
  const met = new Set<SnapshotId>()
  const add = (summary: SnapshotSummary, depth: number, parentRow: number | null) => {
    if (met.has(summary.id)) return
    met.add(summary.id)
    const row = nodes.length
    nodes.push({ summary, depth, row, parentRow })
    const own = [...(children.get(summary.id) ?? [])].sort((a, b) => timeOf(a.summary) - timeOf(b.summary))
    for (const child of own) add(child.summary, depth + 1, row)
  }
  add(original, 0, null)
  // Of a ring that clocks of different outlets made, some are nobody's child here.
  for (const { summary } of copies) add(summary, 1, 0)
  return nodes
}

function timeOf({ publishedAt, capturedAt }: SnapshotSummary): number {
  return Date.parse(publishedAt ?? capturedAt)
}
