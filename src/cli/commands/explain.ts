import type { RobotsVerdict } from '#fetch'
import type { FrontierEntry } from '#frontier'
import type { HttpUrl, SnapshotId, WebState } from '#model'
import { isOfOutlet } from '#pipeline'
import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'
import { printResult, urlArgument } from '../print.ts'

export const explain: Command = {
  name: 'explain',
  usage: 'URL',
  summary: 'Tells why a URL is, is not, or will be captured.',
  details:
    'Ends with status 1 where it will not be captured as things stand. Asks the host for its robots.txt.',
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const url = urlArgument(invocation)
    const house = await openHouse(invocation, { quiet: true })
    try {
      const { outlets, frontier, fetcher } = house.parts
      const entry = await frontier.find(url)
      const outlet = (entry && outlets.find(entry.outletSlug)) ?? outlets.of(url)
      const robots = await fetcher.robots(url)
      const view = await house.access.lookup(url)
      const result: Explanation = {
        url,
        outlet: outlet?.slug ?? null,
        inScope: outlet?.followed === true && isOfOutlet(url, outlet),
        robots: {
          allowed: robots.allowed,
          rule: robots.rule,
          crawlDelayMs: robots.crawlDelayMs,
          answer: robots.answer,
        },
        delayMs: Math.max(
          outlet?.politeness.delayMs ?? house.settings.crawl.delayMs,
          robots.crawlDelayMs ?? 0,
        ),
        frontier: entry,
        captures: view.captures.length,
        snapshots: view.article?.revisions.map((each) => each.id) ?? [],
        webState: view.article?.webState ?? null,
        noSnapshotReason: view.noSnapshotReason,
      }
      const willBeVisited = robots.allowed && entry !== null && entry.state !== 'finished'
      printResult(invocation, { ...result, willBeVisited }, () => inWords(result, willBeVisited))
      return willBeVisited || result.snapshots.length > 0 ? 0 : 1
    } finally {
      await house.close()
    }
  },
}

interface Explanation {
  readonly url: HttpUrl
  readonly outlet: string | null
  readonly inScope: boolean
  readonly robots: Pick<RobotsVerdict, 'allowed' | 'rule' | 'crawlDelayMs' | 'answer'>
  readonly delayMs: number
  readonly frontier: FrontierEntry | null
  readonly captures: number
  readonly snapshots: readonly SnapshotId[]
  readonly webState: WebState | null
  readonly noSnapshotReason: { readonly reason: string; readonly at: string } | null
}

function inWords(each: Explanation, willBeVisited: boolean): string {
  const { frontier } = each
  const lines = [
    each.outlet
      ? `outlet    ${each.outlet}${each.inScope ? '' : ' (not followed)'}`
      : 'outlet    none that is followed has this site; `verbatim add URL` follows it',
    `robots    ${each.robots.allowed ? 'allowed' : 'forbidden'}${each.robots.rule ? ` by "${each.robots.rule}"` : ''} (robots.txt answered ${each.robots.answer})`,
    `delay     ${each.delayMs} ms between two requests to this host`,
    frontier
      ? `frontier  ${frontier.state}, ${frontier.purpose}, found on ${frontier.foundOn ?? 'an outlet file'} at ${frontier.addedAt}`
      : 'frontier  not there: no source that is followed has named it',
  ]
  if (frontier) {
    lines.push(
      `visits    ${frontier.visitCount} ended well, ${frontier.failureCount} failures since; last ${frontier.lastVisitAt ?? 'never'}: ${frontier.lastResult ?? '–'}`,
      `next      ${frontier.dueAt ?? 'never'}`,
    )
  }
  lines.push(
    `held      ${each.captures} captures, ${each.snapshots.length} snapshots${each.webState ? `, ${each.webState}` : ''}`,
  )
  if (each.noSnapshotReason)
    lines.push(`reason    ${each.noSnapshotReason.reason} (${each.noSnapshotReason.at})`)
  lines.push(
    willBeVisited
      ? 'It will be visited.'
      : each.snapshots.length > 0
        ? 'It is held, and will not be visited again.'
        : 'It will not be captured as things stand.',
  )
  return `${lines.join('\n')}\n`
}
