import type { SampleOutlet } from '../outlet-library.ts'
import { bodyHtml, escapeHtml, type Layout, leadOf, links, localTime, pictureUrl, urlOf } from './layout.ts'

/** A city daily's content management system: breadcrumb, kicker, 责任编辑 at the tail, 相关新闻, a ranking beside it. */
export const qingheDaily: Layout = {
  article({ outlet, article, related, newest }) {
    const byline = article.byline ? `<span class="author">作者:${escapeHtml(article.byline)}</span>` : ''
    return page(
      outlet,
      `${article.title}_${article.section}_${outlet.name}`,
      `<meta name="publishdate" content="${article.publishedAt.slice(0, 10)}">
<meta name="source" content="${article.source}">
<meta name="editor" content="${article.editor}">
<meta name="keywords" content="${article.keywords.join(',')}">
<meta name="description" content="${escapeHtml(leadOf(article))}">
<link rel="canonical" href="${urlOf(outlet, article.path)}">`,
      `<div class="crumb">您当前的位置:<a href="/">首页</a> &gt; <a href="${outlet.sections[article.section]}">${article.section}</a> &gt; 正文</div>
<div class="main">
<div class="article-title">
${article.kicker ? `<h3 class="yinti">${escapeHtml(article.kicker)}</h3>` : ''}
<h1>${escapeHtml(article.title)}</h1>
${article.subtitle ? `<h3 class="futi">${escapeHtml(article.subtitle)}</h3>` : ''}
<div class="info"><span class="time">${localTime(article.publishedAt)}</span> <span class="source">来源:${article.source}</span> ${byline}
<span class="size">字号:<a href="#">大</a> <a href="#">中</a> <a href="#">小</a></span></div>
</div>
<div class="share">分享到:<span>微信</span> <span>微博</span> <span>空间</span> <button type="button">打印</button></div>
<div class="article-content" id="content">
${bodyHtml(article.pages[0] ?? [], {
  paragraph: (text) => `<p>  ${text}</p>`,
  heading: (text) => `<p style="text-align:center"><strong>${text}</strong></p>`,
  figure: (picture, caption) =>
    `<p style="text-align:center"><img src="${pictureUrl(picture)}" alt="" border="0"></p>\n<p style="text-align:center" class="pic-note">${caption}</p>`,
})}
${article.byline?.includes('文/图') ? `<p>(文/图 ${article.byline.replace(' 文/图', '')})</p>` : ''}
</div>
<div class="editor">[责任编辑:${article.editor}]</div>
<div class="statement">版权声明:凡注明“来源:${outlet.name}”的作品,未经本报授权不得转载、摘编。</div>
<div class="related"><h4>相关新闻</h4><ul>${links(related)}</ul></div>
</div>
<div class="side"><h4>点击排行</h4><ol>${links(newest)}</ol></div>`,
    )
  },

  list({ outlet, section, articles }) {
    return page(
      outlet,
      section ? `${section}_${outlet.name}` : `${outlet.name} - ${outlet.tagline}`,
      `<link rel="alternate" type="application/rss+xml" title="${outlet.name}" href="/rss/all.xml">`,
      `<div class="main"><h2>${section ?? '最新'}</h2><ul class="list">
${articles.map((each) => `<li><a href="${each.path}">${escapeHtml(each.title)}</a> <span>${each.publishedAt.slice(0, 10)}</span></li>`).join('\n')}
</ul></div>`,
    )
  },

  notice({ outlet, title, text }) {
    return page(
      outlet,
      `${title}_${outlet.name}`,
      '',
      `<div class="main"><h1>${title}</h1><p>${text}</p></div>`,
    )
  },
}

function page(outlet: SampleOutlet, title: string, head: string, body: string): string {
  const nav = Object.entries(outlet.sections)
    .map(([name, path]) => `<a href="${path}">${name}</a>`)
    .join(' | ')
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>${escapeHtml(title)}</title>
${head}
<style>body{width:1000px;margin:0 auto;font:14px/1.9 serif}.main{float:left;width:680px}.side{float:right;width:280px}.info,.crumb,.share,.editor,.statement{color:#777;font-size:12px}</style>
</head>
<body>
<div class="top">${outlet.name} <small>${outlet.tagline}</small></div>
<div class="nav"><a href="/">首页</a> | ${nav}</div>
${body}
<div style="clear:both" class="foot"><a href="/about.htm">关于本报</a> ${outlet.contact}<br>虚构的示例媒体 Copyright ${outlet.name}</div>
</body>
</html>
`
}
