import type { Access, ChangeEvent } from '#access'
import { type Html, html, nothing } from '../html.ts'
import { comparePath } from '../links.ts'
import type { Visit } from '../visit.ts'
import { changeExcerpt } from './change-excerpt.ts'
import { entry } from './entry.ts'

export type Comparison = NonNullable<Awaited<ReturnType<Access['compare']>>>
type Level = { readonly level: 2 | 3 }

/** A rewrite with its kinds, its first changed words, and the way to all of it; compared anew for it. */
export async function rewriteEntry(visit: Visit, change: ChangeEvent, { level }: Level): Promise<Html> {
  const comparison =
    change.kind === 'revised' ? await visit.access.compare(change.previous, change.snapshot.id) : null
  return comparedEntry(visit, change, { level, comparison })
}

/** @param options.comparison Null where the change is no rewrite, or one of the two versions may not be shown. */
export function comparedEntry(
  visit: Visit,
  change: ChangeEvent,
  { level, comparison }: Level & { readonly comparison: Comparison | null },
): Html {
  if (change.kind !== 'revised' || !comparison) return changeEntry(visit, change, { level })
  const { reader } = visit
  const { say, times, to } = reader
  const { snapshot, previous } = change
  return entry(visit, snapshot, {
    level,
    brief: true,
    hideState: true,
    kicker: html`${comparison.kinds.map((kind) => html`<span class="flag">${say.changeKinds[kind]}</span> `)}${comparison.isDeclared ? say.changeDeclared : say.changeSilent}`,
    below: html`<p class="proof-line"${reader.in(snapshot.language)}>${changeExcerpt(say, comparison)}</p>\n`,
    time: html`${say.changedAt} ${times.measured(change.at)}`,
    tail: html`<a href="${to(comparePath(snapshot.articleId, previous, snapshot.id))}">${say.seeDifference}</a>`,
  })
}

/** What is told of a change without looking into it: a rewrite with the way to its difference, a state with its time. */
export function changeEntry(visit: Visit, change: ChangeEvent, { level }: Level): Html {
  const { say, times, to } = visit.reader
  const { snapshot, at } = change
  const isRewrite = change.kind === 'revised'
  const since = isRewrite
    ? say.changedAt
    : change.state === 'gone'
      ? say.goneSince
      : `${say.webStateSince[change.state]} ${say.since}`
  return entry(visit, snapshot, {
    level,
    brief: true,
    hideState: true,
    time: html`${since} ${times.measured(at)}`,
    tail: isRewrite
      ? html`<a href="${to(comparePath(snapshot.articleId, change.previous, snapshot.id))}">${say.seeDifference}</a>`
      : nothing,
  })
}
