import { pagesHandler } from './origins.ts'

/** Two small outlets that do not exist: a daily with a feed, a sitemap and a section page, and a portal that copies. */
export const daily = 'www.linjiang-daily.example'
export const portal = 'news.quanwang.example'

export const dailyHandler = () => pagesHandler(dailySite())
export const portalHandler = () => pagesHandler(portalSite())

/** Each of another text: what stands in one alone is no template of the others. */
const articles: readonly { readonly title: string; readonly paragraphs: readonly string[] }[] = [
  {
    title: '临江轻轨一号线开工在即',
    paragraphs: [
      '临江轻轨一号线的施工图上周通过审查,第一台盾构机已经运到城南的始发井旁,等着雨停以后下井。',
      '一号线全长三十一公里,从城南客运站到北岭大学城,设站十九座,总投资六十二亿元,由市交投集团承建。',
      '项目经理何望舒说,最难的是穿过老城墙的那一段,地面上有四百年的砖,地下四米就是水。',
      '沿街的裁缝铺老板娘问得最多的是围挡要围多久。答复是十四个月,比原先公示的短了三个月。',
      '轻轨开通以后,从南到北坐公交要一个半小时的路,预计三十八分钟可以走完。',
    ],
  },
  {
    title: '临江轻轨首段隧道贯通',
    paragraphs: [
      '昨夜十一点二十分,盾构机的刀盘从老城墙北侧的接收井里露出来,临江轻轨一号线的首段隧道贯通了。',
      '这一段只有一千一百米,却掘了七个月。中间停过两次,一次是遇到明代的木桩,一次是涌水。',
      '考古队在木桩旁清出了二十多件瓷片和一只铁锚,都送进了市博物馆的库房。',
      '项目经理何望舒蹲在井口数管片,数到最后一环的时候,他把安全帽摘了下来。',
      '轻轨一号线剩下的八个区间里,有五个已经开挖,全线预计明年年底铺轨。',
    ],
  },
  {
    title: '坐上试运行的临江轻轨:三十八分钟从城南到北岭',
    paragraphs: [
      '清晨六点,临江轻轨一号线第一趟试运行列车从城南客运站开出,车厢里坐着三百名抽签抽中的市民。',
      '七十一岁的裁缝董阿婆坐在第二节车厢靠窗的位置。她的铺子在围挡后面过了十四个月,她说要看看值不值。',
      '列车在老城墙下减速,广播里说,头顶上就是四百年的砖。车厢里安静了一会儿。',
      '到北岭大学城是六点四十一分,比时刻表慢了三分钟。司机说,前两周会故意开得慢一点。',
      '轻轨票价两元起,全程六元,六十五岁以上的老人免票。',
    ],
  },
  {
    title: '桃源水库除险加固完工 下游七村汛期不再转移',
    paragraphs: [
      '桃源水库的闸门昨天第一次全部提起,水从加固过的溢洪道里冲出来,在下游砸起两层楼高的水雾。',
      '这座一九五八年建的小型水库,坝体里有白蚁洞,每年汛期都要把下游七个村的老人先送到镇上。',
      '工程队往坝里灌了三千吨黏土浆,又换掉了生锈的卷扬机。看坝的老申头说,以后夜里能睡整觉了。',
      '水利站的技术员每隔六小时读一次渗压计,读数贴在村口的布告栏上,谁都能看。',
    ],
  },
  {
    title: '图书馆新馆今起夜间开放',
    paragraphs: [
      '从今晚起,临江市图书馆新馆开到夜里十一点,四楼的自习室留给下了班才有时间看书的人。',
      '新馆藏书八十万册,其中三万册是旧馆的线装书,放在恒温的地下一层,预约以后可以翻看。',
      '第一晚来了六百多人。保洁员小邵收拾到十一点半,在还书箱里发现一本一九八三年借走的《边城》。',
      '馆长说,逾期四十三年,不罚款,只想请还书的人来喝杯茶。',
    ],
  },
  {
    title: '收官战绝杀 临江队时隔九年重返甲级联赛',
    paragraphs: [
      '第九十四分钟,替补上场的十九岁边锋卢舟把球捅进远角,临江队二比一赢下最后一轮,时隔九年重返甲级。',
      '看台上两万一千人,终场哨响以后没有人走。主教练闵川把外套扔给了球童,自己跪在草皮上。',
      '上半场临江队先丢一球,门将扑出一个点球才没有让比分变得更难看。',
      '俱乐部说,下赛季的套票不涨价,还是四百八十元。',
    ],
  },
  {
    title: '渡轮停航前的最后一班',
    paragraphs: [
      '晚上九点四十分,七号渡轮最后一次离开东岸码头,船上有两个人是专门来送它的。',
      '这条航线开了六十四年,最多的时候一天过江四万人,上个月平均每天三百一十人。',
      '轮机长沙伯把汽笛拉了三遍,比规定多一遍。他说规定明天就管不着他了。',
      '船会停在造船厂的旧坞里,等着变成一间水上茶室。',
    ],
  },
]

