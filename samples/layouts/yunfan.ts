import type { SampleOutlet } from '../outlet-library.ts'
import { bodyHtml, escapeHtml, type Layout, leadOf, links, localTime, pictureUrl } from './layout.ts'

/** A portal that reprints: 本文转自 as the first line, images in `data-original`, hot lists, comments, a disclaimer. */
export const yunfan: Layout = {
  article({ outlet, article, related, newest }) {
    return page(
      outlet,
      `${article.title}_${outlet.name}`,
      `<meta name="description" content="${escapeHtml(leadOf(article))}">
<meta property="article:section" content="${article.section}">`,
      `<div class="wrap"><div class="left">
<h1 class="art-title">${escapeHtml(article.title)}</h1>
<div class="art-info"><span class="cate">${article.section}</span><span class="date">${localTime(article.publishedAt)}</span>
<span class="from">来源:${outlet.name}</span>
<span class="read">阅读 1.2万</span></div>
<div class="art-content" id="artContent">
<p>本文转自:${article.reprintedFrom}</p>
${article.kicker ? `<p>${escapeHtml(article.kicker)}</p>` : ''}
${bodyHtml(article.pages[0] ?? [], {
  figure: (name, caption) =>
    `<div class="img-box"><img src="/static/blank.png" data-original="${pictureUrl(name)}" alt=""><span class="img-desc">${caption}</span></div>`,
})}
${article.byline ? `<p>(${article.byline})</p>` : ''}
</div>
<div class="unfold"><a href="javascript:void(0)">展开阅读全文</a></div>
<div class="disclaimer">免责声明:本文转载自${article.reprintedFrom},内容不代表${outlet.name}的观点和立场。</div>
<div class="share-box"><span>微信扫一扫</span><span>朋友圈</span><span>复制链接</span></div>
<div class="comment-box"><h3>网友评论</h3><p>文明上网,理性发言。共 0 条评论</p></div>
<div class="recommend-box"><h3>相关推荐</h3><ul>${links(related)}</ul></div>
</div>
<div class="right"><div class="hot"><h3>24小时热榜</h3><ol>${links(newest)}</ol></div></div></div>`,
    )
  },

  list({ outlet, section, articles }) {
    return page(
      outlet,
      `${section ?? outlet.tagline}_${outlet.name}`,
      '',
      `<div class="wrap"><div class="left feed-list">
${articles.map((each) => `<div class="item"><a class="item-title" href="${each.path}">${escapeHtml(each.title)}</a><div class="item-brief">${escapeHtml(leadOf(each, 60))}</div><div class="item-info">${outlet.name} ${each.publishedAt.slice(0, 16).replace('T', ' ')}</div></div>`).join('\n')}
</div></div>`,
    )
  },

  notice({ outlet, title, text }) {
    return page(
      outlet,
      `${title}_${outlet.name}`,
      '',
      `<div class="wrap"><h1>${title}</h1><p>${text}</p></div>`,
    )
  },
}

function page(outlet: SampleOutlet, title: string, head: string, body: string): string {
  const nav = Object.entries(outlet.sections)
    .map(([name, path]) => `<a href="${path}">${name}</a>`)
    .join('')
  return `<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="UTF-8">
<title>${escapeHtml(title)}</title>
${head}
<style>body{margin:0;font:16px/1.8 sans-serif}.wrap{width:1000px;margin:0 auto}.left{float:left;width:660px}.right{float:right;width:300px}.art-info,.item-info{color:#999;font-size:13px}</style>
</head>
<body>
<div class="nav"><a href="/">${outlet.name}</a><i>${outlet.tagline}</i>${nav}</div>
${body}
<div class="footer" style="clear:both"><a href="/about.htm">关于我们</a> ${outlet.contact} 虚构的示例媒体</div>
</body>
</html>
`
}
