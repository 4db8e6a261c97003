import type { SnapshotSummary, StoryView } from '#access'
import { type Html, html, nothing } from '../html.ts'
import { outletName, type Visit } from '../visit.ts'

type StoryEntry = StoryView['entries'][number]

/** Outlets with a line of their own; of the others, the number is told. */
const outletsShown = 12
const scaleWidth = 1000
const rowHeight = 24
/** As wide as a mark must be to be seen on a phone, where the scale is a fifth of its width. */
const markWidth = 9

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Lines of the grid are as far apart as the first of these that gives few enough. */
const steps = [
  { unit: 'hour', ms: hourMs },
  { unit: 'day', ms: dayMs },
  { unit: 'week', ms: 7 * dayMs },
  { unit: 'month', ms: 30.4375 * dayMs },
  { unit: 'year', ms: 365.25 * dayMs },
  { unit: 'decade', ms: 3652.5 * dayMs },
] as const
const linesMax = 40

interface Point {
  readonly summary: SnapshotSummary
  readonly atMs: number
  readonly isReprint: boolean
}

/**
 * A story drawn to scale: a line for each outlet in the order in which they came in, a mark for each article where it
 * stands in time, a short one for a reprint. The list below it says the same in words, so that it is hidden from voices.
 */
export function timeScale(visit: Visit, entries: readonly StoryEntry[]): Html {
  const points = entries
    .flatMap(({ summary, reprints }) => [
      pointOf(summary, false),
      ...reprints.map((reprint) => pointOf(reprint, true)),
    ])
    .sort((a, b) => a.atMs - b.atMs)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.atMs - first.atMs < hourMs) return nothing
  const { say, times } = visit.reader
  const span = last.atMs - first.atMs
  const step = steps.find(({ ms }) => span / ms <= linesMax) ?? steps[5]
  const x = (ms: number) => Math.round(((ms - first.atMs) / span) * (scaleWidth - markWidth))
  const grid = html`<path class="scale-grid" d="${gridLines(first.atMs, last.atMs, step)
    .map((ms) => `M${x(ms)} 0V${rowHeight}`)
    .join('')}"/>`
  const byOutlet = [...Map.groupBy(points, ({ summary }) => summary.outletSlug)]
  const rows = byOutlet.slice(0, outletsShown).map(([slug, own]) => {
    const marks = own.map(
      ({ summary, atMs, isReprint }) =>
        html`<a href="#article-${summary.id}" tabindex="-1"><rect x="${x(atMs)}" y="${isReprint ? rowHeight / 2 : 3}" width="${markWidth}" height="${isReprint ? rowHeight / 2 - 3 : rowHeight - 6}"><title>${summary.title}</title></rect></a>`,
    )
    return html`<div class="scale-row"><span>${outletName(visit, slug, own[0]?.summary.outlet)}</span><svg viewBox="0 0 ${scaleWidth} ${rowHeight}" preserveAspectRatio="none" focusable="false">${grid}${marks}</svg></div>\n`
  })
  const left = byOutlet.length - outletsShown
  return html`<div class="scale" aria-hidden="true">
<div class="scale-row scale-ends"><span></span><span>${times.day(timeOf(first.summary))}</span><span>${times.day(timeOf(last.summary))}</span></div>
${rows}<p class="hint">${say.scaleLegend(say.scaleUnits[step.unit])}${left > 0 ? html` ${say.scaleMore(left)}` : ''}</p>
</div>`
}

function pointOf(summary: SnapshotSummary, isReprint: boolean): Point {
  return { summary, atMs: Date.parse(timeOf(summary)), isReprint }
}

function timeOf({ publishedAt, capturedAt }: SnapshotSummary): string {
  return publishedAt ?? capturedAt
}

/** At whole multiples of the step since 1970, so that days begin at midnight and weeks alike in every story. */
function gridLines(fromMs: number, toMs: number, { ms }: (typeof steps)[number]): number[] {
  const first = Math.ceil(fromMs / ms)
  const count = Math.min(linesMax + 1, Math.floor(toMs / ms) - first + 1)
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * ms)
}
