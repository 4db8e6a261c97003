import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { classify, comparePair, createClusterer, findCopyParents, trainChannelModel } from '#stories'
import { holdAgainstFloors } from './floors.ts'

/**
 * Prints how well reprints, pairs, stories and channels are told, each with the best baseline measured on the same
 * data beside it as a ratio (1.00: as good as the baseline). Takes about a minute.
 *
 * @param options.shared The folder with the development data; what is missing is skipped with a line that says so.
 * @throws {Error} where a score is below its floor in `floors.json`; it names all that fell.
 */
export async function benchStories({
  shared,
  out,
}: {
  shared: string
  out: (line: string) => void
}): Promise<void> {
  const folder = join(shared, 'data')
  const scores: Record<string, number> = {}
  const report = (what: string, value: number, baseline: number, reach: number) => {
    scores[what] = value
    out(
      `${what.padEnd(44)} ${value.toFixed(3)}  baseline ${baseline.toFixed(3)}  ratio ${(value / baseline).toFixed(2)}  reach ${reach}`,
    )
  }
  const parts: readonly (readonly [file: string, run: () => void])[] = [
    ['reprint_hard_dev.jsonl', () => benchReprints(folder, report)],
    ['labels/pairs.jsonl', () => benchPairs(folder, report)],
    ['labels/stories.jsonl', () => benchClusters(folder, report)],
    ['thucnews_title_train.tsv', () => benchTitles(folder, report)],
    ['chinanews2020.jsonl', () => benchSections(folder, report)],
    ['sib200/zho_Hans.train.tsv', () => benchSib(folder, report)],
  ]
  for (const [file, run] of parts) {
    if (existsSync(join(folder, file))) run()
    else out(`skipped: there is no ${join(folder, file)}`)
  }
  holdAgainstFloors('stories', scores, out)
}

type Report = (what: string, value: number, baseline: number, reach: number) => void

interface ReprintRow {
  readonly id: string
  readonly fam: number
  readonly parent: string | null
  readonly title: string
  readonly body: string
  readonly outlet: string
  readonly t: number
  readonly digest_of?: unknown
}

/** Digests are offered as candidates like everything else, and left out of the scores. */
function benchReprints(folder: string, report: Report): void {
  const rows = readJsonLines<ReprintRow>(folder, 'reprint_hard_dev.jsonl').sort((a, b) => a.t - b.t)
  const parents = findCopyParents(
    rows.map(({ id, title, body, outlet, t }) => ({ id, title, text: body, outlet, atMs: t })),
  )
  const family = new Map<string, string>()
  let copyCount = 0
  let rightCount = 0
  for (const { id, parent, digest_of } of rows) {
    const found = parents.get(id) ?? null
    family.set(id, found === null ? id : family.get(found)!)
    if (parent === null || digest_of) continue
    copyCount++
    if (found === parent) rightCount++
  }
  const scored = rows.filter(({ digest_of }) => !digest_of)
  const { f1, ari } = agreement(scored.map(({ id, fam }) => [fam, family.get(id)!]))
  report('reprints: pair F1', f1, 0.944, 0.97)
  report('reprints: cluster ARI', ari, 0.98, 0.99)
  report('reprints: exact parent', rightCount / copyCount, 0.869, 0.95)
}

/** F1 over the pairs of two partitions, and the adjusted Rand index. */
function agreement(places: readonly (readonly [number, string])[]): { f1: number; ari: number } {
  const both = tally(places.map(([a, b]) => `${a} ${b}`))
  const inTruth = tally(places.map(([a]) => `${a}`))
  const inFound = tally(places.map(([, b]) => b))
  const expected = (inTruth * inFound) / ((places.length * (places.length - 1)) / 2)
  return {
    f1: (2 * both) / (inTruth + inFound),
    ari: (both - expected) / ((inTruth + inFound) / 2 - expected),
  }
}

/** How many pairs share a key. */
function tally(keys: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
}

interface NewsRow {
  readonly id: string
  readonly datetime: string
  readonly channel: string | null
  readonly title: string
  readonly body: string
}

function articlesOf(folder: string) {
  return readJsonLines<NewsRow>(folder, 'chinanews2020.jsonl').map(({ id, datetime, title, body }) => {
    const [year, month, day, hour, minute] = datetime.match(/\d+/g)!.map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const publishedAt = new Date(Date.UTC(year, month - 1, day, hour - 8, minute)).toISOString()
    return { id, title, text: body, publishedAt }
  })
}

