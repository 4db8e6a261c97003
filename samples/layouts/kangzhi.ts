import type { SampleOutlet } from '../outlet-library.ts'
import { bodyHtml, escapeHtml, type Layout, leadOf, links, pictureUrl, urlOf } from './layout.ts'

/** A health site built from hashed class names and DIVs; the charset is said in the page alone; JSON-LD. */
export const kangzhi: Layout = {
  article({ outlet, article, related, newest }) {
    return page(
      outlet,
      `${article.title} - ${outlet.name}`,
      `<link rel="canonical" href="${urlOf(outlet, article.path)}">
<meta name="description" content="${escapeHtml(leadOf(article))}">
<script type="application/ld+json">${JSON.stringify({
        '@context': 'https://schema.org',
        '@type': 'NewsArticle',
        headline: article.title,
        articleSection: article.section,
        datePublished: article.publishedAt,
        ...(article.modifiedAt && { dateModified: article.modifiedAt }),
        publisher: { '@type': 'Organization', name: outlet.name },
      }).replaceAll('<', '\\u003c')}</script>`,
      `<div class="css-1k2j3h"><div class="css-9f8d7s">
<div class="css-t1tle0" role="heading" aria-level="1">${escapeHtml(article.title)}</div>
<div class="css-m3ta11"><span>${outlet.name}</span><span>${article.publishedAt.slice(0, 16).replace('T', ' ')}</span><span>${escapeHtml(article.byline ?? '')}</span></div>
<div class="css-ad0000">广告位招租 · 与正文无关</div>
<div class="css-r1cht0" data-role="content">
${bodyHtml(article.pages[0] ?? [], {
  paragraph: (text) => `<p><span style="font-size:17px;letter-spacing:0.5px">${text}</span></p>`,
  heading: (text) => `<h2><strong>${text}</strong></h2>`,
  figure: (name, caption) =>
    `<p><img src="${pictureUrl(name)}" alt="${caption}"></p><p style="color:#999;text-align:center">${caption}</p>`,
})}
</div>
<div class="css-d1scl0">本文为健康科普,不能代替医生的诊断。如有不适,请及时就医。</div>
<div class="css-l1ke00"><button type="button">有用 128</button><button type="button">收藏</button><button type="button">分享</button></div>
<div class="css-r3c000"><div>猜你想看</div><ul>${links(related)}</ul></div>
</div>
<div class="css-s1de00"><div>最新发布</div><ul>${links(newest)}</ul></div></div>`,
    )
  },

  list({ outlet, section, articles }) {
    return page(
      outlet,
      `${section ?? outlet.tagline} - ${outlet.name}`,
      '',
      `<div class="css-1k2j3h"><div class="css-l1st00">${articles.map((each) => `<div class="css-c4rd00"><a href="${each.path}">${escapeHtml(each.title)}</a><div>${escapeHtml(leadOf(each, 50))}</div><span>${each.publishedAt.slice(0, 10)}</span></div>`).join('\n')}</div></div>`,
    )
  },

  notice({ outlet, title, text }) {
    return page(
      outlet,
      `${title} - ${outlet.name}`,
      '',
      `<div class="css-3rr0r0"><div class="css-3rrt1t">${title}</div><p>${text}</p></div>`,
    )
  },
}

function page(outlet: SampleOutlet, title: string, head: string, body: string): string {
  const nav = Object.entries(outlet.sections)
    .map(([name, path]) => `<a href="${path}">${name}</a>`)
    .join('')
  return `<!DOCTYPE html><html lang="zh-CN"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
${head}
<style>body{margin:0;font:16px/1.8 sans-serif}.css-1k2j3h{display:flex;gap:24px;max-width:1100px;margin:auto}.css-t1tle0{font-size:26px;font-weight:700}.css-ad0000{background:#f6f6f6;text-align:center}</style>
</head><body>
<div class="css-n4v000"><a href="/">${outlet.name}</a><span>${outlet.tagline}</span>${nav}</div>
${body}
<div class="css-f00t00"><a href="/about.htm">关于康知</a> ${outlet.contact} 虚构的示例媒体</div>
</body></html>
`
}
