import type { ScriptName } from './assets.ts'
import { attribute, type Html, html, outsideUrl } from './html.ts'
import { languages } from './language.ts'
import { languageNames } from './messages/index.ts'
import { withParameter } from './reader.ts'
import { absolute, channelName, type Visit } from './visit.ts'

export interface Shell {
  /** Of the page, without the service's name. */
  readonly title: string
  readonly description?: string
  /** The channel that navigation marks as where we are. */
  readonly channel?: string | null
  /** The page of the tool navigation that this one is. */
  readonly here?: 'subscriptions' | 'outlets' | 'lookup' | 'search' | 'about'
  readonly feeds?: readonly { readonly title: string; readonly path: string }[]
  /** The page's address without what does not change it. Left out on pages that are nobody's to find. */
  readonly canonicalPath?: string
  /** Keeps the page out of search engines: searches, private pages, errors. */
  readonly noIndex?: boolean
  readonly article?: { readonly publishedAt: string | null; readonly imagePath: string }
  /** The page's card for other sites, as oEmbed tells of it. */
  readonly oEmbedPath?: string
  readonly scripts?: readonly ScriptName[]
  /** What stands in the search box. */
  readonly query?: string
  readonly main: Html
}

/** The whole document around a page's own content: head, masthead, navigation, foot. */
export function shell(visit: Visit, page: Shell): Html {
  const { reader, site, assets } = visit
  const { say } = reader
  const title = page.title === site.serviceName ? site.serviceName : `${page.title} · ${site.serviceName}`
  return html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${page.description ? html`<meta name="description" content="${page.description}">\n` : ''}${page.noIndex ? html`<meta name="robots" content="noindex">\n` : ''}${openGraph(visit, page)}<link rel="icon" href="${assets['mark.svg'].path}" type="image/svg+xml">
<link rel="apple-touch-icon" href="/assets/icon-192.png">
<link rel="manifest" href="${reader.to('/manifest.webmanifest')}">
<link rel="stylesheet" href="${assets['site.css'].path}">
<link rel="search" type="application/opensearchdescription+xml" title="${site.serviceName}" href="/opensearch.xml">
${alternates(visit, page)}${(page.scripts ?? [])
  .concat('reader.js', 'subscriptions.js')
  .filter(isFirst)
  .map((name) => html`<script type="module" src="${assets[name].path}"></script>\n`)}</head>
<body>
<a class="skip" href="#content">${say.skipToContent}</a>
${masthead(visit, page)}
<main id="content" tabindex="-1">
${page.main}
</main>
${foot(visit)}
</body>
</html>
`
}

function masthead(visit: Visit, page: Shell): Html {
  const { reader, site } = visit
  const { say, to } = reader
  const current = (is: boolean) => attribute('aria-current', is ? 'page' : null)
  return html`<header>
${site.samplesNote ? html`<p class="samples-note">${say.samplesNote}</p>\n` : ''}<div class="masthead">
<div class="masthead-top">
<p class="nameplate"><a href="${to('/')}" data-key="h"><span class="bracket" aria-hidden="true">「</span>${site.serviceName}<span class="bracket" aria-hidden="true">」</span></a></p>
<p class="tagline">${say.tagline}</p>
<form class="search-box" role="search" action="/search" method="get">
<label class="unseen" for="q">${say.searchLabel}</label>
<input type="search" id="q" name="q" data-key="/" value="${page.query ?? ''}" placeholder="${say.searchHint}" autocomplete="off">${reader.languageField}
<button type="submit">${say.searchButton}</button>
</form>
<nav class="tools" aria-label="${say.toolsNav}">
<ul>
<li><a href="${to('/outlets')}"${current(page.here === 'outlets')}>${say.outlets}</a></li>
<li><a href="${to('/lookup')}" data-key="l"${current(page.here === 'lookup')}>${say.lookup}</a></li>
<li><a href="${to('/about')}"${current(page.here === 'about')}>${say.about}</a></li>
</ul>
</nav>
</div>
<nav class="channels" aria-label="${say.channelsNav}">
<ul>
<li class="mine"><a href="${to('/subscriptions')}" data-subscriptions data-key="s"${current(page.here === 'subscriptions')}>${say.mySubscriptions}</a></li>
${visit.channels.map(
  ({ channel }) =>
    html`<li><a href="${to(`/channel/${channel.slug}`)}"${current(page.channel === channel.slug)}>${channelName(visit, channel.slug)}</a></li>\n`,
)}</ul>
</nav>
</div>
</header>`
}

function foot(visit: Visit): Html {
  const { reader, site, url } = visit
  const { say, to } = reader
  const here = url.pathname + url.search
  return html`<footer class="foot">
<div class="foot-inner">
<p class="foot-name">${site.serviceName} <span>${say.tagline}</span></p>
<nav aria-label="${say.footNav}">
<ul>
<li><a href="${to('/about')}">${say.about}</a></li>
<li><a href="${to('/about/proof')}">${say.whatThisProves}</a></li>
<li><a href="${to('/takedown')}">${say.askForRemoval}</a></li>
<li><a href="${to('/removals')}">${say.removals}</a></li>
<li><a href="${to('/about/api')}">${say.apiAndData}</a></li>
${site.contact ? html`<li>${contactLink(site.contact, say.contact)}</li>\n` : ''}<li><button type="button" class="as-link" hidden data-keys-open>${say.keys}</button></li>
</ul>
</nav>
<nav aria-label="${say.languageNav}">
<ul class="languages">
${languages.map((language) =>
  language === reader.language
    ? html`<li><span aria-current="true" lang="${language}">${languageNames[language]}</span></li>\n`
    : html`<li><a href="${withParameter(here, 'lang', language)}" hreflang="${language}" lang="${language}">${languageNames[language]}</a></li>\n`,
)}</ul>
</nav>
<p class="zone-note">${say.zoneNote(reader.times.zone)}</p>
</div>
</footer>
${keysDialog(visit)}`
}

/** What keys do, by the page's scripts; they can be switched off here. */
function keysDialog({ reader: { say } }: Visit): Html {
  return html`<dialog class="keys" data-keys aria-labelledby="keys-title">
<h2 id="keys-title">${say.keys}</h2>
<dl>${say.keyList.map(([key = '', meaning = '']) => html`<div><dt><kbd>${key}</kbd></dt><dd>${meaning}</dd></div>\n`)}</dl>
<p><label><input type="checkbox" data-keys-on checked> ${say.keysOn}</label></p>
<p><button type="button" data-keys-close>${say.keysClose}</button></p>
</dialog>`
}

/** An address of the operator as a link, where it is one that can be followed. */
export function contactLink(contact: string, text: string = contact): Html {
  const url = outsideUrl(contact)
  if (url) return html`<a href="${url}" rel="noreferrer">${text}</a>`
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(contact)
    ? html`<a href="mailto:${contact}">${text}</a>`
    : html`${contact}`
}

function openGraph(visit: Visit, page: Shell): Html {
  const { reader, site } = visit
  const property = (name: string, content: string | null | undefined) =>
    content ? html`<meta property="${name}" content="${content}">\n` : ''
  return html`${property('og:site_name', site.serviceName)}${property('og:title', page.title)}${property('og:type', page.article ? 'article' : 'website')}${property('og:description', page.description)}${property('og:locale', reader.language.replace('-', '_'))}${property('og:url', page.canonicalPath && absolute(visit, page.canonicalPath))}${property('og:image', page.article && absolute(visit, page.article.imagePath))}${property('article:published_time', page.article?.publishedAt)}`
}

function alternates(visit: Visit, page: Shell): Html {
  const canonical = page.canonicalPath
    ? html`<link rel="canonical" href="${absolute(visit, page.canonicalPath)}">\n${languages.map(
        (language) =>
          html`<link rel="alternate" hreflang="${language}" href="${absolute(visit, withParameter(page.canonicalPath as string, 'lang', language))}">\n`,
      )}`
    : ''
  const feeds = (page.feeds ?? []).map(
    ({ title, path }) =>
      html`<link rel="alternate" type="application/atom+xml" title="${title}" href="${path}">\n`,
  )
  const card = page.oEmbedPath
    ? html`<link rel="alternate" type="application/json+oembed" href="${absolute(visit, page.oEmbedPath)}" title="${page.title}">\n`
    : ''
  return html`${canonical}${feeds}${card}`
}

function isFirst<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index
}
