import type { Instant } from '#model'
import type { SourceHealth } from '#sources'
import type { Command } from '../command.ts'
import { healthInWords } from '../health-in-words.ts'
import { type House, openHouse } from '../house.ts'
import { oneLine, printResult } from '../print.ts'

export const status: Command = {
  name: 'status',
  usage: '',
  summary: 'Tells what is held, what is due, and which sources do not work.',
  details: 'Ends with status 1 where a source that is followed is broken, or nothing can be preserved.',
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const house = await openHouse(invocation, { quiet: true })
    try {
      const result = await statusOf(house)
      printResult(invocation, result, inWords)
      const isBroken = result.troubled.some(({ state }) => state === 'broken')
      return isBroken || result.trouble !== null ? 1 : 0
    } finally {
      await house.close()
    }
  },
}

interface Status {
  readonly held: { readonly captures: number; readonly articles: number; readonly snapshots: number }
  readonly queue: Awaited<ReturnType<House['parts']['frontier']['counts']>> & {
    readonly nextDueAt: Instant | null
  }
  readonly outlets: readonly { readonly slug: string; readonly name: string; readonly sources: number }[]
  /** Of all sources that are followed: what looked last, and when. */
  readonly lastLookAt: Instant | null
  readonly untried: number
  readonly troubled: readonly SourceHealth[]
  /** Why nothing can be preserved; null while all is well. */
  readonly trouble: string | null
}

async function statusOf({ parts, access, stores }: House): Promise<Status> {
  const followed = parts.outlets.all().filter((outlet) => outlet.followed)
  const known = (await Promise.all(followed.map(({ slug }) => stores.sourceHealth.ofOutlet(slug)))).flat()
  const urls = new Set(followed.flatMap(({ sources }) => sources.map(({ url }) => url)))
  const health = known.filter(({ url }) => urls.has(url))
  const { captures } = await parts.archive.counts()
  const { articles, snapshots } = await access.counts()
  return {
    held: { captures, articles, snapshots },
    queue: { ...(await parts.frontier.counts()), nextDueAt: await parts.frontier.nextDueAt() },
    outlets: followed.map(({ slug, name, sources }) => ({ slug, name, sources: sources.length })),
    lastLookAt:
      health
        .map((each) => each.lastLookAt)
        .sort()
        .at(-1) ?? null,
    untried: urls.size - health.length,
    troubled: health.filter(({ state }) => state !== 'working'),
    trouble: parts.archive.writeTrouble(),
  }
}

function inWords({ held, queue, outlets, lastLookAt, untried, troubled, trouble }: Status): string {
  const sourceCount = outlets.reduce((sum, each) => sum + each.sources, 0)
  const lines = [
    `held      ${held.captures} captures; ${held.articles} articles in ${held.snapshots} snapshots`,
    `queue     ${queue.due} due, ${queue.leased} being visited, ${queue.waiting} waiting on ${queue.hosts} hosts; next ${queue.nextDueAt ?? 'never'}`,
    `follows   ${outlets.length} outlets by ${sourceCount} sources${untried > 0 ? `, ${untried} not looked at yet` : ''}; last look ${lastLookAt ?? 'never'}`,
    ...troubled.map((each) => `trouble   ${each.kind} ${each.url}: ${healthInWords(each)}`),
    ...(trouble ? [`trouble   nothing can be preserved: ${oneLine(trouble)}`] : []),
  ]
  return `${lines.join('\n')}\n`
}
