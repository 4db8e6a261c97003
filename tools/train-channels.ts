/**
 * Makes the two files of learnt numbers that `src/stories/` ships: the channel model and the counts of words in news.
 * The texts stay where they are. Run it from the repository root:
 *
 *     node tools/train-channels.ts [--shared ../shared] [--measure]
 *
 * `--measure` holds the labelled articles back, prints how many of them the model gets right, and writes nothing.
 * What the data is, and what may be done with it, is in docs/reference/channel-model.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import {
  classifyChannel,
  formatChannelModel,
  parseChannelModel,
  type TrainingRow,
  trainChannelModel,
  wordCounts,
} from '#stories'

const { values: options } = parseArgs({
  options: { shared: { type: 'string', default: '../shared' }, measure: { type: 'boolean', default: false } },
})
const dataFolder = resolve(options.shared, 'data')

/** Headlines: THUCNews (Sina) and TNEWS (Toutiao). A label that is no channel of ours is left out. */
const headlineChannels: Readonly<Record<string, string>> = {
  财经: 'finance',
  股票: 'finance',
  房产: 'finance',
  教育: 'education',
  科技: 'tech',
  社会: 'society',
  时政: 'politics',
  体育: 'sport',
  游戏: 'culture',
  娱乐: 'culture',
  news_culture: 'culture',
  news_entertainment: 'culture',
  news_sports: 'sport',
  news_finance: 'finance',
  news_house: 'finance',
  news_stock: 'finance',
  news_car: 'finance',
  news_edu: 'education',
  news_tech: 'tech',
  news_military: 'world',
  news_world: 'world',
}

/** Sections of China News Service. */
const sectionChannels: Readonly<Record<string, string>> = {
  gn: 'domestic',
  gj: 'world',
  hr: 'world',
  sh: 'society',
  cj: 'finance',
  business: 'finance',
  fortune: 'finance',
  ny: 'finance',
  auto: 'finance',
  house: 'finance',
  ga: 'hk-mo-tw',
  tw: 'hk-mo-tw',
  ty: 'sport',
  cul: 'culture',
  yl: 'culture',
  jk: 'health',
  life: 'health',
  ll: 'opinion',
  mil: 'world',
}

const sibChannels: Readonly<Record<string, string>> = {
  'science/technology': 'tech',
  politics: 'politics',
  sports: 'sport',
  health: 'health',
  entertainment: 'culture',
}

const wikiChannels: Readonly<Record<string, string>> = {
  'malaysia.airlines.flight': 'world',
  'michelle.obama': 'politics',
  'barack.obama': 'politics',
  'premier.league': 'sport',
  'NBA.draft': 'sport',
  ParisAttacks2015: 'world',
  'samsung.galaxy.s5': 'tech',
  smartphone: 'tech',
  'stephen.hawking': 'tech',
  'cypriot.financial.crisis': 'finance',
  'debt.crisis.greece': 'finance',
  'wall.street': 'finance',
  'greek.elections': 'politics',
  'tohoku.earthquake.tsunami': 'world',
  'Rolling.Stones': 'culture',
  U2: 'culture',
}

const sibLanguages =
  'arb_Arab deu_Latn eng_Latn fra_Latn jpn_Jpan kor_Hang por_Latn rus_Cyrl spa_Latn vie_Latn zho_Hans'

interface ChinaNewsRow {
  readonly id: string
  readonly section: string
  readonly title: string
  readonly body: string
}

interface LabelRow {
  readonly id: string
  readonly channel: string
  readonly also: string | null
}

const chinaNews = readJsonLines<ChinaNewsRow>('chinanews2020.jsonl')
const labelled = readJsonLines<LabelRow>('labels/channels.jsonl')

const heldBack = new Set(options.measure ? labelled.map(({ id }) => id) : [])
const model = trainChannelModel(trainingRows(heldBack), {
  bucketCount: 1 << 20,
  rowCountMax: 150_000,
  epochCount: 6,
})
const modelBytes = formatChannelModel(model)

