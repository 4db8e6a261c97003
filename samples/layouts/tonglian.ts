import type { SampleOutlet } from '../outlet-library.ts'
import { bodyHtml, escapeHtml, type Layout, links, localTime, pictureUrl, urlOf } from './layout.ts'

/** A news agency: datelines (通联社清河7月11日电), 【纠错】 and 【责任编辑】 lines, little else. */
export const tonglian: Layout = {
  article({ outlet, article, related, newest }) {
    const modified = article.modifiedAt
      ? `<meta property="article:modified_time" content="${article.modifiedAt}">`
      : ''
    return page(
      outlet,
      `${article.title}-${outlet.name}`,
      `<meta property="article:published_time" content="${article.publishedAt}">
<meta property="article:section" content="${article.section}">
${modified}
<meta name="keywords" content="${article.keywords.join(' ')}">
<link rel="canonical" href="${urlOf(outlet, article.path)}">`,
      `<div class="main-left">
<div class="crumbs"><a href="/">${outlet.name}</a> &gt; <a href="${outlet.sections[article.section]}">${article.section}</a></div>
<div class="head-line"><h1><span class="title">${escapeHtml(article.title)}</span></h1></div>
<div class="header-info"><span class="h-time">${localTime(article.publishedAt)}</span> <span class="h-src">来源:${article.source}</span> <span class="h-font">字体:大 小</span></div>
<div id="p-detail" class="detail">
${bodyHtml(article.pages[0] ?? [], {
  figure: (picture, caption) =>
    `<p align="center"><img src="${pictureUrl(picture)}" title="${caption}"></p><p align="center"><span class="photo-note">${caption}</span></p>`,
})}
</div>
<div class="tail"><span>【纠错】</span> <span>【责任编辑:司南】</span></div>
<div class="recommend"><h3>相关稿件</h3><ul>${links(related)}</ul></div>
</div>
<div class="main-right"><h3>最新播报</h3><ul>${links(newest)}</ul></div>`,
    )
  },

  list({ outlet, section, articles }) {
    return page(
      outlet,
      `${section ?? '最新播报'}-${outlet.name}`,
      `<link rel="alternate" type="application/feed+json" title="${outlet.name}" href="/feed.json">`,
      `<div class="main-left"><h2>${section ?? '最新播报'}</h2><ul class="dataList">
${articles.map((each) => `<li><h3><a href="${each.path}">${escapeHtml(each.title)}</a></h3><span class="time">${localTime(each.publishedAt)}</span></li>`).join('\n')}
</ul></div>`,
    )
  },

  notice({ outlet, title, text }) {
    return page(
      outlet,
      `${title}-${outlet.name}`,
      '',
      `<div class="main-left"><h1>${title}</h1><p>${text}</p></div>`,
    )
  },
}

function page(outlet: SampleOutlet, title: string, head: string, body: string): string {
  const nav = Object.entries(outlet.sections)
    .map(([name, path]) => `<a href="${path}">${name}</a>`)
    .join('')
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
${head}
<style>body{width:1080px;margin:0 auto;font:16px/2 sans-serif}.main-left{float:left;width:720px}.main-right{float:right;width:300px}.header-info,.tail{color:#888;font-size:13px}</style>
</head>
<body>
<div class="top-bar"><a href="/">${outlet.name}</a><em>${outlet.tagline}</em>${nav}</div>
${body}
<div class="bottom" style="clear:both"><a href="/about.htm">关于通联社</a> ${outlet.contact} 虚构的示例媒体</div>
</body>
</html>
`
}
