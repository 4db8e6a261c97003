import type { RelatedView, SnapshotSummary, SnapshotView } from '#access'
import type { SnapshotId } from '#model'
import { type Html, type HtmlValue, html, nothing } from '../html.ts'
import { comparePath, feedPaths, snapshotPaths } from '../links.ts'
import { body } from '../parts/body.ts'
import { byline } from '../parts/byline.ts'
import { entries, entry, stateMark } from '../parts/entry.ts'
import { citeShareKeep } from '../parts/keep.ts'
import { proofCode } from '../parts/proof-code.ts'
import { type Changes, record } from '../parts/record.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { absolute, channelName, outletName, type Visit } from '../visit.ts'
import { missing, tombstone } from './errors.ts'

const relatedMax = 12
const newestMax = 8

/** One article as it stood in one capture: PRODUCT.md's page anatomy, in its order. */
export async function snapshotPage(visit: Visit, id: SnapshotId): Promise<PageReply> {
  const { access, reader } = visit
  const view = await access.snapshot(id)
  if (!view) return missing(visit, reader.say.notFoundSnapshot)
  if (view.kind === 'tombstone') return tombstone(visit, view)

  const [related, newest, sizes, changes] = await Promise.all([
    access.related(id, relatedMax),
    newestBeside(visit, view),
    visit.figureSizes(view),
    changesOf(visit, view),
  ])
  const { snapshot, connections } = view.held
  const { article } = snapshot
  const paths = snapshotPaths(id)
  return {
    status: 200,
    headers: { link: mementoLinks(snapshot.url) },
    page: shell(visit, {
      title: article.title || reader.say.noTitle,
      description: excerptOf(article.text),
      channel: connections.channel,
      canonicalPath: paths.page,
      article: { publishedAt: article.publishedAt, imagePath: `/s/${id}/card.png` },
      oEmbedPath: `/oembed?url=${encodeURIComponent(absolute(visit, paths.page))}`,
      feeds: connections.channel
        ? [{ title: channelName(visit, connections.channel), path: feedPaths.channel(connections.channel) }]
        : [],
      scripts: ['verify-receipt.js', 'copy.js', 'quote.js'],
      main: html`<div class="snapshot">
${banners(visit, view)}
<article class="quoted" aria-labelledby="title"${reader.in(article.language)}>
${heading(visit, view)}
${meta(visit, view)}
${reprintLine(visit, view)}${lineageLine(visit, view)}
<div class="body">
${body(article, { id, reader, heldImages: view.heldImages, sizes })}</div>
${byline(article.authors, reader)}
</article>
${quoteBar(visit, view)}${notice(visit, paths)}
${record(visit, view, changes)}
</div>
${relatedSection(visit, related)}
${moreSection(visit, view, newest)}
${citeShareKeep(visit, view)}`,
    }),
  }
}

function heading({ reader }: Visit, { held }: SnapshotView): Html {
  const { title, kicker, subtitle } = held.snapshot.article
  return html`<header class="headline">
${kicker ? html`<p class="kicker">${kicker}</p>\n` : ''}<h1 id="title" dir="auto">${title || reader.say.noTitle}</h1>
${subtitle ? html`<p class="subtitle">${subtitle}</p>\n` : ''}</header>`
}

/** 类别 · 发布时间 · 来源: our words about the article, so in the page's language. */
function meta(visit: Visit, { held, outlet }: SnapshotView): Html {
  const { reader } = visit
  const { say, times, to } = reader
  const { article, outletSlug } = held.snapshot
  const { channel } = held.connections
  const name = outlet?.name ?? outletName(visit, outletSlug, article.outlet)
  const item = (label: string, value: HtmlValue) => html`<div><dt>${label}</dt><dd>${value}</dd></div>\n`
  const isOther = article.source && article.source !== name
  return html`<dl class="meta" lang="${reader.language}">
${channel ? item(say.categoryLabel, html`<a href="${to(`/channel/${channel}`)}">${channelName(visit, channel)}</a>`) : ''}${item(say.publishedLabel, article.publishedAt ? times.published(article.publishedAt, 'second') : say.timeUnknown)}${item(say.sourceLabel, html`<a href="${to(`/outlet/${outletSlug}`)}">${name}</a>${isOther ? html` <span class="aside-note">${article.source}</span>` : ''}`)}${article.modifiedAt ? item(say.modifiedLabel, times.published(article.modifiedAt, 'second')) : ''}</dl>`
}

/** 本文转自: what the page says, and where we know it, the outlet and our snapshot of the original. */
function reprintLine(visit: Visit, { held, reprintOf }: SnapshotView): Html {
  const { outletNames, reader } = visit
  const { say, to } = reader
  const said = held.snapshot.article.reprintedFrom
  const name = said ?? (reprintOf && outletName(visit, reprintOf.outletSlug, reprintOf.outlet))
  if (!name) return nothing
  const slug = reprintOf?.outletSlug ?? [...outletNames].find(([, outlet]) => outlet === name)?.[0]
  const outlet = slug ? html`<a href="${to(`/outlet/${slug}`)}">${name}</a>` : html`${name}`
  return html`<p class="reprint-line" lang="${reader.language}"><span>${say.reprintedFrom}</span> ${outlet}${reprintOf ? html` <a href="${to(`/s/${reprintOf.id}`)}">${say.seeOriginalSnapshot}</a>` : ''}</p>`
}

