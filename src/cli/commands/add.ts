import { type Clock, channels, parseChannelSlug } from '#model'
import { type FollowReport, follow } from '#pipeline'
import { starterLists } from '#sources'
import { agrees } from '../ask.ts'
import { type Command, type Invocation, textOption, UsageError } from '../command.ts'
import { freshness } from '../freshness.ts'
import { openHouse } from '../house.ts'
import { oneLine, printable, printResult, urlArgument } from '../print.ts'
import { addList, opmlOutlets, starterList } from './add-list.ts'

export const add: Command = {
  name: 'add',
  usage: 'URL [--name N] [--channel C] [--dry-run] [--yes] | --list NAME | --opml FILE',
  summary:
    'Follows an outlet from any of its URLs: finds its feeds, sitemaps and section pages, and says what it found.',
  details: `
At a terminal it shows what it found, and how fresh, and asks before it follows; --yes, --json and scripts go on
without. A list is asked outlet by outlet; those that do not answer are shown as such, and not followed.
A running service begins within seconds. The outlet's file, outlets/{slug}.json in the data folder, may be edited.`,
  options: {
    name: { value: 'N', help: 'what the outlet is called (default: what it calls itself)' },
    channel: {
      value: 'C',
      help: `the channel of what it publishes, where nothing else says: ${channels.map((each) => each.slug).join(', ')}`,
    },
    list: {
      value: 'NAME',
      help: `well-known outlets that come with the service: ${starterLists.join(', ')}`,
    },
    opml: { value: 'FILE', help: 'the outlets of a list that a feed reader exported' },
    'dry-run': { help: 'only say what is found' },
    yes: { help: 'follow without asking' },
  },
  positionals: { min: 0, max: 1 },
  async run(invocation) {
    const list = textOption(invocation, 'list')
    const opml = textOption(invocation, 'opml')
    const given = [invocation.positionals[0], list, opml].filter((each) => each !== undefined)
    if (given.length !== 1) throw new UsageError('One of a URL, --list NAME and --opml FILE is needed.')
    if (list !== undefined) return addList(starterList(list), invocation)
    if (opml !== undefined) return addList(opmlOutlets(opml), invocation)
    return addUrl(invocation)
  },
}

async function addUrl(invocation: Invocation): Promise<0> {
  const url = urlArgument(invocation)
  const name = textOption(invocation, 'name')
  const channel = channelOption(invocation)
  const dryRun = invocation.options['dry-run'] === true
  const house = await openHouse(invocation, { quiet: true })
  try {
    let isShown = false
    const report = await follow(url, house.parts, {
      dryRun,
      signal: invocation.signal,
      ...(name && { name }),
      ...(channel && { channel }),
      async confirm(found) {
        if (!invocation.terminal.ask || invocation.options['json'] || invocation.options['yes']) return true
        isShown = true
        invocation.terminal.out(printable(`${titleOf(found)}:\n${sourcesInWords(found, house.clock)}`))
        return agrees(invocation, `Follow ${oneLine(found.outlet.name)}?`)
      },
    })
    printResult(invocation, { ...report, followed: report.isFollowed }, () => {
      const sources = isShown ? '' : sourcesInWords(report, house.clock)
      return `${titleOf(report)} ${outcomeInWords(report, dryRun)}${sources ? `:\n${sources}` : '.\n'}`
    })
    return 0
  } finally {
    await house.close()
  }
}

function titleOf({ outlet }: FollowReport): string {
  return `${oneLine(outlet.name)} (${outlet.slug})`
}

function sourcesInWords({ found }: FollowReport, clock: Clock): string {
  const lines = found.map(({ isChosen, kind, url, entryCount, newestAt }) => {
    const what = `${entryCount} articles, ${freshness(newestAt, clock.now())}`
    return `  ${isChosen ? '✓' : ' '} ${kind.padEnd(8)} ${url}  ${what}\n`
  })
  return lines.join('')
}

function outcomeInWords({ isFollowed, wasKnown }: FollowReport, dryRun: boolean): string {
  if (dryRun) return 'would be followed'
  if (!isFollowed) return 'is not followed'
  return wasKnown ? 'was followed already; its sources are now these' : 'is followed now'
}

function channelOption(invocation: Invocation) {
  const text = textOption(invocation, 'channel')
  if (text === undefined) return undefined
  try {
    return parseChannelSlug(text)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
