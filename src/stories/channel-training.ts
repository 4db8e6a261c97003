import { ServiceError } from '#model'
import { type ChannelFeatures, channelFeatures, type FeatureVector, joinParts } from './channel-features.ts'
import { type ChannelModel, labelCountMax, rarityUnits } from './channel-model.ts'

export interface TrainingRow {
  readonly text: string
  readonly label: string
  /** How much the row counts; 1 by default. */
  readonly weight?: number
}

export interface TrainingOptions {
  /** Features are hashed to this many buckets; a power of two. */
  readonly bucketCount?: number
  /** Of the features, those that most texts have are kept. */
  readonly rowCountMax?: number
  /** Passes over the rows. */
  readonly epochCount?: number
  /** The order of rows follows from it: the same rows, options and seed give the same model. */
  readonly seed?: number
  /** How hard a row is fought for that is on the wrong side; if not given, what serves rows held back best. */
  readonly slackCost?: number
}

/** Rows from which no classifier can be made. */
export class TrainingRowsError extends ServiceError {
  constructor(what: string) {
    super(`No channel model can be made of these rows: ${what}.`, {
      retry: 'never',
      toDo: 'Give lines of a text, a tab and a label, with two labels or more.',
    })
  }
}

/** Well-labelled rows are worth fighting for, noisy ones are not: from ambiguous headlines to long articles. */
const slackCosts = [0.25, 1, 3]
/** To choose among them, this part of the rows is held back, in turn, until so many rows were decided. */
const heldBackPart = 4
const decidedRowCountMin = 3000
const triedRowCountMax = 24_000
/** How much the plain odds of a feature count beside what is learnt; they steady rare features. */
const oddsShare = 0.08
const oddsSmoothing = 0.3

/**
 * Learns to tell labels apart: one linear separator a label (support vectors, squared hinge loss, by dual coordinate
 * descent), steadied by each feature's log odds. 50,000 headlines take a few seconds.
 *
 * @throws {TrainingRowsError} if there are fewer than two labels, or more than 500.
 * @see Hsieh et al.: A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008
 * @see Wang, Manning: Baselines and Bigrams, ACL 2012, for the odds
 */
export function trainChannelModel(rows: readonly TrainingRow[], options: TrainingOptions = {}): ChannelModel {
  const { bucketCount = 1 << 22, rowCountMax = 500_000, epochCount = 8, seed = 1 } = options
  const labels = [...new Set(rows.map(({ label }) => label))].sort()
  if (labels.length < 2) throw new TrainingRowsError(`they have ${labels.length} label`)
  if (labels.length > labelCountMax)
    throw new TrainingRowsError(`they have more than ${labelCountMax} labels`)
  const labelIndex = new Map(labels.map((label, index) => [label, index]))
  const plain = rows.map(({ text }) => channelFeatures(text, bucketCount))
  const table = featureTable(plain, { bucketCount, rowCountMax })
  const examples = plain.map((features, index) => ({
    ...joinParts(features, table.rarityOf),
    label: labelIndex.get(rows[index]!.label)!,
    weight: rows[index]!.weight ?? 1,
  }))
  for (const { buckets } of examples) {
    for (const [at, bucket] of buckets.entries()) buckets[at] = table.rows[bucket]! - 1
  }
  const shape = { rowCount: table.rarities.length, labelCount: labels.length }
  const slackCost = options.slackCost ?? bestSlackCost(examples, { ...shape, seed })
  const weights = learn(examples, { ...shape, epochCount, seed, slackCost })
  const { rows: rowOfBucket, rarities } = table
  return { labels, bucketCount, rows: rowOfBucket, rarities, ...quantise(weights) }
}

/** `buckets` are row numbers here, from 0. */
interface Example extends FeatureVector {
  readonly label: number
  readonly weight: number
}

interface Shape {
  readonly rowCount: number
  readonly labelCount: number
}

interface LearningOptions extends Shape {
  readonly epochCount: number
  readonly seed: number
  readonly slackCost: number
}

/** The separators' weights, bucket by bucket, a weight for each label. */
function learn(examples: readonly Example[], options: LearningOptions): Float32Array {
  const weights = separate(examples, options)
  addOdds(weights, examples, options)
  return weights
}

/** Learns from a part of the rows and tries on the rest; with few rows, each of them has its turn. */
function bestSlackCost(examples: readonly Example[], shape: Shape & { seed: number }): number {
  const order = Uint32Array.from(examples.keys())
  shuffle(order, seededRandom(shape.seed))
  const tried = Array.from(order.subarray(0, triedRowCountMax), (index) => examples[index]!)
  const rightCounts = slackCosts.map(() => 0)
  for (let turn = 0, decided = 0; turn < heldBackPart && decided < decidedRowCountMin; turn++) {
    const held = tried.filter((_, index) => index % heldBackPart === turn)
    const learnt = tried.filter((_, index) => index % heldBackPart !== turn)
    for (const [index, slackCost] of slackCosts.entries()) {
      const weights = learn(learnt, { ...shape, slackCost, epochCount: 5 })
      rightCounts[index]! += held.filter(
        (each) => labelOf(each, weights, shape.labelCount) === each.label,
      ).length
    }
    decided += held.length
  }
  return slackCosts[rightCounts.indexOf(Math.max(...rightCounts))]!
}

