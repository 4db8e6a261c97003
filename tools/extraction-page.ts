import type { ExtractionRecord } from '#article'
import type { Evidence } from '#model'

/** One page and what was read out of it. */
export interface ShownExtraction {
  readonly id: string
  readonly url: string
  /** The page's HTML, as it is: it is shown without scripts, forms or an origin, and may load nothing. */
  readonly html: string
  readonly record: ExtractionRecord
  readonly evidence: Evidence
  /** What a person says is right, by field. */
  readonly truth: Readonly<Record<string, unknown>>
}

/**
 * An HTML document with each page beside its fields, and for each field the rule, the place and the certainty. The page
 * lies in a frame of its own without any right, so that looking at a hostile page does nothing and tells nobody.
 *
 * @see https://html.spec.whatwg.org/multipage/iframe-embed-object.html#attr-iframe-sandbox
 */
export function extractionPage(shown: readonly ShownExtraction[]): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Extractions</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>${style}</style>
${shown.map(section).join('\n')}</html>\n`
}

// The frame's document inherits it: no picture, no style sheet, no font of the page is asked for.
const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
const style =
  'section{display:grid;grid-template-columns:1fr 1fr;gap:1rem;margin-bottom:3rem}h2{grid-column:1/-1;margin:0;font:1rem monospace}iframe{width:100%;height:90vh;border:1px solid}div{height:90vh;overflow:auto}td,th{text-align:left;vertical-align:top;padding:.2rem .5rem;font:13px sans-serif}small{color:#555}del{color:#a00;text-decoration:none}p{font:14px/1.5 serif}'

function section({ id, url, html, record, evidence, truth }: ShownExtraction): string {
  const rows = Object.entries(record).flatMap(([field, value]) => {
    if (field === 'text') return []
    const told = evidence[field as keyof Evidence]
    const proof = told ? `${told.sure} · ${escaped(told.rule)}<br>${escaped(told.where)}` : ''
    const wanted = truth[field]
    const right = wanted === undefined ? '' : `<br><del>truth: ${escaped(JSON.stringify(wanted))}</del>`
    return [
      `<tr><th>${escaped(field)}<td>${escaped(JSON.stringify(value))}${right}<td><small>${proof}</small></tr>`,
    ]
  })
  const text = (record.text ?? '').split('\n').map((line) => `<p>${escaped(line)}</p>`)
  return `<section><h2>${escaped(id)} ${escaped(url)}</h2>
<iframe sandbox="" referrerpolicy="no-referrer" srcdoc="${escaped(html)}"></iframe>
<div><table>${rows.join('')}</table>${text.join('')}</div></section>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
