import type { DiffPiece } from '#access'
import { type Html, html } from '../html.ts'
import type { Messages } from '../messages/en.ts'

/** A piece of a comparison, with its word for whoever does not see it. */
export function differencePiece({ kind, text }: DiffPiece, say: Messages): Html {
  if (kind === 'added')
    return html`<ins><span class="unseen">[${say.added}: </span>${text}<span class="unseen">]</span></ins>`
  if (kind === 'removed')
    return html`<del><span class="unseen">[${say.removed}: </span>${text}<span class="unseen">]</span></del>`
  return html`${text}`
}
