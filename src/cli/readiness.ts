import { statfsSync } from 'node:fs'
import type { House } from './house.ts'

/**
 * What keeps this process from what it is there for: to read what is held, to find in it, to preserve more, to prove it.
 * Pages are still served meanwhile; whoever balances load by the answer may prefer another process.
 *
 * @returns In words, one each; none where all is well.
 */
export async function readiness({ access, parts, settings, dataFolder }: House): Promise<string[]> {
  const writing = parts.archive.writeTrouble()
  const found = await Promise.all([
    troubleOf('catalog', () => access.counts()),
    troubleOf('search', () => access.search('a', { sort: 'newest', cursor: null, limit: 1 })),
    troubleOf('log', () => parts.transparency.size()),
  ])
  const disk = diskTrouble(dataFolder, settings.archive.segmentBytes)
  return [writing && `reading only: ${writing}`, ...found, disk && `disk: ${disk}`].filter(
    (each) => each !== null,
  )
}

/** Less room than two segments: an erasure, which writes one anew, could not be done any more. */
function diskTrouble(folder: string, segmentBytes: number): string | null {
  const { bavail, bsize } = statfsSync(folder)
  const left = bavail * bsize
  return left < 2 * segmentBytes ? `${Math.floor(left / 1024 ** 2)} MiB left` : null
}

async function troubleOf(name: string, ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask()
    return null
  } catch (error) {
    return `${name}: ${(error as Error).message.split('\n')[0]}`
  }
}
