import type { SampleOutlet } from '../outlet-library.ts'
import { bodyHtml, chineseTime, escapeHtml, type Layout, links, pagePath, pictureUrl } from './layout.ts'

/** Tables within tables, FONT tags, no semantic mark-up at all, and articles in pages: 上一页 [1] [2] 下一页. */
export const jiangchengWanbao: Layout = {
  article({ outlet, article, pageIndex, related, newest }) {
    const heading =
      pageIndex === 0 && article.kicker
        ? `<TR><TD align=center><FONT color=#666666>${escapeHtml(article.kicker)}</FONT></TD></TR>\n`
        : ''
    const subtitle = article.subtitle
      ? `<TR><TD align=center><FONT size=3>——${escapeHtml(article.subtitle)}</FONT></TD></TR>\n`
      : ''
    const author = article.byline ? `&nbsp;&nbsp;作者:${escapeHtml(article.byline)}` : ''
    return page(
      outlet,
      `${article.title}-${outlet.name}`,
      `<TABLE width=960 align=center cellspacing=0 cellpadding=0 border=0><TR>
<TD width=680 valign=top>
<TABLE width="100%" border=0>
<TR><TD>&nbsp;<A href="/">首页</A> &gt;&gt; <A href="${outlet.sections[article.section] ?? '/'}">${article.section}</A> &gt;&gt; 正文</TD></TR>
${heading}<TR><TD align=center><FONT size=5><B>${escapeHtml(article.title)}</B></FONT></TD></TR>
${subtitle}<TR><TD align=center><FONT size=2 color=#999999>发布时间:${chineseTime(article.publishedAt)}&nbsp;&nbsp;来源:${article.source}${author}</FONT></TD></TR>
<TR><TD><HR size=1></TD></TR>
<TR><TD id=zoom class=content>
${bodyHtml(article.pages[pageIndex] ?? [], {
  paragraph: (text) => `<P>&nbsp;&nbsp;&nbsp;&nbsp;${text}</P>`,
  heading: (text) => `<P><B>${text}</B></P>`,
  figure: (picture, caption) =>
    `<TABLE align=center width=640><TR><TD><IMG src="${pictureUrl(picture)}" border=0></TD></TR><TR><TD align=center><FONT size=2>${caption}</FONT></TD></TR></TABLE>`,
})}
</TD></TR>
${pager()}
<TR><TD align=right>(责任编辑:${article.editor})</TD></TR>
<TR><TD><A href="#">【打印本页】</A> <A href="#">【关闭窗口】</A></TD></TR>
<TR><TD><B>相关链接</B><UL>${links(related)}</UL></TD></TR>
</TABLE>
</TD>
<TD width=270 valign=top bgcolor=#F4F4F4><B>晚报热读</B><OL>${links(newest)}</OL></TD>
</TR></TABLE>`,
    )

    function pager(): string {
      if (article.pages.length === 1) return ''
      const numbers = article.pages.map((_, index) =>
        index === pageIndex ? `[${index + 1}]` : `<A href="${pagePath(article, index)}">[${index + 1}]</A>`,
      )
      const back = pageIndex > 0 ? `<A href="${pagePath(article, pageIndex - 1)}">上一页</A> ` : ''
      const on =
        pageIndex + 1 < article.pages.length
          ? ` <A href="${pagePath(article, pageIndex + 1)}">下一页</A>`
          : ''
      return `<TR><TD align=center>${back}${numbers.join(' ')}${on}</TD></TR>`
    }
  },

  list({ outlet, section, articles }) {
    const rows = articles.map(
      (each) =>
        `<TR><TD>·<A href="${each.path}" target=_blank>${escapeHtml(each.title)}</A></TD><TD><FONT color=#999999>${each.publishedAt.slice(0, 16).replace('T', ' ')}</FONT></TD></TR>`,
    )
    return page(
      outlet,
      `${section ?? '新闻滚动'}-${outlet.name}`,
      `<TABLE width=960 align=center border=0><TR><TD colspan=2><FONT size=4><B>${section ?? '新闻滚动'}</B></FONT></TD></TR>
${rows.join('\n')}
</TABLE>`,
    )
  },

  notice({ outlet, title, text }) {
    return page(outlet, title, `<P align=center><FONT size=4>${title}</FONT></P><P align=center>${text}</P>`)
  },
}

function page(outlet: SampleOutlet, title: string, body: string): string {
  const nav = Object.entries(outlet.sections)
    .map(([name, path]) => `<A href="${path}">${name}</A>`)
    .join(' | ')
  return `<HTML>
<HEAD>
<META http-equiv="Content-Type" content="text/html; charset=gb2312">
<TITLE>${escapeHtml(title)}</TITLE>
</HEAD>
<BODY topmargin=0 bgcolor=#FFFFFF>
<TABLE width=960 align=center border=0 bgcolor=#990000><TR><TD><FONT color=#FFFFFF size=6>${outlet.name}</FONT></TD></TR></TABLE>
<TABLE width=960 align=center border=0><TR><TD><A href="/">首页</A> | <A href="/html/news.htm">滚动</A> | ${nav}</TD></TR></TABLE>
${body}
<TABLE width=960 align=center border=0><TR><TD align=center><HR size=1><A href="/about.htm">关于我们</A> ${outlet.contact}<BR>虚构的示例媒体 ${outlet.name}</TD></TR></TABLE>
</BODY>
</HTML>
`
}
