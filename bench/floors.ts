import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Holds ratios or scores against those that `floors.json` pins for a benchmark; raising is free, lowering needs a reason.
 *
 * @throws {Error} naming all that fell.
 */
export function holdAgainstFloors(
  bench: 'archive' | 'crawl' | 'frontier' | 'passages' | 'search' | 'site' | 'stories' | 'transparency',
  measured: Readonly<Record<string, number>>,
  out: (line: string) => void,
): void {
  const all = JSON.parse(readFileSync(join(import.meta.dirname, 'floors.json'), 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, number>>>
  >
  const fallen = Object.entries(all[bench] ?? {}).flatMap(([measure, floor]) => {
    const value = measured[measure]
    return value !== undefined && value < floor
      ? [`${measure} is ${value.toFixed(3)}, its floor ${floor}`]
      : []
  })
  if (fallen.length > 0) throw new Error(`Below its floor: ${fallen.join('; ')}`)
  out('Nothing is below its floor.')
}
