import { channels, parseChannelSlug } from '#model'
import { correct } from '#pipeline'
import { type Command, type Invocation, UsageError } from '../command.ts'
import { openHouse } from '../house.ts'
import { printResult, snapshotIdArgument } from '../print.ts'

const details = `
The decision stands for all versions of the article, survives a rebuild, and is told apart from the text in
corrections.jsonl of the data folder.`

export const channelCommand: Command = {
  name: 'channel',
  usage: 'ID CHANNEL',
  summary: 'Puts an article into another channel; later articles like it follow.',
  details,
  positionals: { min: 2, max: 2 },
  async run(invocation) {
    const name = invocation.positionals[1] as string
    const known = channels.map(({ slug }) => slug)
    if (!known.some((slug) => slug === name))
      throw new UsageError(`"${name}" is no channel. There are: ${known.join(', ')}.`)
    return change(invocation, { channel: parseChannelSlug(name) })
  },
}

const regionCharsMax = 40

export const regionCommand: Command = {
  name: 'region',
  usage: 'ID REGION',
  summary: 'Sets the place that an article is about.',
  details,
  positionals: { min: 2, max: 2 },
  async run(invocation) {
    const region = (invocation.positionals[1] as string).trim()
    if (region === '' || region.length > regionCharsMax)
      throw new UsageError(`A region has 1 to ${regionCharsMax} characters.`)
    return change(invocation, { region })
  },
}

async function change(invocation: Invocation, to: Parameters<typeof correct>[1]): Promise<0> {
  const id = snapshotIdArgument(invocation)
  const house = await openHouse(invocation, { quiet: true })
  try {
    await correct(id, to, { ...house.parts, corrections: house.stores.corrections })
    const value = 'channel' in to ? to.channel : to.region
    printResult(invocation, { id, ...to }, () => `${id} is in ${value} now.\n`)
    return 0
  } finally {
    await house.close()
  }
}
