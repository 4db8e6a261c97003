import type { SnapshotView } from '#access'
import { type Html, html } from '../html.ts'
import { feedPaths, snapshotPaths } from '../links.ts'
import { absolute, channelName, type Visit } from '../visit.ts'
import { citations } from './cite.ts'
import { copyButton } from './copy-button.ts'

/** The last part of a snapshot page: cite, share, export, subscribe. */
export function citeShareKeep(visit: Visit, view: SnapshotView): Html {
  const { say } = visit.reader
  return html`<section class="keep" id="cite" aria-labelledby="keep-title">
<h2 id="keep-title" tabindex="-1" data-key="c">${say.citeAndShare}</h2>
<div class="keep-columns">
<div>
<h3>${say.cite}</h3>
${citations(visit, view)}
</div>
<div>
<h3>${say.share}</h3>
${share(visit, view)}
<h3>${say.export}</h3>
${exports(visit, view)}
<h3>${say.subscribe}</h3>
${subscribe(visit, view)}
</div>
</div>
</section>`
}

function share(visit: Visit, { held }: SnapshotView): Html {
  const { say } = visit.reader
  const url = absolute(visit, snapshotPaths(held.snapshot.id).page)
  const title = held.snapshot.article.title
  const mail = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${title}\n${url}`)}`
  return html`<p><label for="permalink">${say.permanentLink}</label> ${copyButton(visit.reader, say.permanentLink)}<input id="permalink" type="text" readonly value="${url}" data-copy-source></p>
<p><a href="${mail}">${say.shareByMail}</a></p>`
}

function exports({ reader }: Visit, { held }: SnapshotView): Html {
  const { say } = reader
  const paths = snapshotPaths(held.snapshot.id)
  const link = (path: string, text: string) => html`<li><a href="${path}" rel="nofollow">${text}</a></li>\n`
  return html`<ul class="plain">
${link(paths.warc, say.exportWarc)}${link(paths.wacz, say.exportWacz)}${link(paths.json, say.exportJson)}${link(paths.markdown, say.exportMarkdown)}${link(paths.text, say.exportText)}<li>${say.exportPdf}</li>
</ul>`
}

function subscribe(visit: Visit, { held, outlet }: SnapshotView): Html {
  const { say, to } = visit.reader
  const { channel, story } = held.connections
  const slug = held.snapshot.outletSlug
  return html`<ul class="plain">
${channel ? html`<li><a href="${to(`/subscriptions?channel=${channel}`)}" data-follow="channel=${channel}">${say.followChannel(channelName(visit, channel))}</a></li>\n` : ''}<li><a href="${to(`/subscriptions?outlet=${slug}`)}" data-follow="outlet=${slug}">${say.followOutlet(outlet?.name ?? slug)}</a></li>
${story ? html`<li><a href="${feedPaths.story(story)}">${say.followStory}</a></li>\n` : ''}</ul>`
}
