import type { SampleOutlet } from '../outlet-library.ts'
import { bodyHtml, escapeHtml, type Layout, leadOf, links, picturesOf, pictureUrl, urlOf } from './layout.ts'

/** An English daily: JSON-LD, a newsletter box amid the text, a cookie banner, "More on this story". */
export const harbourGazette: Layout = {
  article({ outlet, article, related, newest }) {
    const blocks = article.pages[0] ?? []
    const own = {
      figure: (name: string, caption: string) =>
        `<figure class="media"><img src="${pictureUrl(name)}" alt="${caption}" loading="lazy" width="640" height="400"><figcaption>${caption}</figcaption></figure>`,
    }
    return page(
      outlet,
      `${article.title} | ${outlet.name}`,
      `<link rel="canonical" href="${urlOf(outlet, article.path)}">
<meta name="description" content="${escapeHtml(leadOf(article, 160))}">
<script type="application/ld+json">${jsonLd()}</script>`,
      `<main id="content">
<article>
<p class="label"><a href="${outlet.sections[article.section]}">${escapeHtml(article.label ?? article.section)}</a></p>
<h1>${escapeHtml(article.title)}</h1>
<p class="byline">${escapeHtml(article.byline ?? '')}</p>
<p class="dateline"><time datetime="${article.publishedAt}">${englishTime(article.publishedAt)}</time></p>
<div class="tools"><button type="button">Share</button> <button type="button">Save</button> <button type="button">Print</button></div>
<div class="story-body">
${bodyHtml(blocks.slice(0, 3), own)}
<aside class="newsletter"><h4>The Harbour Light</h4><p>Sign up for our morning letter. You can leave at any time.</p><form><label>Email <input type="email"></label></form></aside>
${bodyHtml(blocks.slice(3), own)}
</div>
</article>
<section class="more"><h3>More on this story</h3><ul>${links(related)}</ul></section>
<aside class="latest"><h3>Latest</h3><ol>${links(newest)}</ol></aside>
</main>`,
    )

    function jsonLd(): string {
      const people = (article.byline ?? '')
        .replace(/^By /, '')
        .replace(/ in [A-Z].*$/, '')
        .split(' and ')
      const data = {
        '@context': 'https://schema.org',
        '@type': article.section === 'Opinion' ? 'OpinionNewsArticle' : 'NewsArticle',
        mainEntityOfPage: urlOf(outlet, article.path),
        headline: article.title,
        datePublished: article.publishedAt,
        dateModified: article.modifiedAt ?? article.publishedAt,
        articleSection: article.section,
        keywords: article.keywords,
        author: people.map((name) => ({ '@type': 'Person', name })),
        publisher: { '@type': 'NewsMediaOrganization', name: outlet.name, url: urlOf(outlet, '/') },
        image: picturesOf(article).map((name) => urlOf(outlet, pictureUrl(name))),
        isAccessibleForFree: true,
        inLanguage: 'en',
      }
      return JSON.stringify(data).replaceAll('<', '\\u003c')
    }
  },

  list({ outlet, section, articles }) {
    return page(
      outlet,
      `${section ?? outlet.tagline} | ${outlet.name}`,
      '',
      `<main><h1>${escapeHtml(section ?? 'Latest')}</h1>
${articles.map((each) => `<section class="teaser"><h2><a href="${each.path}">${escapeHtml(each.title)}</a></h2><p>${escapeHtml(leadOf(each, 140))}</p><time datetime="${each.publishedAt}">${englishTime(each.publishedAt)}</time></section>`).join('\n')}
</main>`,
    )
  },

  notice({ outlet, title, text }) {
    return page(outlet, `${title} | ${outlet.name}`, '', `<main><h1>${title}</h1><p>${text}</p></main>`)
  },
}

/** `5 March 2025, 07:30`, the outlet's own time. */
function englishTime(iso: string): string {
  const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`)
  const text = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return `${text}, ${iso.slice(11, 16)}`
}

function page(outlet: SampleOutlet, title: string, head: string, body: string): string {
  const nav = Object.entries(outlet.sections)
    .map(([name, path]) => `<li><a href="${path}">${escapeHtml(name)}</a></li>`)
    .join('')
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
${head}
<style>body{max-width:760px;margin:0 auto;font:18px/1.6 Georgia,serif}img{max-width:100%;height:auto}.newsletter,.cookies{background:#eef3f6;padding:12px}</style>
</head>
<body>
<div class="cookies" id="cookie-banner"><p>We use cookies to count readers, not to follow them.</p><button type="button">That is fine</button></div>
<header><a class="masthead" href="/">${outlet.name}</a><p>${outlet.tagline}</p><nav><ul>${nav}</ul></nav></header>
${body}
<footer><a href="/about.htm">About the Gazette</a><p>${outlet.contact}</p><p>A fictional sample outlet.</p></footer>
</body>
</html>
`
}
