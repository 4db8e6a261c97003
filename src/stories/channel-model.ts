import { ServiceError } from '#model'
import { channelFeatures, joinParts } from './channel-features.ts'

/**
 * A linear text classifier over hashed features: one weight a feature and label, in 8 bits. Made by
 * `trainChannelModel`, kept as a file by `formatChannelModel`.
 */
export interface ChannelModel {
  readonly labels: readonly string[]
  /** A power of two. */
  readonly bucketCount: number
  /** What a weight of 1 in 8 bits stands for. */
  readonly scale: number
  /** Bucket → its row in `rarities` and `weights`, counted from 1; 0 for buckets that tell nothing. */
  readonly rows: Uint32Array
  /** How telling the bucket is, in 16ths of a natural logarithm. */
  readonly rarities: Uint8Array
  /** Row by row, a weight for each label. */
  readonly weights: Int8Array
}

export interface ChannelDecision {
  /** The label that fits best. */
  readonly label: string
  /** For each label how sure it is; together 1. */
  readonly scores: Readonly<Record<string, number>>
}

/** A channel model file that is damaged, or none. */
export class ChannelModelError extends ServiceError {
  constructor(what: string) {
    super(`This is no channel model: ${what}.`, {
      retry: 'never',
      toDo: 'Give a file that `verbatim train channel` wrote.',
    })
  }
}

/** A margin of one between two labels makes the better one this many times as likely (natural logarithm). */
const marginLogOdds = 3

/** Which label fits a text. An empty text fits all alike. */
export function classify(
  model: ChannelModel,
  { title, text }: { readonly title: string; readonly text?: string },
): ChannelDecision {
  const margins = marginsOf(model, text ? `${title}\n${text}` : title)
  const largest = Math.max(...margins)
  const powers = Array.from(margins, (margin) => Math.exp(marginLogOdds * (margin - largest)))
  const sum = powers.reduce((a, b) => a + b, 0)
  const scores = Object.fromEntries(model.labels.map((label, index) => [label, powers[index]! / sum]))
  return { label: model.labels[margins.indexOf(largest)]!, scores }
}

function marginsOf(model: ChannelModel, text: string): Float64Array {
  const { rows, rarities, weights, labels, scale } = model
  // A row's number less one; what has no row tells nothing.
  const rarityOf = (bucket: number) => (rarities[rows[bucket]! - 1] ?? 0) / rarityUnits
  const { buckets, values } = joinParts(channelFeatures(text, model.bucketCount), rarityOf)
  const margins = new Float64Array(labels.length)
  for (let index = 0; index < buckets.length; index++) {
    const at = (rows[buckets[index]!]! - 1) * labels.length
    for (let label = 0; label < labels.length; label++)
      margins[label]! += weights[at + label]! * values[index]!
  }
  for (let label = 0; label < labels.length; label++) margins[label]! *= scale
  return margins
}

/** `rarities` are in this many parts of 1. */
export const rarityUnits = 16

const magic = 'verbatim channel model 2\n'

/** The model as a file: a line that says what it is, a line of JSON, then the rows' buckets, rarities and weights. */
export function formatChannelModel(model: ChannelModel): Uint8Array {
  const { labels, bucketCount, scale, rarities, weights } = model
  const rowCount = rarities.length
  const head = new TextEncoder().encode(
    `${magic}${JSON.stringify({ labels, bucketCount, scale, rowCount })}\n`,
  )
  const bytes = new Uint8Array(head.length + rowCount * (3 + 1 + labels.length))
  bytes.set(head)
  let at = head.length
  for (const bucket of bucketsByRow(model)) {
    bytes[at++] = bucket & 0xff
    bytes[at++] = (bucket >>> 8) & 0xff
    bytes[at++] = bucket >>> 16
  }
  bytes.set(rarities, at)
  bytes.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), at + rowCount)
  return bytes
}

/** @throws {ChannelModelError} if the bytes are not what `formatChannelModel` wrote. */
export function parseChannelModel(bytes: Uint8Array): ChannelModel {
  const lineEnd = bytes.indexOf(0x0a, magic.length)
  const decoder = new TextDecoder()
  if (decoder.decode(bytes.subarray(0, magic.length)) !== magic || lineEnd < 0)
    throw new ChannelModelError('its first line is another')
  const { labels, bucketCount, scale, rowCount } = parseHead(
    decoder.decode(bytes.subarray(magic.length, lineEnd)),
  )
  const bucketsAt = lineEnd + 1
  const raritiesAt = bucketsAt + rowCount * 3
  const weightsAt = raritiesAt + rowCount
  if (bytes.length !== weightsAt + rowCount * labels.length)
    throw new ChannelModelError('it is cut off or too long')
  const rows = new Uint32Array(bucketCount)
  for (let row = 0; row < rowCount; row++) {
    const at = bucketsAt + row * 3
    const bucket = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
    if (bucket >= bucketCount) throw new ChannelModelError('a feature is out of range')
    rows[bucket] = row + 1
  }
  const weights = Int8Array.from(bytes.subarray(weightsAt), (byte) => (byte << 24) >> 24)
  return { labels, bucketCount, scale, rows, rarities: bytes.slice(raritiesAt, weightsAt), weights }
}

interface Head {
  labels: string[]
  bucketCount: number
  scale: number
  rowCount: number
}

function parseHead(line: string): Head {
  let head: Partial<Head> | null = null
  try {
    head = JSON.parse(line) as Partial<Head> | null
  } catch {
    throw new ChannelModelError('its second line is no JSON')
  }
  const { labels, bucketCount, scale, rowCount } = head ?? {}
  const isFine =
    Array.isArray(labels) &&
    labels.length > 0 &&
    labels.length <= labelCountMax &&
    labels.every((label) => typeof label === 'string') &&
    isCount(bucketCount) &&
    bucketCount <= bucketCountMax &&
    (bucketCount & (bucketCount - 1)) === 0 &&
    isCount(rowCount) &&
    rowCount <= bucketCount &&
    typeof scale === 'number' &&
    Number.isFinite(scale)
  if (!isFine) throw new ChannelModelError('its second line lacks something')
  return { labels, bucketCount, scale, rowCount } as Head
}

/** More labels than any news desk has; a bound on memory. */
export const labelCountMax = 500
/** Buckets are written in 24 bits. */
const bucketCountMax = 1 << 24

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function bucketsByRow({ rows, rarities }: ChannelModel): Uint32Array {
  const buckets = new Uint32Array(rarities.length)
  for (const [bucket, row] of rows.entries()) if (row > 0) buckets[row - 1] = bucket
  return buckets
}
