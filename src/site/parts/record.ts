import type { SnapshotView } from '#access'
import { attribute, type Html, type HtmlValue, html, outsideUrl } from '../html.ts'
import { comparePath, snapshotPaths } from '../links.ts'
import type { Messages } from '../messages/en.ts'
import type { Visit } from '../visit.ts'
import { checkPanel } from './check.ts'
import { stateMark } from './entry.ts'

/** What a version has that the one before had not. */
export interface Changes {
  readonly isTitleChanged: boolean
  /** Of the body. */
  readonly addedChars: number
  readonly removedChars: number
}

/**
 * The catalogue card beside the article: when and how it was captured, which version it is, what became of
 * the original, and the proof.
 *
 * @param changes Null for a first version.
 */
export function record(visit: Visit, view: SnapshotView, changes: Changes | null): Html {
  const { say, times, to } = visit.reader
  const { snapshot } = view.held
  const paths = snapshotPaths(snapshot.id)
  return html`<aside class="record" id="record" aria-labelledby="record-title">
<h2 id="record-title">${say.record}</h2>
<dl>
${row(say.snapshotTime, times.measured(snapshot.capturedAt, 'second'))}
${row(say.captureStatus, captureStatus(visit, view))}
${row(say.revision, revisions(visit, view, changes))}
${row(say.originalAddress, original(visit, view))}
${row(say.lastState, lastState(visit, view))}
${view.held.connections.story ? row(say.partOfStory, html`<a href="${to(`/story/${view.held.connections.story}`)}">${say.wholeStory}</a>`) : ''}
${row(say.digests, digests(visit, view))}
${row(say.inclusionProof, proof(visit, view))}
</dl>
<p class="record-links"><a href="${to(paths.proof)}" data-key="p">${say.proofPage}</a> <a href="${paths.original}" data-key="o">${say.asCaptured}</a></p>
${view.proved ? checkPanel(visit, view, { isCompact: true }) : ''}
</aside>`
}

function row(name: string, value: HtmlValue): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

function captureStatus({ reader }: Visit, { capture }: SnapshotView): Html {
  const { say } = reader
  if (!capture) return html`${say.captureWhole}`
  const how = capture.truncated
    ? say.captureTruncated
    : capture.revisitOf
      ? say.captureRevisit
      : say.captureWhole
  return html`${say.captureAnswered(capture.status)} <span class="aside-note">${how}</span>`
}

function revisions({ reader }: Visit, view: SnapshotView, changes: Changes | null): Html {
  const { say, to } = reader
  const { snapshot, revisionCount } = view.held
  if (revisionCount < 2)
    return html`${say.revisionOf(snapshot.revisionNumber, revisionCount)} <span class="aside-note">${say.onlyVersion}</span>`
  const link = (path: string, text: string, key?: string) =>
    html`<li><a href="${to(path)}"${attribute('data-key', key)}>${text}</a></li>`
  return html`${say.revisionOf(snapshot.revisionNumber, revisionCount)}${changes ? html` <span class="aside-note">${whatChanged(say, changes)}</span>` : ''}<ul>${
    view.previous
      ? link(comparePath(snapshot.articleId, view.previous, snapshot.id), say.compareWithPrevious, 'd')
      : ''
  }${view.next ? link(comparePath(snapshot.articleId, snapshot.id, view.next), say.compareWithNext) : ''}${link(`/article/${snapshot.articleId}`, say.allRevisions, 'v')}</ul>`
}

function whatChanged(say: Messages, { isTitleChanged, addedChars, removedChars }: Changes): string {
  const body = addedChars + removedChars === 0 ? null : say.bodyDiffers(addedChars, removedChars)
  if (!isTitleChanged) return body ?? say.compareSame
  return body ? say.sentences(say.titleDiffers, body) : say.titleDiffers
}

function original({ reader }: Visit, { held }: SnapshotView): Html {
  const url = outsideUrl(held.snapshot.url)
  const shown = readable(held.snapshot.url)
  return html`${url ? html`<a class="url" href="${url}" rel="noreferrer nofollow">${shown}</a>` : html`<span class="url">${shown}</span>`} <a class="aside-note" href="${reader.to(`/lookup?url=${encodeURIComponent(held.snapshot.url)}`)}">${reader.say.lookup}</a>`
}

/** The article's state is told of its newest version; beside an older one, what is still there is a rewritten text. */
function lastState({ reader }: Visit, { article, next }: SnapshotView): Html {
  const { say, times } = reader
  const successor = article.webState === 'live' && article.revisions.find(({ id }) => id === next)
  const state = successor ? 'changed' : article.webState
  const since = successor ? successor.capturedAt : article.webStateSince
  return html`${stateMark(say, state, say.webStateSince[state])} <span class="aside-note">${say.since} ${times.measured(since)}</span> <span class="aside-note">${say.lastSeen} ${times.measured(article.lastSeenAt)}</span>`
}

function digests({ reader }: Visit, { held }: SnapshotView): Html {
  const { say } = reader
  const one = (name: string, digest: string) => html`<li>${name} <code class="digest">${digest}</code></li>`
  const { record, payload, text } = held.snapshot.digests
  return html`<details><summary>SHA-256</summary><ul class="digests">${one(say.digestRecord, record)}${one(say.digestPayload, payload)}${one(say.digestText, text)}</ul></details>`
}

function proof({ reader }: Visit, { logPosition, proved }: SnapshotView): Html {
  const { say } = reader
  if (!logPosition) return html`${say.proofNone}`
  return proved ? html`${say.proofHeld(logPosition.leafIndex)}` : html`${say.proofPending}`
}

/** A URL as people read it: percent escapes of letters undone where that gives text. */
export function readable(url: string): string {
  try {
    const text = decodeURI(url)
    return /[\s\u0000-\u001f]/.test(text) ? url : text
  } catch {
    return url
  }
}
