import { plainText } from './plain-text.ts'

/** Whom a text names as its source, in plain form and without what outlets add to their names. */
export interface Attribution {
  readonly names: readonly string[]
}

// Only where attributions stand: in the first lines (来源：…, 据…报道, …电) and in the last (转自…).
const headChars = 200
const tailChars = 120
const statedSource =
  /(?:本文转自|本文来源|转载自|转自|摘自|稿源|来源|原载|source)\s*[:于]\s*[《"“]?([\p{L}\p{N}·\- ]{2,24}?)(?=$|[》"”\n)(,。;|]|\s{2})/gu
const reportedBy = /据[《"“]?([\p{L}\p{N}·]{2,14}?)[》"”]?(?:\d+月)?(?:\d+日)?(?:报道|消息|电)/gu

/** Reads the source line, the stated original and what the text itself says. */
export function attributionOf(article: {
  readonly text: string
  readonly source?: string | null
  readonly reprintedFrom?: string | null
}): Attribution {
  const stated = [article.reprintedFrom, article.source].filter((name) => name != null)
  const head = plainText(article.text.slice(0, headChars))
  const tail = article.text.length > headChars ? plainText(article.text.slice(-tailChars)) : ''
  const found = [...head.matchAll(statedSource), ...tail.matchAll(statedSource), ...head.matchAll(reportedBy)]
  const names = [...stated, ...found.map((match) => match[1]!)].map(bareOutletName)
  return { names: [...new Set(names)].filter((name) => name.length >= 2) }
}

/** Whether one of the names is this outlet: `新华社客户端` names 新华社, `中国新闻网` is 中国新闻网. */
export function names(attribution: Attribution, outlet: string): boolean {
  const bare = bareOutletName(outlet)
  return bare.length >= 2 && attribution.names.some((name) => name === bare || isWithin(name, bare))
}

// A name of three characters or more may stand inside a longer one; two are too little (人民 is in 人民日报 and 人民法院报).
function isWithin(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= 3 && long.includes(short)
}

function bareOutletName(name: string): string {
  return plainText(name)
    .replace(/[《》"'“”()\s]/gu, '')
    .replace(/(?:官方)?(?:客户端|微信公众号|公众号|微博|新闻客户端|app)$/u, '')
}