function benchPairs(folder: string, report: Report): void {
  const byId = new Map(articlesOf(folder).map((article) => [article.id, article]))
  const pairs = readJsonLines<{ a_id: string; b_id: string; label: string; unsure: boolean }>(
    folder,
    'labels/pairs.jsonl',
  )
  const judged = pairs
    .filter(({ unsure }) => !unsure)
    .map(({ a_id, b_id, label }) => ({ label, verdict: comparePair(byId.get(a_id)!, byId.get(b_id)!) }))
  const event = judged.map(
    ({ label, verdict }) => [label === 'duplicate' || label === 'same_event', verdict.sameEvent.is] as const,
  )
  const story = judged.map(({ label, verdict }) => [label !== 'unrelated', verdict.sameStory.is] as const)
  report('pairs: same event, F1', f1Of(event), 0.6, 0.82)
  report('pairs: story or closer, F1', f1Of(story), 0.69, 0.82)
}

function f1Of(outcomes: readonly (readonly [truth: boolean, found: boolean])[]): number {
  const right = outcomes.filter(([truth, found]) => truth && found).length
  const wrong = outcomes.filter(([truth, found]) => truth !== found).length
  return (2 * right) / (2 * right + wrong)
}

/** B-cubed over the labelled articles; an article of no labelled story in a cluster counts as a false join. */
function benchClusters(folder: string, report: Report): void {
  const clusterer = createClusterer()
  const articles = articlesOf(folder).sort((a, b) => (a.publishedAt < b.publishedAt ? -1 : 1))
  for (const article of articles) clusterer.add(article)
  const storyOf = new Map<string, string>()
  const clusters = new Map<string, string[]>()
  for (const [place, story] of clusterer.settled().entries()) {
    const { id } = articles[place]!
    storyOf.set(id, story)
    clusters.set(story, [...(clusters.get(story) ?? []), id])
  }
  let precision = 0
  let recall = 0
  let count = 0
  for (const { ids, borderline } of readJsonLines<{ ids: string[]; borderline: string[] }>(
    folder,
    'labels/stories.jsonl',
  )) {
    for (const id of ids) {
      const cluster = clusters.get(storyOf.get(id)!)!.filter((each) => !borderline.includes(each))
      const shared = cluster.filter((each) => ids.includes(each)).length
      precision += shared / cluster.length
      recall += shared / ids.length
      count++
    }
  }
  report('stories: B-cubed F1', (2 * precision * recall) / ((precision + recall) * count), 0.77, 0.87)
}

interface Row {
  readonly text: string
  readonly label: string
}

function benchTitles(folder: string, report: Report): void {
  const titles = (file: string): Row[] =>
    readLines(folder, file).map((line) => {
      const tab = line.lastIndexOf('\t')
      return { text: line.slice(0, tab), label: line.slice(tab + 1) }
    })
  report(
    'channels: THUCNews titles',
    accuracy(titles('thucnews_title_train.tsv'), titles('thucnews_title_dev.tsv')),
    0.907,
    0.923,
  )
  report(
    'channels: TNEWS titles',
    accuracy(titles('tnews_train_clean.tsv'), titles('tnews_dev_a.tsv')),
    0.543,
    0.57,
  )
}

/** Five folds, by row number. */
function benchSections(folder: string, report: Report): void {
  const rows = readJsonLines<NewsRow>(folder, 'chinanews2020.jsonl').flatMap(({ channel, title, body }) =>
    channel === null ? [] : [{ text: `${title}\n${body}`, label: channel }],
  )
  const folds = [0, 1, 2, 3, 4].map((fold) =>
    accuracy(
      rows.filter((_, index) => index % 5 !== fold),
      rows.filter((_, index) => index % 5 === fold),
    ),
  )
  report('channels: China News, text only', mean(folds), 0.697, 0.77)
}

const sibLanguages =
  'arb_Arab deu_Latn eng_Latn fra_Latn jpn_Jpan kor_Hang por_Latn rus_Cyrl spa_Latn vie_Latn zho_Hans zho_Hant'.split(
    ' ',
  )

/** One model learns all languages together. */
function benchSib(folder: string, report: Report): void {
  const sentences = (language: string, part: string): Row[] =>
    readLines(folder, `sib200/${language}.${part}.tsv`)
      .slice(1)
      .map((line) => {
        const [, label = '', text = ''] = line.split('\t')
        return { text, label }
      })
  const model = trainChannelModel(sibLanguages.flatMap((language) => sentences(language, 'train')))
  const scores = new Map(sibLanguages.map((language) => [language, share(sentences(language, 'dev'), model)]))
  report('channels: SIB-200, zh-Hans', scores.get('zho_Hans')!, 0.74, 0.82)
  report('channels: SIB-200, mean of 12 languages', mean([...scores.values()]), 0.705, 0.78)
}

function accuracy(train: readonly Row[], dev: readonly Row[]): number {
  return share(dev, trainChannelModel(train))
}

function share(rows: readonly Row[], model: ReturnType<typeof trainChannelModel>): number {
  return (
    rows.filter(({ text, label }) => classify(model, { title: text }).label === label).length / rows.length
  )
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}

function readLines(folder: string, file: string): string[] {
  return readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)
}

function readJsonLines<T>(folder: string, file: string): T[] {
  return readLines(folder, file).map((line) => JSON.parse(line) as T)
}
