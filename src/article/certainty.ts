/** Something else on the page that tells the same field: what it says, and by which rule. */
export interface Witness<T> {
  readonly rule: string
  readonly says: T | null | undefined
}

/**
 * How sure a value is, 0 to 1 with two decimals. Each further witness that says the same halves what doubt the rule
 * leaves; each that says otherwise takes a seventh off. The rule's own claim is no second witness, and who says
 * nothing is none.
 *
 * @param trust How often the rule alone is right.
 */
export function certaintyOf<T>(
  trust: number,
  rule: string,
  witnesses: readonly Witness<T>[],
  isSame: (said: T) => boolean,
): number {
  let doubt = 1 - trust
  let dissent = 1
  for (const { rule: other, says } of witnesses) {
    if (other === rule || says === null || says === undefined || says === '') continue
    if (isSame(says)) doubt /= 2
    else dissent *= 6 / 7
  }
  return Math.round(Math.max(0.05, (1 - doubt) * dissent) * 100) / 100
}
