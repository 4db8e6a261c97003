import type { SnapshotView, Tombstone } from '#access'
import { type SnapshotId, tryParseHttpUrl } from '#model'
import { type Html, html } from '../html.ts'
import { snapshotPaths } from '../links.ts'
import { stateMark } from '../parts/entry.ts'
import { type PageReply, type PlainReply, securityHeaders } from '../reply.ts'
import { absolute, outletName, type Visit } from '../visit.ts'
import { missing } from './errors.ts'

/** In CSS pixels: what a card takes with a title of two lines. */
const cardSize = { width: 600, widthMin: 280, height: 300, heightMin: 200 } as const
const leadCharsMax = 140

/** A snapshot as a card for other people's pages: the only page of ours that others may frame. */
export async function embedPage(visit: Visit, id: SnapshotId): Promise<PageReply> {
  const view = await visit.access.snapshot(id)
  if (!view) return missing(visit)
  const isGone = view.kind === 'tombstone'
  const csp = securityHeaders['content-security-policy'] ?? ''
  return {
    status: isGone ? view.httpStatus : 200,
    headers: {
      'content-security-policy': csp.replace("frame-ancestors 'none'", 'frame-ancestors *'),
      'cross-origin-resource-policy': 'cross-origin',
    },
    page: document(visit, isGone ? goneCard(visit, view) : card(visit, view)),
  }
}

/** A card says where it comes from by itself, and its links lead out of the frame. */
function document({ reader, assets, site }: Visit, content: Html): Html {
  return html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<title>${site.serviceName}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<base target="_blank">
<link rel="stylesheet" href="${assets['site.css'].path}">
</head>
<body class="embed-page">
${content}
</body>
</html>
`
}

function card(visit: Visit, { held, outlet, article, proved }: SnapshotView): Html {
  const { say, times, in: inLanguage } = visit.reader
  const { snapshot } = held
  const { title, text, publishedAt, language } = snapshot.article
  const lead = [...text.replace(/\s+/g, ' ')]
  return html`<main class="embed-card">
<h1${inLanguage(language)}><a href="${absolute(visit, snapshotPaths(snapshot.id).page)}">${title || say.noTitle}</a></h1>
<p class="embed-lead"${inLanguage(language)}>${lead.slice(0, leadCharsMax).join('')}${lead.length > leadCharsMax ? '…' : ''}</p>
<p class="facts"><strong>${outlet?.name ?? outletName(visit, snapshot.outletSlug, snapshot.article.outlet)}</strong> ${publishedAt ? times.published(publishedAt) : ''} ${article.webState === 'live' ? '' : stateMark(say, article.webState)}</p>
<p class="embed-foot">${say.snapshotTime} ${times.measured(snapshot.capturedAt, 'second')}${proved ? html` <a href="${absolute(visit, snapshotPaths(snapshot.id).proof)}">${say.inclusionProof}</a>` : ''} ${serviceLink(visit)}</p>
</main>`
}

function goneCard(visit: Visit, stone: Tombstone): Html {
  const { say, times } = visit.reader
  const title = stone.httpStatus === 451 ? say.legalTitle : say.goneTitle
  return html`<main class="embed-card embed-gone">
<h1><a href="${absolute(visit, `/s/${stone.id}`)}">${title}</a></h1>
<p class="embed-foot">${say.tombstoneWithheld} ${times.measured(stone.withheldAt, 'second')} ${serviceLink(visit)}</p>
</main>`
}

function serviceLink(visit: Visit): Html {
  return html`<a class="embed-name" href="${absolute(visit, '/')}">「${visit.site.serviceName}」</a>`
}

/**
 * What turns a link to a snapshot into a card, where the page it is pasted into knows how.
 *
 * @see https://oembed.com/ §2.3
 */
export async function oEmbed(visit: Visit): Promise<PageReply | PlainReply> {
  const { searchParams } = visit.url
  const refuse = (status: number, body: string): PlainReply => ({
    status,
    body: `${body}\n`,
    mediaType: 'text/plain; charset=utf-8',
  })
  const format = searchParams.get('format') ?? 'json'
  if (format !== 'json') return refuse(501, 'Only format=json is answered.')
  const url = tryParseHttpUrl(searchParams.get('url') ?? '')
  const id = url && /^\/s\/([0-9a-v]{18})$/.exec(new URL(url).pathname)?.[1]
  const isOurs = url && new URL(url).host === new URL(visit.site.baseUrl).host
  const view = id && isOurs ? await visit.access.snapshot(id as SnapshotId) : null
  if (!view) return refuse(404, 'url= takes the address of a snapshot of this service, such as /s/{id}.')
  // The specification knows 401 for what is private; what was taken down is as good as not there.
  if (view.kind === 'tombstone') return refuse(view.httpStatus, 'This snapshot was taken down.')
  const within = (name: string, min: number, usual: number) =>
    Math.max(min, Math.min(usual, Number(searchParams.get(name)) || usual))
  const width = within('maxwidth', cardSize.widthMin, cardSize.width)
  const height = within('maxheight', cardSize.heightMin, cardSize.height)
  const { article } = view.held.snapshot
  const frame = html`<iframe src="${absolute(visit, `/embed/${id}`)}" width="${width}" height="${height}" title="${article.title}" loading="lazy" referrerpolicy="no-referrer" sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0"></iframe>`
  const answer = {
    version: '1.0',
    type: 'rich',
    provider_name: visit.site.serviceName,
    provider_url: absolute(visit, '/'),
    title: article.title,
    ...(article.authors[0] && { author_name: article.authors[0].name }),
    cache_age: 3600,
    thumbnail_url: absolute(visit, `/s/${id}/card.png`),
    thumbnail_width: 1200,
    thumbnail_height: 630,
    html: frame.text,
    width,
    height,
  }
  return {
    body: `${JSON.stringify(answer)}\n`,
    mediaType: 'application/json; charset=utf-8',
    headers: { 'access-control-allow-origin': '*' },
  }
}
