import { type Html, html } from '../html.ts'
import type { Reader } from '../reader.ts'

/**
 * Copies what `data-copy-source` marks beside it. Shown by its script alone: without, text is selected as ever.
 *
 * @param what For whoever hears the button's name without its place.
 */
export function copyButton({ say }: Reader, what: string): Html {
  return html`<button type="button" class="quiet" hidden data-copy data-copied="${say.copied}" aria-label="${say.copy}: ${what}">${say.copy}</button>`
}
