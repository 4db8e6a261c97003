import { encode } from 'uqr'
import { type Html, html } from '../html.ts'

/** Drawings by address: one takes a millisecond to make, and some 4 kB. */
const kept = new Map<string, Html>()
const keptMax = 2_000

/** Modules of white around a code, ISO/IEC 18004 §6.3.8. */
const quietZone = 4

/**
 * An address as a QR code, for paper: whoever holds the sheet comes to the proof. One path of horizontal runs, black on
 * white whatever the page's colours are.
 *
 * @param label What it leads to, for whoever does not see it.
 */
export function proofCode(address: string, label: string): Html {
  const key = `${label} ${address}`
  let code = kept.get(key)
  if (!code) {
    if (kept.size >= keptMax) kept.clear()
    code = drawCode(address, label)
    kept.set(key, code)
  }
  return code
}

function drawCode(address: string, label: string): Html {
  // Every mask can be read; to look for the best of the eight takes eight times as long.
  const { data, size } = encode(address, { ecc: 'M', border: 0, maskPattern: 2 })
  const runs = data.flatMap((row, y) => runsOf(row).map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`))
  const side = size + 2 * quietZone
  return html`<svg class="proof-code" viewBox="${-quietZone} ${-quietZone} ${side} ${side}" role="img" aria-label="${label}"><path class="code-ground" d="M-${quietZone}-${quietZone}h${side}v${side}h-${side}z"/><path d="${runs.join('')}"/></svg>`
}

/** Where dark modules begin in a row, and how many follow each other. */
function runsOf(row: readonly boolean[]): [start: number, length: number][] {
  const runs: [number, number][] = []
  for (let start = 0; start < row.length; ) {
    let end = start
    while (row[end]) end++
    if (end > start) runs.push([start, end - start])
    start = end + 1
  }
  return runs
}
