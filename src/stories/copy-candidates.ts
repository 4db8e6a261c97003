/** A held text that shares fingerprints with an arrival. */
export interface Sharer {
  readonly shared: number
  /** How many fingerprints it has. */
  readonly count: number
}

/** Of the fingerprints of the shorter of two texts: what is less is a closing line or a quotation. */
const shareMin = 0.12
/** Who shares so much is a copy, or a copy's copy: all of them may be the parent. */
const closeShareMin = 0.3
const closeCountMax = 16
/** Of those that share less most have only an outlet's closing lines in common: the nearest are looked at. */
const distantCountMax = 4

/**
 * Which texts are worth a full comparison.
 *
 * @param sharers Most shared first.
 * @param ownCount How many fingerprints the arrival has.
 */
export function worthComparing<T extends Sharer>(sharers: readonly T[], ownCount: number): T[] {
  const shareOf = ({ shared, count }: Sharer) => shared / Math.max(1, Math.min(count, ownCount))
  const near = sharers.filter((each) => each.shared >= 2 && shareOf(each) >= shareMin)
  const close = near.filter((each) => shareOf(each) >= closeShareMin)
  const distant = near.filter((each) => shareOf(each) < closeShareMin)
  return [...close.slice(0, closeCountMax), ...distant.slice(0, distantCountMax)]
}