/** The way to everybody who has this text. */
function lineageLine({ reader }: Visit, { held, lineage }: SnapshotView): Html {
  if (!lineage) return nothing
  const { say, to } = reader
  return html`<p class="reprint-line" lang="${reader.language}"><a href="${to(`/s/${held.snapshot.id}/lineage`)}">${say.lineageOpen}</a> ${say.foldedReprints(lineage.copies.length)}</p>`
}

/** What a reader must know before reading on: a newer version, an original that is gone, a cut text. */
function banners({ reader }: Visit, { held, article, next, previous }: SnapshotView): Html {
  const { say, times, to } = reader
  const newest = article.revisions.at(-1)
  const link = (path: string) => (text: string) => html`<a href="${to(path)}">${text}</a>`
  const parts: Html[] = []
  if (next && newest)
    parts.push(
      html`<p>${say.newerExists(link(`/s/${newest.id}`), link(comparePath(article.id, held.snapshot.id, newest.id)))}</p>`,
    )
  else if (previous)
    parts.push(
      html`<p>${say.rewritten(held.snapshot.revisionNumber, held.revisionCount, link(comparePath(article.id, previous, held.snapshot.id)))}</p>`,
    )
  if (article.webState === 'gone')
    parts.push(
      html`<p>${stateMark(say, 'gone')} ${say.originalGone(times.measured(article.webStateSince, 'second'))}</p>`,
    )
  if (!held.snapshot.article.complete) parts.push(html`<p>${say.incomplete}</p>`)
  return parts.length > 0
    ? html`<div class="banners${article.webState === 'gone' ? ' of-gone' : ''}">${parts}</div>`
    : nothing
}

/** Shown by its script while a passage of the article is selected. */
function quoteBar(visit: Visit, { held, outlet }: SnapshotView): Html {
  const { say } = visit.reader
  const { id, article, outletSlug } = held.snapshot
  const credit = [outlet?.name ?? outletName(visit, outletSlug, article.outlet), article.title].join(' · ')
  return html`<div class="quote-bar" hidden data-quote data-address="${absolute(visit, snapshotPaths(id).page)}" data-credit="${credit}" data-copied="${say.copied}"><button type="button" data-key="q">${say.quote}</button></div>
`
}

function notice(visit: Visit, paths: ReturnType<typeof snapshotPaths>): Html {
  const { say, to } = visit.reader
  const address = absolute(visit, paths.page)
  return html`<section class="notice" aria-label="${say.notice}">
<p>${say.noticeText(visit.site.serviceName)}</p>
<p>${say.noticeRemoval((text) => html`<a href="${to(`/takedown?subject=${encodeURIComponent(address)}`)}">${text}</a>`)}</p>
<div class="print-only proof-print">${proofCode(absolute(visit, paths.proof), say.proofPage)}<p class="url">${say.permanentLink} ${address}<br>${say.proofPrint} ${absolute(visit, paths.proof)}</p></div>
</section>`
}

function relatedSection(visit: Visit, related: readonly RelatedView[]): Html {
  const { say } = visit.reader
  if (related.length === 0) return nothing
  const words = { story: say.relatedStory, topic: say.relatedTopic }
  return html`<section class="related" aria-labelledby="related-title">
<h2 id="related-title">${say.related}</h2>
<div class="entries two-up">
${related.map(({ summary, relation, excerpt, reprints }) => entry(visit, summary, { excerpt, reprints, kicker: words[relation] }))}</div>
</section>`
}

interface Beside {
  readonly title: string
  readonly path: string
  readonly items: readonly SnapshotSummary[]
}

function moreSection(visit: Visit, view: SnapshotView, { title, path, items }: Beside): Html {
  const others = items.filter((each) => each.articleId !== view.held.snapshot.articleId).slice(0, newestMax)
  if (others.length === 0) return nothing
  return html`<section class="more" aria-labelledby="more-title">
<h2 id="more-title"><a href="${visit.reader.to(path)}">${title}</a></h2>
<div class="two-up">${entries(visit, others)}</div>
</section>`
}

/** The newest of its channel; of its outlet where no channel is known. */
async function newestBeside(visit: Visit, { held, outlet }: SnapshotView): Promise<Beside> {
  const { say } = visit.reader
  const { channel } = held.connections
  const slug = held.snapshot.outletSlug
  const page = { cursor: null, limit: newestMax + 1 }
  if (!channel) {
    const { items } = await visit.access.newest({ outletSlug: slug }, page)
    return { title: say.moreFromOutlet(outlet?.name ?? slug), path: `/outlet/${slug}`, items }
  }
  const { items } = await visit.access.newest({ channel, reprints: false }, page)
  return { title: say.moreFrom(channelName(visit, channel)), path: `/channel/${channel}`, items }
}

/** How this version differs from the one before it. */
async function changesOf({ access }: Visit, { held, previous }: SnapshotView): Promise<Changes | null> {
  const comparison = previous && (await access.compare(previous, held.snapshot.id))
  if (!comparison) return null
  const { title, body } = comparison
  return {
    isTitleChanged: title.addedChars + title.removedChars > 0,
    addedChars: body.addedChars,
    removedChars: body.removedChars,
  }
}

function excerptOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return [...line].length > 120 ? `${[...line].slice(0, 119).join('')}…` : line
}

/** The way from this page into Memento. @see RFC 7089 §2.2 */
function mementoLinks(url: string): string {
  const plain = url.replace(/[^!#-;=?-~]/g, (char) => encodeURIComponent(char)) // Nothing that could end the header's own syntax.
  return `<${plain}>; rel="original", </timegate/${plain}>; rel="timegate", </timemap/link/${plain}>; rel="timemap"; type="application/link-format"`
}
