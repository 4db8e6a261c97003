import { chinese, type PageKind, paragraphs, testKinds } from './page-kinds.ts'

const title = '滨海市图书馆新馆试开放'
interface Parts {
  head?: string
  above?: string
  line?: string
  body?: string
  behind?: string
}
function page({ head = '', above = '', line = '', body = paragraphs(chinese), behind = '' }: Parts): string {
  return `<!doctype html><html lang="zh-CN"><head><title>${title}_滨海新闻网</title>${head}</head><body>
    <div class="crumb">滨海新闻网 &gt; 文化 &gt; 正文</div>${above}<h1>${title}</h1><div class="info">${line}</div>
    <div class="content">${body}</div>${behind}<div class="foot">版权所有 滨海新闻网</div></body></html>`
}
const line = '2025-09-01 08:30 来源：滨海日报'

const bylines: PageKind[] = [
  {
    claim: '记者 in brackets at the end signs',
    html: page({ line, body: `${paragraphs(chinese)}<p>（记者 陈小丽 王建国）</p>` }),
    gives: { authors: ['陈小丽 (reporter)', '王建国 (reporter)'] },
  },
  {
    claim: '本报讯 with a 记者 in brackets signs, and is the dateline',
    html: page({ line, body: `<p>本报讯（记者 陈小丽）${chinese(1)}</p>${paragraphs(chinese, 2, 2)}` }),
    gives: { authors: ['陈小丽 (reporter)'] },
  },
  {
    claim: '通讯员 and 实习生 have roles of their own',
    html: page({ line, body: `${paragraphs(chinese)}<p>（记者 陈小丽 通讯员 李明亮 实习生 周文静）</p>` }),
    gives: { authors: ['陈小丽 (reporter)', '李明亮 (correspondent)', '周文静 (intern)'] },
  },
  {
    claim: 'an editor is no author where nobody signs',
    html: page({ line, behind: '<div>责任编辑：赵国强</div>' }),
    gives: { authors: ['赵国强 (editor)'] },
  },
  {
    claim: 'editor and reporter are told apart',
    html: page({ line: `${line} 记者：陈小丽`, behind: '<div>[责任编辑：赵国强]</div>' }),
    gives: { authors: ['陈小丽 (reporter)', '赵国强 (editor)'] },
  },
  {
    claim: '文/ names who wrote',
    html: page({ line, body: `<p>文/陈小丽</p>${paragraphs(chinese)}` }),
    gives: { authors: ['陈小丽 (author)'] },
  },
  {
    claim: 'a code in the author tag is nobody',
    html: page({ head: '<meta name="author" content="bh0231">', line }),
    gives: { authors: [] },
  },
  {
    claim: 'nobody is invented where nobody signs',
    html: page({ line, body: `${paragraphs(chinese)}<p>馆长王建国说，新馆将每周开放七天。</p>` }),
    gives: { authors: [] },
  },
  {
    claim: '（記者某某／地名報導） in Traditional Chinese signs',
    html: page({
      line: '2025-09-01 08:30',
      body: `<p>〔記者陳小麗／台中報導〕${chinese(1)}</p>${paragraphs(chinese, 2, 2)}`,
    }),
    gives: { authors: ['陳小麗 (reporter)'] },
  },
]

const origins: PageKind[] = [
  { claim: '来源 beside the time is the source', html: page({ line }), gives: { source: '滨海日报' } },
  {
    claim: '来源 in an element of its own is the source',
    html: page({
      line: '<span>2025-09-01 08:30</span><span class="source">来源：<a href="/">山城晚报</a></span>',
    }),
    gives: { source: '山城晚报', reprintedFrom: '山城晚报' },
  },
  {
    claim: '本文转自 behind the text tells a reprint',
    html: page({ line: '2025-09-01 08:30', body: `${paragraphs(chinese)}<p>（本文转自山城晚报）</p>` }),
    gives: { reprintedFrom: '山城晚报' },
  },
  {
    claim: '据…报道 tells what is cited, not a reprint',
    html: page({
      line: '2025-09-01 08:30',
      body: `<p>据山城晚报报道，${chinese(1)}</p>${paragraphs(chinese, 2, 2)}`,
    }),
    gives: { reprintedFrom: null, cited: ['山城晚报'] },
  },
  {
    claim: '来源 that is the outlet itself is no reprint',
    html: page({ line: '2025-09-01 08:30 来源：滨海新闻网' }),
    gives: { source: '滨海新闻网', reprintedFrom: null },
  },
  {
    claim: '原标题 is what it was called elsewhere',
    html: page({ line, behind: '<p>（原标题：新馆迎来首批读者）</p>' }),
    gives: { originalTitle: '新馆迎来首批读者', title },
  },
  {
    claim: 'the dateline of an agency is read',
    html: page({ line, body: `<p>滨海社北京9月1日电 ${chinese(1)}</p>${paragraphs(chinese, 2, 2)}` }),
    gives: { dateline: '滨海社北京9月1日电' },
  },
]

