import type { RobotsVerdict } from '#fetch'
import type { FrontierEntry } from '#frontier'
import type { HttpUrl, Outlet, SnapshotId, WebState } from '#model'
import { isOfOutlet } from '#pipeline'
import type { SourceHealth } from '#sources'
import type { Command } from '../command.ts'
import { healthInWords } from '../health-in-words.ts'
import { type House, openHouse } from '../house.ts'
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
        delayBy: delayIsBy(robots.crawlDelayMs, outlet?.politeness.delayMs ?? house.settings.crawl.delayMs),
        render: outlet?.render ?? 'plain',
        noarchive: outlet?.noarchive ?? house.settings.crawl.noarchive,
        source: await house.parts.sourceHealth.find(url),
        troubledSources: outlet ? await troubledSources(house, outlet) : [],
        frontier: entry,
        captures: view.captures.length,
        snapshots: view.article?.revisions.map((each) => each.id) ?? [],
        withheld: await withheldReason(house, view.article?.revisions.map((each) => each.id) ?? []),
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

/** Whose wish the delay is. */
function delayIsBy(crawlDelayMs: number | null, ownMs: number): Explanation['delayBy'] {
  return (crawlDelayMs ?? 0) > ownMs ? 'robots.txt' : 'outlet'
}

async function troubledSources({ stores }: House, outlet: Outlet): Promise<readonly SourceHealth[]> {
  const followed = new Set(outlet.sources.map(({ url }) => url))
  const known = await stores.sourceHealth.ofOutlet(outlet.slug)
  return known.filter(({ url, state }) => followed.has(url) && state !== 'working')
}

async function withheldReason({ parts, clock }: House, ids: readonly SnapshotId[]): Promise<string | null> {
  const withheld = await parts.notices.withheld(ids, clock.now())
  return [...withheld.values()].at(-1)?.reason ?? null
}

interface Explanation {
  readonly url: HttpUrl
  readonly outlet: string | null
  readonly inScope: boolean
  readonly robots: Pick<RobotsVerdict, 'allowed' | 'rule' | 'crawlDelayMs' | 'answer'>
  readonly delayMs: number
  /** Whose wish that delay is: of robots.txt, or of the outlet's file and the settings. */
  readonly delayBy: 'robots.txt' | 'outlet'
  readonly render: 'browser' | 'plain'
  readonly noarchive: 'honour' | 'ignore'
  /** How it has been doing, where it is a source itself. */
  readonly source: SourceHealth | null
  /** Of its outlet's sources, those that do not work as usual. */
  readonly troubledSources: readonly SourceHealth[]
  readonly frontier: FrontierEntry | null
  readonly captures: number
  readonly snapshots: readonly SnapshotId[]
  /** Why the newest snapshot that is kept from the public is. */
  readonly withheld: string | null
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
    `delay     ${each.delayMs} ms between two requests to this host${each.delayBy === 'robots.txt' ? ', as its robots.txt asks' : ''}`,
    `capture   ${each.render === 'browser' ? 'through a browser, as the outlet’s file says' : 'plain'}; a wish for no public copy (noarchive) is ${each.noarchive === 'honour' ? 'honoured' : 'ignored'}`,
    frontier
      ? `frontier  ${frontier.state}, ${frontier.purpose}, found on ${frontier.foundOn ?? 'an outlet file'} at ${frontier.addedAt}`
      : 'frontier  not there: no source that is followed has named it',
  ]
  if (each.source) lines.push(`source    ${healthInWords(each.source)}`)
  for (const source of each.troubledSources) {
    if (source.url !== each.url)
      lines.push(`trouble   ${source.kind} ${source.url}: ${healthInWords(source)}`)
  }
  if (frontier) {
    lines.push(
      `visits    ${frontier.visitCount} ended well, ${frontier.failureCount} failures since; last ${frontier.lastVisitAt ?? 'never'}: ${frontier.lastResult ?? '–'}`,
      `next      ${frontier.dueAt ?? 'never'}`,
    )
  }
  lines.push(
    `held      ${each.captures} captures, ${each.snapshots.length} snapshots${each.webState ? `, ${each.webState}` : ''}`,
  )
  if (each.withheld) lines.push(`withheld  ${each.withheld}`)
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
