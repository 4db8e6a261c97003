import { type Instant, parseInstant, parseTimestamp14 } from '#model'

/**
 * Reads `WARC-Date` of any version: W3C date-time down to the year (WARC 1.1 §5.4 allows less precision, and up to
 * nanoseconds), and the 14 digits of ARC. What is left out counts as earliest. Null if it is neither.
 */
export function parseWarcDate(text: string): Instant | null {
  const trimmed = text.trim()
  try {
    if (/^\d{4}(-\d\d(-\d\d)?)?$/.test(trimmed) || /^\d{4,14}$/.test(trimmed)) {
      return parseTimestamp14(trimmed.replaceAll('-', ''))
    }
    return parseInstant(trimmed)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