if (options.measure) measure()
else {
  writeFileSync('src/stories/channel-model.bin', modelBytes)
  const words = gzipSync(newsWordCounts(), { level: 9 })
  writeFileSync('src/stories/news-words.txt.gz', words)
  process.stderr.write(
    `channel-model.bin ${modelBytes.length} bytes, news-words.txt.gz ${words.length} bytes\n`,
  )
}

function trainingRows(without: ReadonlySet<string>): TrainingRow[] {
  const headlines = ['thucnews_title_train.tsv', 'tnews_train_clean.tsv'].flatMap((file) =>
    readLines(file).map((line) => {
      const tab = line.lastIndexOf('\t')
      return { text: line.slice(0, tab), label: headlineChannels[line.slice(tab + 1)], weight: 0.4 }
    }),
  )
  const bodies = readLines('cnews10_fulltext_1000.tsv').map((line) => {
    const tab = line.indexOf('\t')
    return { text: line.slice(tab + 1), label: headlineChannels[line.slice(0, tab)], weight: 0.5 }
  })
  // The labels that people gave outweigh the outlet's sections; whole articles and titles alone are both met later.
  const channelOf = new Map(labelled.map(({ id, channel }) => [id, channel]))
  const articles = chinaNews
    .filter(({ id }) => !without.has(id))
    .flatMap(({ id, section, title, body }) => {
      const label = channelOf.get(id) ?? sectionChannels[section]
      const weight = channelOf.has(id) ? 4 : 1.5
      return [
        { text: `${title}\n${body}`, label, weight },
        { text: title, label, weight },
      ]
    })
  const sentences = sibLanguages.split(' ').flatMap((language) =>
    readLines(`sib200/${language}.train.tsv`).map((line) => {
      const [, label = '', text = ''] = line.split('\t')
      return { text, label: sibChannels[label], weight: 0.5 }
    }),
  )
  const wiki = readJsonLines<{ topic: string; text: string }>('wikiref220_en.jsonl').map(
    ({ topic, text }) => ({
      text,
      label: wikiChannels[topic],
      weight: 1,
    }),
  )
  return [...headlines, ...bodies, ...articles, ...sentences, ...wiki].flatMap(({ label, ...row }) =>
    label === undefined ? [] : [{ ...row, label }],
  )
}

function measure(): void {
  const shipped = parseChannelModel(modelBytes)
  const byId = new Map(chinaNews.map((row) => [row.id, row]))
  let strict = 0
  let either = 0
  for (const { id, channel, also } of labelled) {
    const { title, body } = byId.get(id)!
    const { label } = classifyChannel(shipped, { title, text: body })
    if (label === channel) strict++
    if (label === channel || label === also) either++
    else process.stdout.write(`${channel}${also ? `/${also}` : ''} → ${label}: ${title}\n`)
  }
  process.stdout.write(`${labelled.length} held back: ${strict} first channel, ${either} either channel\n`)
}

/** `word TAB texts with it`, after a first line with the number of texts; words of fewer than three texts left out. */
function newsWordCounts(): string {
  const texts = [
    ...chinaNews.map(({ title, body }) => `${title}\n${body}`),
    ...readLines('cnews10_fulltext_1000.tsv').map((line) => line.slice(line.indexOf('\t') + 1)),
  ]
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const word of wordCounts(text).keys()) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const kept = [...counts].filter(([, count]) => count >= 3).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${texts.length}\n${kept.map(([word, count]) => `${word}\t${count}\n`).join('')}`
}

function readLines(file: string): string[] {
  return readFileSync(resolve(dataFolder, file), 'utf8').split('\n').filter(Boolean)
}

function readJsonLines<T>(file: string): T[] {
  return readLines(file).map((line) => JSON.parse(line) as T)
}
