import type { SnapshotView } from '#access'
import type { Cited } from '../citations/cited.ts'
import { type CitationName, citationFormats } from '../citations/formats.ts'
import { attribute, type Html, html } from '../html.ts'
import { snapshotPaths } from '../links.ts'
import { absolute, type Visit } from '../visit.ts'
import { copyButton } from './copy-button.ts'

/** What is cited is the snapshot; the outlet is named as it is followed here, else as its page names itself. */
export function citedOf(visit: Visit, { held, outlet, article }: SnapshotView): Cited {
  return {
    article: held.snapshot.article,
    outlet: outlet?.name ?? held.snapshot.article.outlet,
    originalUrl: held.snapshot.url,
    snapshotUrl: absolute(visit, snapshotPaths(held.snapshot.id).page),
    archive: visit.site.serviceName,
    capturedAt: held.snapshot.capturedAt,
    citedAt: visit.clock.now(),
    webState: article.webState,
  }
}

/** Every form of the citation, one open at a time: first the one that readers of the page's language need most. */
export function citations(visit: Visit, view: SnapshotView): Html {
  const { say, language } = visit.reader
  const cited = citedOf(visit, view)
  const first: CitationName = language === 'en' ? 'apa' : 'gbt'
  const { id } = view.held.snapshot
  const forms = (Object.keys(citationFormats) as CitationName[]).map((name) => {
    const { cite, ...format } = citationFormats[name]
    const title = say.citationNames[name]
    const file = 'file' in format ? format.file : null
    const download = file
      ? html` <a href="/s/${id}/cite.${file.extension}" download="verbatim-${id}.${file.extension}">${say.download}</a>`
      : ''
    return html`<details name="citation"${attribute('open', name === first)}><summary>${title}</summary>
<div><pre tabindex="0" data-copy-source>${cite(cited)}</pre><p>${copyButton(visit.reader, title)}${download}</p></div></details>\n`
  })
  return html`<div class="citations">\n${forms}</div>`
}