const times: PageKind[] = [
  {
    claim: 'a time on the page is in the outlet’s zone',
    html: page({ line }),
    gives: { publishedAt: '2025-09-01T08:30+08:00' },
  },
  {
    claim: 'a machine’s Z that is the page’s own wall time is no UTC',
    html: page({ head: '<meta property="article:published_time" content="2025-09-01T08:30:00Z">', line }),
    gives: { publishedAt: '2025-09-01T08:30:00+08:00' },
  },
  {
    claim: '年月日 are read',
    html: page({ line: '2025年9月1日 08:30' }),
    gives: { publishedAt: '2025-09-01T08:30+08:00' },
  },
  {
    claim: '更新 tells the change, not the publication',
    html: page({ line: '发布时间：2025-09-01 08:30</div><div>更新时间：2025-09-01 11:45' }),
    gives: { publishedAt: '2025-09-01T08:30+08:00', modifiedAt: '2025-09-01T11:45+08:00' },
  },
]

const bodies: PageKind[] = [
  {
    claim: 'disclaimer, editor, sharing and 纠错 behind the text are no part of it',
    html: page({
      line,
      body: `${paragraphs(chinese)}<p>免责声明：本文仅代表作者个人观点，与本网无关。</p><p>分享到：微信 微博</p><p>【纠错】</p><p>责任编辑：赵国强</p>`,
    }),
    gives: {},
    has: [chinese(3)],
    hasNot: ['免责声明', '分享到', '纠错', '责任编辑'],
  },
  {
    claim: 'a short item is not drowned by related ones',
    html: page({
      line,
      body: `<p>${chinese(1)}</p>`,
      behind: `<div class="related"><h3>相关新闻</h3><ul>${Array.from({ length: 30 }, (_, n) => `<li><a href="/${n}.html">另一条新闻的标题第${n}条在这里</a></li>`).join('')}</ul></div>`,
    }),
    gives: { text: chinese(1) },
  },
  {
    claim: 'a layout of tables and line breaks is read',
    html: `<html><title>${title}</title><body><table><tr><td>首页</td><td>文化</td></tr></table><table><tr><td align="center"><b>${title}</b></td></tr><tr><td>2005-09-01 08:30</td></tr><tr><td>　　${chinese(1)}<br><br>　　${chinese(2)}<br><br>　　${chinese(3)}</td></tr></table></body></html>`,
    gives: { title, text: [1, 2, 3].map(chinese).join('\n') },
  },
  {
    claim: 'a text split over containers by an advert is whole',
    html: page({
      line,
      body: `<div>${paragraphs(chinese, 2)}</div><div class="ad">广告</div><div>${paragraphs(chinese, 2, 3)}</div>`,
    }),
    gives: { text: [1, 2, 3, 4].map(chinese).join('\n') },
  },
  {
    claim: '肩题 and 副题 are no part of the title',
    html: page({ line, above: '<h2 class="jianti">市民期待三年</h2>' }).replace(
      '</h1>',
      '</h1><h2 class="futi">首日接待读者三千余人</h2>',
    ),
    gives: { title, kicker: '市民期待三年', subtitle: '首日接待读者三千余人' },
  },
  {
    claim: 'a caption stands with its picture, not in the text',
    html: page({
      line,
      body: `<p>${chinese(1)}</p><figure><img src="/a.jpg"><figcaption>读者在新馆阅读。</figcaption></figure>${paragraphs(chinese, 2, 2)}`,
    }),
    gives: { images: ['https://www.harbour.example/a.jpg'], captions: ['读者在新馆阅读。'] },
    hasNot: ['读者在新馆阅读'],
  },
  {
    claim: 'Traditional Chinese is told from Simplified',
    html: page({
      line: '2025-09-01 08:30',
      body: '<p>臺中市立圖書館新館昨日試營運，首日湧入三千餘名讀者，館方說明兒童區與自習區將於下週開放，借閱手續較舊館簡便。</p>'.repeat(
        3,
      ),
    }),
    gives: { language: 'zh-Hant' },
  },
  {
    claim: 'the section is the last step of the breadcrumb',
    html: page({ line }),
    gives: { section: '文化' },
  },
  {
    claim: 'UTF-8 is told though nothing names it',
    html: page({ line }),
    contentType: 'text/html',
    gives: { title },
  },
]

testKinds('Chinese by-lines', bylines)
testKinds('来源, reprints and datelines', origins)
testKinds('Chinese times', times)
testKinds('Chinese texts and heads', bodies)