function labelOf({ buckets, values }: FeatureVector, weights: Float32Array, labelCount: number): number {
  const margins = new Float64Array(labelCount)
  for (const [index, bucket] of buckets.entries()) {
    for (let label = 0; label < labelCount; label++)
      margins[label]! += weights[bucket * labelCount + label]! * values[index]!
  }
  return margins.indexOf(Math.max(...margins))
}

interface FeatureTable {
  /** Bucket → its row, counted from 1; 0 for buckets without one. */
  readonly rows: Uint32Array
  /** Row by row in 16ths of the natural logarithm, as the model keeps them. */
  readonly rarities: Uint8Array
  rarityOf(bucket: number): number
}

/**
 * The features that get a row: all, or those that most texts have. They are chosen before anything is learnt: what went
 * afterwards would leave its share of every text's length to the rest.
 */
function featureTable(
  all: readonly ChannelFeatures[],
  { bucketCount, rowCountMax }: { bucketCount: number; rowCountMax: number },
): FeatureTable {
  const counts = new Uint32Array(bucketCount)
  for (const { whole, opening, ending } of all) {
    for (const { buckets } of [whole, opening, ending]) for (const bucket of buckets) counts[bucket]!++
  }
  const used = Uint32Array.from(counts.keys()).filter((bucket) => counts[bucket]! > 0)
  const kept = used.length <= rowCountMax ? used : mostCommon(used, counts, rowCountMax)
  const rows = new Uint32Array(bucketCount)
  for (const [row, bucket] of kept.entries()) rows[bucket] = row + 1
  const rarities = Uint8Array.from(kept, (bucket) => {
    const rarity = Math.log((all.length + 1) / (counts[bucket]! + 1))
    return Math.min(255, Math.max(1, Math.round(rarityUnits * rarity)))
  })
  return { rows, rarities, rarityOf: (bucket) => (rarities[rows[bucket]! - 1] ?? 0) / rarityUnits }
}

/** In ascending order again. Of equally common ones the choice is even: buckets are hashes. */
function mostCommon(used: Uint32Array, counts: Uint32Array, rowCountMax: number): Uint32Array {
  return used
    .toSorted((a, b) => counts[b]! - counts[a]! || a - b)
    .subarray(0, rowCountMax)
    .sort()
}

function separate(
  examples: readonly Example[],
  { rowCount, labelCount, epochCount, seed, slackCost }: LearningOptions,
): Float32Array {
  const weights = new Float32Array(rowCount * labelCount)
  const duals = new Float32Array(examples.length * labelCount)
  const order = Uint32Array.from(examples.keys())
  const random = seededRandom(seed)
  const steps = new Float64Array(labelCount)
  for (let epoch = 0; epoch < epochCount; epoch++) {
    shuffle(order, random)
    for (const index of order) {
      const { buckets, values, label: itsLabel, weight } = examples[index]!
      const cost = slackCost * weight
      if (buckets.length === 0) continue
      steps.fill(0)
      for (let k = 0; k < buckets.length; k++) {
        const at = buckets[k]! * labelCount
        for (let label = 0; label < labelCount; label++) steps[label]! += weights[at + label]! * values[k]!
      }
      // The examples' length is 1, so this is the second derivative of the dual in one coordinate.
      const curvature = 1 + 1 / (2 * cost)
      for (let label = 0; label < labelCount; label++) {
        const side = label === itsLabel ? 1 : -1
        const dual = duals[index * labelCount + label]!
        const gradient = side * steps[label]! - 1 + dual / (2 * cost)
        const next = Math.max(0, dual - gradient / curvature)
        duals[index * labelCount + label] = next
        steps[label] = (next - dual) * side
      }
      for (let k = 0; k < buckets.length; k++) {
        const at = buckets[k]! * labelCount
        for (let label = 0; label < labelCount; label++) weights[at + label]! += steps[label]! * values[k]!
      }
    }
  }
  return weights
}

function addOdds(weights: Float32Array, examples: readonly Example[], { rowCount, labelCount }: Shape): void {
  const counts = new Float32Array(rowCount * labelCount)
  const totals = new Float64Array(labelCount)
  for (const { buckets, label, weight } of examples) {
    for (const bucket of buckets) counts[bucket * labelCount + label]! += weight
    totals[label]! += buckets.length * weight
  }
  const odds = new Float64Array(labelCount)
  for (let row = 0; row < rowCount; row++) {
    const at = row * labelCount
    let mean = 0
    let seen = 0
    for (let label = 0; label < labelCount; label++) {
      seen += counts[at + label]!
      odds[label] = Math.log((counts[at + label]! + oddsSmoothing) / (totals[label]! + oddsSmoothing * 4e5))
      mean += odds[label]! / labelCount
    }
    if (seen === 0) continue
    for (let label = 0; label < labelCount; label++) weights[at + label]! += oddsShare * (odds[label]! - mean)
  }
}

/** Eight bits a weight. The largest decides what a step is: cut off, the most telling features lose most. */
function quantise(weights: Float32Array): { scale: number; weights: Int8Array } {
  let largest = 0
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
  const scale = (largest || 1) / 127
  return { scale, weights: Int8Array.from(weights, (weight) => Math.round(weight / scale)) }
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
}

/** Mulberry32: the same numbers for the same seed, 0 to 1. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
