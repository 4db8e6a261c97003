/** A number of 53 bits that is the same for the same article in every catalog (FNV-1a, twice). */
export function tieOf(articleId: string): number {
  let low = 0x811c9dc5
  let high = 0x1b873593
  for (let index = 0; index < articleId.length; index++) {
    low = Math.imul(low ^ articleId.charCodeAt(index), 0x01000193)
    high = Math.imul(high ^ articleId.charCodeAt(index), 0x85ebca6b)
  }
  return ((high >>> 11) * 0x1_0000_0000 + (low >>> 0)) as number
}
