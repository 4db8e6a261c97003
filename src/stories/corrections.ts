import type { ArticleId, ChannelSlug, Connections, Instant, Snapshot } from '#model'
import { gistOf } from './gist.ts'
import { heaviest, storyProfile, type TermVector } from './story-profile.ts'

/** What an operator decided about one article, and by what words another one like it is known. */
export interface Correction {
  readonly at: Instant
  readonly articleId: ArticleId
  /** Undefined where that was not decided. */
  readonly channel?: ChannelSlug
  readonly region?: string
  /** Hashes of its most telling words, with their weights: the text itself may have to be forgotten. */
  readonly words: readonly (readonly [hash: number, weight: number])[]
}

/** Every correction that was ever made, oldest first; a later one of the same article wins. Durable when a call resolves. */
export interface CorrectionStore {
  add(correction: Correction): Promise<void>
  all(): Promise<readonly Correction[]>
}

/** What has less in common with a corrected article is left as it is decided. */
export const likenessMin = 0.25
/** A place is taught by reports of the same affair, not by those of the same subject elsewhere. */
const placeLikenessMin = 0.45
/** Of the corrected articles this many nearest have a say. */
const nearestCount = 5
/** Natural logarithm of odds that one correction of the very same words adds; all together no more than twice that. */
const correctionOdds = 6
const oddsMax = 2 * correctionOdds
const wordCount = 60

/** What a correction keeps of its article. */
export function exampleOf({ article }: Pick<Snapshot, 'article'>): Correction['words'] {
  return wordsOfExample(storyProfile(gistOf({ ...article, atMs: null })).body)
}

function wordsOfExample(words: TermVector): Correction['words'] {
  return heaviest(words, wordCount).map(({ hash, weight }) => [hash, Math.round(weight * 1e4) / 1e4] as const)
}

/** The correction of an article itself, all acts upon it together. */
export function correctionOf(
  articleId: ArticleId,
  corrections: readonly Correction[],
): Partial<Pick<Connections, 'channel' | 'region'>> {
  let found: Partial<Pick<Connections, 'channel' | 'region'>> = {}
  for (const { articleId: id, channel, region } of corrections) {
    if (id === articleId)
      found = { ...found, ...(channel && { channel }), ...(region !== undefined && { region }) }
  }
  return found
}

/**
 * The channel that fits best when what operators corrected in the nearest articles is heard beside the model. The model
 * is outvoted where it was unsure or several corrections agree, and only by articles that share telling words.
 *
 * @param scores For each channel how sure the model is; together 1.
 */
export function taughtChannel(
  scores: Readonly<Record<string, number>>,
  words: TermVector,
  corrections: readonly Correction[],
): string {
  const votes = new Map<string, number>()
  const decided = corrections.filter(({ channel }) => channel !== undefined)
  for (const { correction, likeness } of nearestTo(words, decided)) {
    const channel = correction.channel as string
    votes.set(channel, Math.min(oddsMax, (votes.get(channel) ?? 0) + correctionOdds * Math.sqrt(likeness)))
  }
  const labels = new Set([...Object.keys(scores), ...votes.keys()])
  const odds = (label: string) => Math.log((scores[label] ?? 0) + 1e-5) + (votes.get(label) ?? 0)
  return [...labels].reduce((a, b) => (odds(b) > odds(a) ? b : a))
}

/** The place of the nearest corrected article, where it is nearly of the same words; else what the text says. */
export function taughtRegion(
  region: string | null,
  words: TermVector,
  corrections: readonly Correction[],
): string | null {
  const decided = corrections.filter((each) => each.region !== undefined)
  const [nearest] = nearestTo(words, decided)
  return nearest && nearest.likeness >= placeLikenessMin ? (nearest.correction.region ?? region) : region
}

/** How near an article is to a corrected one, 0 to 1. */
export function likenessTo({ words: its }: Pick<Correction, 'words'>, words: TermVector): number {
  return cosineOf(new Map(wordsOfExample(words)), its)
}

/** The nearest first; of several acts upon one article the last. */
function nearestTo(
  words: TermVector,
  corrections: readonly Correction[],
): { readonly correction: Correction; readonly likeness: number }[] {
  if (corrections.length === 0) return []
  const own = new Map(wordsOfExample(words))
  const latest = new Map(corrections.map((each) => [each.articleId, each]))
  return [...latest.values()]
    .map((correction) => ({ correction, likeness: cosineOf(own, correction.words) }))
    .filter(({ likeness }) => likeness >= likenessMin)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, nearestCount)
}

function cosineOf(own: ReadonlyMap<number, number>, words: Correction['words']): number {
  let dot = 0
  let squares = 0
  for (const [hash, weight] of words) {
    dot += weight * (own.get(hash) ?? 0)
    squares += weight * weight
  }
  const ownSquares = [...own.values()].reduce((sum, weight) => sum + weight * weight, 0)
  return squares === 0 || ownSquares === 0 ? 0 : dot / Math.sqrt(squares * ownSquares)
}
