import type { FeedEntry } from './feed.ts'
import { escapeXml } from './xml.ts'

/** An entry as a reader program shows it: the excerpt with its matches marked, then the notes. No images, no scripts. */
export function entryHtml(entry: FeedEntry): string {
  const excerpt = entry.excerpt
    .map(({ text, matched }) => (matched ? `<mark>${escapeXml(text)}</mark>` : escapeXml(text)))
    .join('')
  const notes = entry.notes.map((note) => `<p><small>${escapeXml(note)}</small></p>`)
  return [excerpt && `<p>${excerpt}</p>`, ...notes].filter(Boolean).join('')
}
