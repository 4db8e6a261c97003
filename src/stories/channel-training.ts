import { ServiceError } from '#model'
import { channelFeatures, type FeatureVector } from './channel-features.ts'
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
  /** Of the features, those that tell most are kept. */
  readonly rowCountMax?: number
  /** Passes over the rows. */
  readonly epochCount?: number
  /** The order of rows follows from it: the same rows, options and seed give the same model. */
  readonly seed?: number
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

/** How far a row may be on the wrong side before more weight is spent on it. Best of .1 to 2 on two headline sets. */
const slackCost = 1
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
  const { bucketCount = 1 << 20, rowCountMax = 400_000, epochCount = 8, seed = 1 } = options
  const labels = [...new Set(rows.map(({ label }) => label))].sort()
  if (labels.length < 2) throw new TrainingRowsError(`they have ${labels.length} label`)
  if (labels.length > labelCountMax)
    throw new TrainingRowsError(`they have more than ${labelCountMax} labels`)
  const labelIndex = new Map(labels.map((label, index) => [label, index]))
  const plain = rows.map(({ text }) => channelFeatures(text, bucketCount))
  const rarities = raritiesOf(plain, bucketCount)
  const examples = plain.map((features, index) => ({
    ...weighed(features, rarities),
    label: labelIndex.get(rows[index]!.label)!,
    cost: slackCost * (rows[index]!.weight ?? 1),
  }))
  const weights = separate(examples, { bucketCount, labelCount: labels.length, epochCount, seed })
  addOdds(weights, examples, { bucketCount, labelCount: labels.length })
  return quantise(weights, { labels, bucketCount, rarities, rowCountMax })
}

interface Example extends FeatureVector {
  readonly label: number
  readonly cost: number
}

/** In 16ths of the natural logarithm, as the model keeps them; 0 for buckets that no row has. */
function raritiesOf(all: readonly FeatureVector[], bucketCount: number): Uint8Array {
  const counts = new Uint32Array(bucketCount)
  for (const { buckets } of all) for (const bucket of buckets) counts[bucket]!++
  return Uint8Array.from(counts, (count) =>
    count === 0
      ? 0
      : Math.min(255, Math.max(1, Math.round(rarityUnits * Math.log((all.length + 1) / (count + 1))))),
  )
}

function weighed({ buckets, values }: FeatureVector, rarities: Uint8Array): FeatureVector {
  const weighedValues = new Float32Array(values.length)
  let squares = 0
  for (const [index, value] of values.entries()) {
    weighedValues[index] = (value * rarities[buckets[index]!]!) / rarityUnits
    squares += weighedValues[index]! ** 2
  }
  const length = Math.sqrt(squares) || 1
  for (let i = 0; i < weighedValues.length; i++) weighedValues[i]! /= length
  return { buckets, values: weighedValues }
}

interface Shape {
  readonly bucketCount: number
  readonly labelCount: number
}

/** The separators' weights, bucket by bucket, a weight for each label. */
function separate(
  examples: readonly Example[],
  { bucketCount, labelCount, epochCount, seed }: Shape & { epochCount: number; seed: number },
): Float32Array {
  const weights = new Float32Array(bucketCount * labelCount)
  const duals = new Float32Array(examples.length * labelCount)
  const order = Uint32Array.from(examples.keys())
  const random = seededRandom(seed)
  const steps = new Float64Array(labelCount)
  for (let epoch = 0; epoch < epochCount; epoch++) {
    shuffle(order, random)
    for (const index of order) {
      const { buckets, values, label: itsLabel, cost } = examples[index]!
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

function addOdds(
  weights: Float32Array,
  examples: readonly Example[],
  { bucketCount, labelCount }: Shape,
): void {
  const counts = new Float32Array(bucketCount * labelCount)
  const totals = new Float64Array(labelCount)
  for (const { buckets, label, cost } of examples) {
    const weight = cost / slackCost
    for (const bucket of buckets) counts[bucket * labelCount + label]! += weight
    totals[label]! += buckets.length * weight
  }
  const odds = new Float64Array(labelCount)
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const at = bucket * labelCount
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
function quantise(
  weights: Float32Array,
  options: { labels: readonly string[]; bucketCount: number; rarities: Uint8Array; rowCountMax: number },
): ChannelModel {
  const { labels, bucketCount, rarities, rowCountMax } = options
  const labelCount = labels.length
  const telling = new Float32Array(bucketCount)
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    let squares = 0
    for (let label = 0; label < labelCount; label++) squares += weights[bucket * labelCount + label]! ** 2
    telling[bucket] = Math.sqrt(squares) * rarities[bucket]!
  }
  const kept = Uint32Array.from(telling.keys())
    .filter((bucket) => telling[bucket]! > 0)
    .sort((a, b) => telling[b]! - telling[a]!)
    .subarray(0, rowCountMax)
    .sort()
  let largest = 0
  for (const bucket of kept) {
    for (let label = 0; label < labelCount; label++) {
      largest = Math.max(largest, Math.abs(weights[bucket * labelCount + label]!))
    }
  }
  const scale = (largest || 1) / 127
  const model = {
    labels,
    bucketCount,
    scale,
    rows: new Uint32Array(bucketCount),
    rarities: new Uint8Array(kept.length),
    weights: new Int8Array(kept.length * labelCount),
  }
  for (const [row, bucket] of kept.entries()) {
    model.rows[bucket] = row + 1
    model.rarities[row] = rarities[bucket]!
    for (let label = 0; label < labelCount; label++) {
      const steps = Math.round(weights[bucket * labelCount + label]! / scale)
      model.weights[row * labelCount + label] = steps
    }
  }
  return model
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