export function titleOf(n: number): string {
  return articles[n - 1]?.title ?? ''
}

export function textOf(n: number): string {
  return (articles[n - 1]?.paragraphs ?? []).join('\n')
}

function article(n: number, host: string, from?: string): string {
  const paragraphs = (articles[n - 1]?.paragraphs ?? []).map((text) => `<p>${text}</p>`)
  const source = from ? `<p>本文转自:${from}</p>` : ''
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${titleOf(n)}</title>
    <meta property="og:site_name" content="${host === daily ? '临江日报' : '全网看点'}">
    <link rel="alternate" type="application/rss+xml" href="/rss.xml">
    <meta property="article:published_time" content="2026-03-0${n}T${from ? '15' : '09'}:00:00+08:00"></head>
    <body><nav><a href="/">首页</a></nav><article><h1>${titleOf(n)}</h1>${source}${paragraphs.join('\n')}</article></body></html>`
}

/** The last of them stands in no list. */
const listed = [1, 2, 3, 4, 5, 6]

type Site = Record<string, { type?: string; body: string }>

export function dailySite(): Site {
  const urlOf = (n: number) => `http://${daily}/news/100${n}.html`
  const items = listed.map(
    (n) =>
      `<item><title>${titleOf(n)}</title><link>${urlOf(n)}</link><guid>${urlOf(n)}</guid><pubDate>Sun, 0${n} Mar 2026 01:00:00 GMT</pubDate></item>`,
  )
  const links = listed.map((n) => `<li><a href="/news/100${n}.html">${titleOf(n)}</a></li>`)
  return {
    ...Object.fromEntries(listed.map((n) => [`/news/100${n}.html`, { body: article(n, daily) }])),
    '/news/9001.html': { body: article(7, daily) },
    '/': {
      body: `<!doctype html><html lang="zh-CN"><head><title>临江日报</title><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body><ul>${links.join('')}</ul></body></html>`,
    },
    '/rss.xml': {
      type: 'application/rss+xml',
      body: `<rss version="2.0"><channel><title>临江日报</title><link>http://${daily}/</link>${items.join('')}</channel></rss>`,
    },
    '/map.xml': {
      type: 'application/xml',
      body: `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${listed.map((n) => `<url><loc>${urlOf(n)}</loc></url>`).join('')}</urlset>`,
    },
    '/robots.txt': {
      type: 'text/plain',
      body: `User-agent: *\nDisallow: /members/\nSitemap: http://${daily}/map.xml`,
    },
  }
}

function portalSite(): Site {
  const path = '/a/20260301/77.html'
  return {
    [path]: { body: article(1, portal, '临江日报') },
    '/': {
      body: `<!doctype html><html lang="zh-CN"><head><title>全网看点</title></head><body><ul><li><a href="${path}">${titleOf(1)},沿线居民这样说</a></li></ul></body></html>`,
    },
    '/rss.xml': {
      type: 'application/rss+xml',
      body: `<rss version="2.0"><channel><title>全网看点</title><link>http://${portal}/</link><item><title>${titleOf(1)}</title><link>http://${portal}${path}</link></item></channel></rss>`,
    },
  }
}
