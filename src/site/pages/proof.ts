import type { SnapshotView } from '#access'
import type { SnapshotId } from '#model'
import type { Receipt } from '#transparency'
import { type Html, html } from '../html.ts'
import { snapshotPaths } from '../links.ts'
import { checkPanel } from '../parts/check.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { missing, tombstone } from './errors.ts'

/** The proof of one snapshot for people: the check step by step, the receipt, what it proves and what not. */
export async function proofPage(visit: Visit, id: SnapshotId): Promise<PageReply> {
  const { access, reader } = visit
  const { say, to } = reader
  const [view, receipt] = await Promise.all([access.snapshot(id), access.receipt(id)])
  if (!view) return missing(visit, say.notFoundSnapshot)
  if (view.kind === 'tombstone') return tombstone(visit, view)
  const { article } = view.held.snapshot
  return {
    status: 200,
    page: shell(visit, {
      title: `${say.proofTitle}: ${article.title}`,
      description: say.proofLead,
      channel: view.held.connections.channel,
      scripts: ['verify-receipt.js'],
      main: html`<header class="page-head">
<p class="kicker"><a href="${to(`/s/${id}`)}"${reader.in(article.language)}>${article.title || say.noTitle}</a></p>
<h1>${say.proofTitle}</h1>
<p>${say.proofLead}</p>
</header>
<div class="reading">
${receipt ? receiptSections(visit, view, receipt) : html`<p class="empty">${say.noReceiptYet}</p>`}
${whatItProves(visit)}
</div>`,
    }),
  }
}

/** The same for anybody who has no snapshot in hand: what the proofs of this service are. */
export function proofExplainedPage(visit: Visit): PageReply {
  const { say } = visit.reader
  return {
    status: 200,
    page: shell(visit, {
      title: say.whatThisProves,
      description: say.proofLead,
      here: 'about',
      canonicalPath: '/about/proof',
      main: html`<header class="page-head"><h1>${say.whatThisProves}</h1><p>${say.proofLead}</p></header>
<div class="reading">
${whatItProves(visit)}
<h2>${say.howItWorksTitle}</h2>
<ol>${say.howItWorks.map((each) => html`<li>${each}</li>\n`)}</ol>
<h2>${say.howToCheckTitle}</h2>
<ul>${say.howToCheck.map((each) => html`<li>${each}</li>\n`)}</ul>
<h2>${say.logKey}</h2>
<p><code class="digest">${visit.access.verifierKey}</code></p>
<p><a href="/log/checkpoint">/log/checkpoint</a></p>
</div>`,
    }),
  }
}

function receiptSections(visit: Visit, view: SnapshotView, receipt: Receipt): Html {
  const { say } = visit.reader
  const { id } = view.held.snapshot
  const paths = snapshotPaths(id)
  const fields = Object.entries(receipt.statement.fields)
  return html`<section aria-labelledby="check-title">
<h2 id="check-title">${say.checkTitle}</h2>
${checkPanel(visit, view, { isCompact: false })}
</section>
<section aria-labelledby="receipt-title">
<h2 id="receipt-title">${say.receipt}</h2>
<p><a class="button" href="${paths.proofJson}" download="verbatim-${id}.json">${say.downloadReceipt}</a></p>
<p>${say.receiptHelp} <code>verbatim verify verbatim-${id}.json</code></p>
<dl class="wide-list">
<div><dt>${say.leafAndSize}</dt><dd>${say.n(receipt.leafIndex)} / ${say.n(receipt.treeSize)}</dd></div>
<div><dt>${say.logKey}</dt><dd><code class="digest">${receipt.verifierKey}</code></dd></div>
<div><dt>${say.checkpointSigned}</dt><dd><pre tabindex="0">${receipt.checkpoint}</pre></dd></div>
</dl>
<h3>${say.fieldsLogged}</h3>
<dl class="wide-list">
${fields.map(([name, value]) => html`<div><dt><code>${name}</code></dt><dd><code class="digest">${value || '–'}</code></dd></div>\n`)}</dl>
</section>`
}

function whatItProves({ reader }: Visit): Html {
  const { say } = reader
  return html`<h2>${say.provesTitle}</h2>
<ul class="holds">${say.proves.map((each) => html`<li>${each}</li>\n`)}</ul>
<h2>${say.provesNotTitle}</h2>
<ul class="holds-not">${say.provesNot.map((each) => html`<li>${each}</li>\n`)}</ul>`
}
