import { type NewsTime, newsTimeMs } from '#model'

/** The latest of the times that are known. */
export function newestTime(times: readonly (NewsTime | null)[]): NewsTime | null {
  let newest: NewsTime | null = null
  for (const time of times)
    if (time && (newest === null || newsTimeMs(time) > newsTimeMs(newest))) newest = time
  return newest
}
