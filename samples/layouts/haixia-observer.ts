import type { SampleOutlet } from '../outlet-library.ts'
import {
  bodyHtml,
  escapeHtml,
  type Layout,
  leadOf,
  links,
  localTime,
  picturesOf,
  pictureUrl,
  urlOf,
} from './layout.ts'

/** A Traditional Chinese site on a blog system: Open Graph, lazy images behind a placeholder, a cookie note. */
export const haixiaObserver: Layout = {
  article({ outlet, article, related, newest }) {
    const [picture] = picturesOf(article)
    return page(
      outlet,
      `${article.title} | ${outlet.name}`,
      `<link rel="canonical" href="${urlOf(outlet, article.path)}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="${outlet.name}">
<meta property="og:title" content="${escapeHtml(article.title)}">
<meta property="og:description" content="${escapeHtml(leadOf(article))}">
<meta property="og:url" content="${urlOf(outlet, article.path)}">
${picture ? `<meta property="og:image" content="${urlOf(outlet, pictureUrl(picture))}">` : ''}
<meta property="article:published_time" content="${article.publishedAt}">
<meta property="article:section" content="${article.section}">
${article.keywords.map((each) => `<meta property="article:tag" content="${each}">`).join('\n')}`,
      `<main>
<article class="post">
<header class="post-header">
<a class="post-category" href="${outlet.sections[article.section]}">${article.section}</a>
<h1 class="post-title">${escapeHtml(article.title)}</h1>
<div class="post-meta"><span class="byline">${escapeHtml(article.byline ?? '')}</span> <time datetime="${article.publishedAt}">${localTime(article.publishedAt).slice(0, 16)}</time></div>
<ul class="share-bar"><li>分享</li><li>收藏</li><li>複製連結</li></ul>
</header>
<div class="post-content">
${bodyHtml(article.pages[0] ?? [], {
  figure: (name, caption) =>
    `<figure><img class="lazy" src="/static/blank.png" data-src="${pictureUrl(name)}" alt="${caption}"><noscript><img src="${pictureUrl(name)}" alt="${caption}"></noscript><figcaption>${caption}</figcaption></figure>`,
})}
</div>
<footer class="post-tags">${article.keywords.map((each) => `<span>#${each}</span>`).join(' ')}</footer>
</article>
<section class="support"><p>如果你認同獨立報道的價值,請把文章分享給朋友。</p></section>
<section class="related-posts"><h3>延伸閱讀</h3><ul>${links(related)}</ul></section>
<aside class="latest"><h3>最新文章</h3><ul>${links(newest)}</ul></aside>
</main>`,
    )
  },

  list({ outlet, section, articles }) {
    return page(
      outlet,
      `${section ?? outlet.tagline} | ${outlet.name}`,
      `<link rel="alternate" type="application/atom+xml" title="${outlet.name}" href="/feed/atom.xml">`,
      `<main class="archive"><h1>${section ?? '最新文章'}</h1>
${articles.map((each) => `<div class="card"><h2><a href="${each.path}">${escapeHtml(each.title)}</a></h2><p>${escapeHtml(leadOf(each))}</p><time datetime="${each.publishedAt}">${each.publishedAt.slice(0, 10)}</time></div>`).join('\n')}
</main>`,
    )
  },

  notice({ outlet, title, text }) {
    return page(
      outlet,
      `${title} | ${outlet.name}`,
      '',
      `<main class="page-notice"><h1>${title}</h1><p>${text}</p></main>`,
    )
  },
}

function page(outlet: SampleOutlet, title: string, head: string, body: string): string {
  const nav = Object.entries(outlet.sections)
    .map(([name, path]) => `<li><a href="${path}">${name}</a></li>`)
    .join('')
  return `<!doctype html>
<html lang="zh-Hant">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${head}
<style>body{max-width:720px;margin:0 auto;font:17px/1.8 serif}.lazy{width:100%}.cookie-notice{position:fixed;bottom:0;background:#eee;padding:8px}</style>
</head>
<body>
<header class="site-header"><a href="/">${outlet.name}</a><p>${outlet.tagline}</p><nav><ul>${nav}</ul></nav></header>
${body}
<footer class="site-footer"><a href="/about.htm">關於我們</a> · ${outlet.contact} · 虛構的示範媒體</footer>
<div class="cookie-notice" role="dialog">本網站使用 Cookie 以改善閱讀體驗。<button type="button">接受</button></div>
</body>
</html>
`
}
