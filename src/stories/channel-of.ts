import { type ChannelSlug, foldText, parseChannelSlug } from '#model'
import { type ChannelDecision, type ChannelModel, classify } from './channel-model.ts'
import { tellingWordHits } from './channel-words.ts'
import { type Region, regionOf } from './region.ts'

/** What an article's channel is decided by. */
export interface ChannelEvidence {
  readonly title: string
  readonly text?: string
  /** The outlet's own section, as shown: evidence, not the answer. */
  readonly section?: string | null
  /** The channel of the source it was found in: evidence too. */
  readonly sourceChannel?: ChannelSlug | null
  /** Where it is known already; else it is looked for in title and text. */
  readonly region?: Region | null
}

// Natural logarithms of odds. Tuned on the labelled channels; each outweighs a fair guess and yields to a sure one.
const sectionOdds = 3.5
const sourceOdds = 2.2
const genreOdds = 6
const wordOdds = 1.5
/** Where the place is the channel, it settles most; at home the subject does. */
const areas = ['domestic', 'world', 'hk-mo-tw'] as const
const elsewhereOdds = 2
const regionOdds = { domestic: 0.3, world: 1.9, 'hk-mo-tw': 3.5 }
/** What the model says is softened: it learnt from other outlets' sections. */
const modelShare = 0.4

/**
 * Which channel an article belongs to. A model of our channels is helped by what it cannot learn from words alone:
 * the outlet's section, the place, and the marks of opinion. A model of other labels decides alone.
 */
export function classifyChannel(model: ChannelModel, evidence: ChannelEvidence): ChannelDecision {
  const byWords = classify(model, evidence)
  const isOurs = model.labels.includes('hk-mo-tw') && model.labels.includes('world')
  if (!isOurs) return byWords
  const odds = new Map(
    model.labels.map((label) => [label, modelShare * Math.log(byWords.scores[label]! + 1e-5)]),
  )
  const raise = (label: string | null, by: number) => {
    if (label !== null && odds.has(label)) odds.set(label, odds.get(label)! + by)
  }
  raise(channelOfSection(evidence.section ?? ''), sectionOdds)
  raise(evidence.sourceChannel ?? null, sourceOdds)
  if (opinionTitle.test(foldText(evidence.title))) raise('opinion', genreOdds)
  for (const [channel, hits] of tellingWordHits(evidence)) raise(channel, wordOdds * hits)
  const { title, text = '', region = regionOf({ title, text }) } = evidence
  if (region) {
    raise(region.area, regionOdds[region.area])
    for (const other of areas) if (other !== region.area) raise(other, -elsewhereOdds)
  }
  return decisionOf(odds)
}

/** The channel that an outlet's section name stands for; null where it says nothing of a subject (要闻, 滚动). */
export function channelOfSection(section: string): ChannelSlug | null {
  // The last part of a trail names the section best: 首页 > 新闻 > 体育.
  const parts = foldText(section)
    .split(/[>›»/|\-—\s]+/u)
    .filter(Boolean)
    .reverse()
  for (const part of parts) {
    for (const [slug, pattern] of sectionNames) if (pattern.test(part)) return parseChannelSlug(slug)
  }
  return null
}

const sectionNames: readonly (readonly [slug: string, pattern: RegExp])[] = [
  ['hk-mo-tw', /港澳|台湾|两岸|香港|澳门|^taiwan|^hong|^macau/u],
  ['sport', /体育|足球|篮球|nba|奥运|赛事|^sports?$|football|soccer|basketball/u],
  ['health', /健康|医疗|医药|卫生|养生|^health|wellness|medicine/u],
  ['education', /教育|高考|校园|留学|^education|schools?$/u],
  ['tech', /科技|科学|互联网|^it$|数码|手机|人工智能|^tech|science|digital/u],
  [
    'finance',
    /财经|经济|金融|证券|股票|股市|基金|房产|地产|产业|汽车|商业|business|economy|finance|markets?|money/u,
  ],
  [
    'culture',
    /文娱|娱乐|文化|影视|音乐|电影|明星|艺术|读书|culture|entertainment|arts?$|movies?|music|books?$/u,
  ],
  ['opinion', /评论|观点|时评|社论|理论|言论|opinion|comment|editorial|views?$/u],
  ['politics', /时政|政治|政务|党建|人事|politics|government/u],
  ['world', /国际|环球|海外|全球|华人|^world|international|global/u],
  ['society', /社会|法治|民生|society|crime|law$/u],
  ['domestic', /国内|中国|地方|本地|^china|national|domestic/u],
]

// 网评, 社论, 锐评 at the title's start or end, or a commentary column's name in brackets.
const opinionTitle =
  /(?:评论|网评|时评|短评|快评|锐评|社评|社论|述评|言论|来论|观点|之声)(?:[:|丨】\]]|$)|^(?:opinion|editorial|comment)\b/u

function decisionOf(odds: ReadonlyMap<string, number>): ChannelDecision {
  const largest = Math.max(...odds.values())
  const powers = [...odds].map(([label, value]) => [label, Math.exp(value - largest)] as const)
  const sum = powers.reduce((total, [, power]) => total + power, 0)
  const label = powers.reduce((a, b) => (b[1] > a[1] ? b : a))[0]
  return { label, scores: Object.fromEntries(powers.map(([each, power]) => [each, power / sum])) }
}
