import { html } from '../html.ts'
import type { PageReply } from '../reply.ts'
import { contactLink, shell } from '../shell.ts'
import { absolute, type Visit } from '../visit.ts'

/** What this is, in numbers and in promises; and the page that the crawler's User-Agent leads to. */
export function aboutPage(visit: Visit): PageReply {
  const { counts, reader, site } = visit
  const { say, to } = reader
  const agentToken = /^[A-Za-z_-]+/.exec(site.userAgent)?.[0] ?? 'Verbatim'
  const figure = (name: string, value: number) => html`<div><dt>${name}</dt><dd>${say.n(value)}</dd></div>`
  const link = (path: string, text: string) => html`<li><a href="${path}">${text}</a></li>\n`
  return {
    status: 200,
    page: shell(visit, {
      title: say.aboutTitle,
      description: say.aboutWhat(site.serviceName)[0] ?? '',
      here: 'about',
      canonicalPath: '/about',
      main: html`<header class="page-head"><h1>${say.aboutTitle}</h1></header>
<div class="reading">
${say.aboutWhat(site.serviceName).map((paragraph) => html`<p>${paragraph}</p>\n`)}
<p><a href="${to('/about/proof')}">${say.whatThisProves}</a> · <a href="${to('/takedown')}">${say.askForRemoval}</a> · <a href="${to('/removals')}">${say.removals}</a></p>
<h2>${say.numbersTitle}</h2>
<dl class="figures">${figure(say.articlesHead, counts.articles)}${figure(say.snapshotsHead, counts.snapshots)}${figure(say.capturesHead, counts.captures)}${figure(say.storiesHead, counts.stories)}${figure(say.outlets, counts.outlets)}${figure(say.logSizeHead, counts.treeSize)}</dl>
<h2 id="crawler">${say.crawlerTitle}</h2>
<p>${say.crawlerWhat}</p>
<pre tabindex="0"><code>User-Agent: ${site.userAgent}</code></pre>
<ul>${say.crawlerRules.map((rule) => html`<li>${rule}</li>\n`)}</ul>
<h3 id="exclude">${say.excludeTitle}</h3>
<p>${say.excludeText}</p>
<pre tabindex="0"><code>User-agent: ${agentToken}
Disallow: /</code></pre>
<p>${site.contact ? html`${say.excludeContact} ${contactLink(site.contact)}` : html`${say.noContact} <a href="${to('/takedown')}">${say.askForRemoval}</a>`}</p>
<h2 id="programs">${say.programsTitle}</h2>
<p>${say.programsText} <a href="${to('/about/api')}">${say.apiTitle}</a></p>
<ul>
${link('/api/openapi.json', 'OpenAPI: /api/openapi.json')}${link('/feeds/newest.atom', 'Atom: /feeds/newest.atom')}${link('/log/checkpoint', 'C2SP tlog-tiles: /log/checkpoint')}<li><code>${absolute(visit, '/timegate/{url}')}</code> (RFC 7089)</li>
<li><code>${absolute(visit, '/cdx?url={url}')}</code></li>
</ul>
</div>`,
    }),
  }
}
