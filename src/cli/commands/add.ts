import { channels, parseChannelSlug } from '#model'
import { follow } from '#pipeline'
import { type Command, type Invocation, textOption, UsageError } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult, urlArgument } from '../print.ts'

export const add: Command = {
  name: 'add',
  usage: 'URL [--name N] [--channel C] [--dry-run]',
  summary:
    'Follows an outlet from any of its URLs: finds its feeds, sitemaps and section pages, and says what it found.',
  details: `
A running service begins within seconds. The outlet's file, outlets/{slug}.json in the data folder, may be edited.`,
  options: {
    name: { value: 'N', help: 'what the outlet is called (default: what it calls itself)' },
    channel: {
      value: 'C',
      help: `the channel of what it publishes, where nothing else says: ${channels.map((each) => each.slug).join(', ')}`,
    },
    'dry-run': { help: 'only say what is found' },
  },
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const url = urlArgument(invocation)
    const name = textOption(invocation, 'name')
    const channel = channelOption(invocation)
    const dryRun = invocation.options['dry-run'] === true
    const house = await openHouse(invocation, { quiet: true })
    try {
      const { signal } = invocation
      const report = await follow(url, house.parts, {
        dryRun,
        signal,
        ...(name && { name }),
        ...(channel && { channel }),
      })
      printResult(invocation, { ...report, followed: !dryRun }, ({ outlet, found, wasKnown }) => {
        const lines = found.map((source) => {
          const freshness = source.newestAt ? `, newest ${source.newestAt}` : ''
          return `  ${source.isChosen ? '✓' : ' '} ${source.kind.padEnd(8)} ${source.url}  ${source.entryCount} articles${freshness}\n`
        })
        const what = dryRun
          ? 'would be followed'
          : wasKnown
            ? 'was followed already; its sources are now these'
            : 'is followed now'
        return `${oneLine(outlet.name)} (${outlet.slug}) ${what}:\n${lines.join('')}`
      })
      return 0
    } finally {
      await house.close()
    }
  },
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
