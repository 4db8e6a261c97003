import type { HttpUrl } from '#model'

/** So many of a page's parts are looked for, and so many of the missing ones named. */
const lookedForMax = 300
const namedMax = 50

/** What a page would show besides its text: collected while it is rewritten, then looked for. */
export interface PageParts {
  add(url: HttpUrl): void
  /** The parts that no capture is held of, in the page's order. */
  missing(isHeld: (url: HttpUrl) => Promise<boolean>): Promise<HttpUrl[]>
}

export function collectParts(): PageParts {
  const parts = new Set<HttpUrl>()
  return {
    add(url) {
      if (parts.size < lookedForMax) parts.add(url)
    },
    async missing(isHeld) {
      const missing: HttpUrl[] = []
      for (const url of parts) if (!(await isHeld(url))) missing.push(url)
      return missing
    },
  }
}

/**
 * Names what is missing, at the lower edge of the page. It stands inside the archived page, whose style sheets would
 * reach it: hence every property is set on the elements themselves, where nothing of theirs outranks it.
 */
export function formatMissingParts(missing: readonly HttpUrl[]): string {
  if (missing.length === 0) return ''
  const named = missing.slice(0, namedMax).map((url) => element('div', lineStyle, escaped(url)))
  const more = missing.length > namedMax ? element('div', lineStyle, '…') : ''
  const title = `此页有 ${missing.length} 个部分未被存档。 ${missing.length} parts of this page are not held.`
  const summary = element('summary', summaryStyle, title)
  return `\n${element('details', boxStyle, `${summary}${named.join('')}${more}`)}`
}

function element(name: string, style: string, content: string): string {
  const important = `all:initial;${style}`.replaceAll(';', '!important;')
  return `<${name} style="${important}">${content}</${name}>`
}

const font = 'font:13px/1.6 system-ui,sans-serif;color:#222;'
const boxStyle = `${font}display:block;position:fixed;left:0;right:0;bottom:0;z-index:2147483647;max-height:40vh;overflow:auto;padding:4px 12px;background:#fff7d6;border-top:1px solid #b59b3b;`
const summaryStyle = `${font}display:list-item;cursor:pointer;`
const lineStyle = `${font}display:block;overflow-wrap:anywhere;`

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
