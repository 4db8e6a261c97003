import type { Context } from 'hono'
import { html } from '../html.ts'
import type { PageReply } from '../reply.ts'
import type { Visit } from '../visit.ts'
import { told } from './mail-pages.ts'
import { toldWords } from './words.ts'

/** Takes a snapshot that a reader asks for, within what the operator allows. */
export type SaveForReader = (
  url: string,
  asker: Context,
) => Promise<
  { readonly kind: 'saved'; readonly id: string } | { readonly kind: 'refused'; readonly reason: string }
>

/** The form, filled by the bookmarklet or by another app's "share" (`?url=`, or an address within `?text=`). */
export function savePage(visit: Visit, isOpen: boolean, problem: string | null = null): PageReply {
  const say = toldWords[visit.reader.language]
  if (!isOpen) return told(visit, { status: 403, title: say.saveTitle, lead: say.notOpen })
  const { searchParams } = visit.url
  const url = searchParams.get('url') ?? /https?:\/\/\S+/.exec(searchParams.get('text') ?? '')?.[0] ?? ''
  const target = JSON.stringify(`${visit.site.baseUrl}/save?url=`)
  const script = `javascript:location.href=${target}+encodeURIComponent(location.href)`
  return told(visit, {
    status: problem ? 422 : 200,
    title: say.saveTitle,
    lead: say.saveLead,
    more: html`${problem ? html`<div class="problem" role="alert"><p>${problem}</p></div>` : ''}
<form method="post" action="${visit.reader.to('/save')}">
<label>${say.address} <input type="url" name="url" required maxlength="4096" value="${url}"></label>
<button type="submit">${say.save}</button>
</form>
<p class="aside-note">${say.bookmarklet} <a href="${script}">${say.save}</a></p>`,
  })
}
