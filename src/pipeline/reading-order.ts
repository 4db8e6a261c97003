import type { Capture } from '#model'

/**
 * Captures in the order in which they are to be read again: as given, but those of one second with the shortest
 * address first. WARC 1.0 counts in seconds, so that the order within one may be lost, and page 1 of an article
 * must be read before its page 2, which else becomes an article of its own.
 */
export async function* inReadingOrder(
  captures: AsyncIterable<Capture> | Iterable<Capture>,
): AsyncGenerator<Capture> {
  let sameSecond: Capture[] = []
  for await (const capture of captures) {
    if (sameSecond[0] && secondOf(sameSecond[0]) !== secondOf(capture)) {
      yield* sameSecond.sort(shortestFirst)
      sameSecond = []
    }
    sameSecond.push(capture)
  }
  yield* sameSecond.sort(shortestFirst)
}

function secondOf({ capturedAt }: Capture): string {
  return capturedAt.slice(0, 19)
}

function shortestFirst(a: Capture, b: Capture): number {
  return a.url.length - b.url.length
}
