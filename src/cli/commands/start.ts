import { keepPublishing, snapshotNow } from '#pipeline'
import { startSampleOutlets } from '#samples'
import { dataPaths, isEmptyDataFolder, prepareDataFolder } from '#stores'
import { type Command, type ExitStatus, type Invocation, integerOption, textOption } from '../command.ts'
import { crawlHeld } from '../crawl-held.ts'
import { showCrawlProgress } from '../crawl-progress.ts'
import { dataFolderOf, type House, hasSamples, openHouse } from '../house.ts'
import { keepHouse } from '../housekeeping.ts'
import { startHttpServer } from '../http-server.ts'
import { reloadOnSignal } from '../live-settings.ts'
import { forgetServedSamples, noteServedSamples } from '../served-samples.ts'
import { createStatusLine, type StatusLine } from '../status-line.ts'

const serverOptions = {
  port: { value: 'N', help: 'port to listen on (default 8080; 0: a free one)' },
  host: { value: 'H', help: 'address to listen on (default 127.0.0.1)' },
} as const

export const start: Command = {
  name: 'start',
  usage: '[--port N] [--host H] [--config FILE] [--no-samples]',
  summary: 'Crawls and serves in one go, until it is stopped.',
  details: `
On an empty data folder it follows the bundled sample outlets, which are fictional and served by this process
itself, so that there is something to see without a network. Prints "ready http://HOST:PORT" once it answers.`,
  options: {
    ...serverOptions,
    'no-samples': { help: 'begin an empty data folder without the sample outlets' },
  },
  positionals: { min: 0, max: 0 },
  run: (invocation) => run(invocation, { crawls: true }),
}

export const serve: Command = {
  name: 'serve',
  usage: '[--port N] [--host H] [--config FILE]',
  summary: 'Serves what the data folder holds; `verbatim crawl` beside it brings in more.',
  options: serverOptions,
  positionals: { min: 0, max: 0 },
  run: (invocation) => run(invocation, { crawls: false }),
}

async function run(invocation: Invocation, { crawls }: { crawls: boolean }): Promise<ExitStatus> {
  const overrides = {
    port: integerOption(invocation, 'port', { min: 0, max: 65535 }),
    host: textOption(invocation, 'host'),
  }
  const dataFolder = dataFolderOf(invocation)
  prepareDataFolder(dataFolder)
  const wantsSamples = crawls && !invocation.options['no-samples']
  const samples =
    wantsSamples && (isEmptyDataFolder(dataFolder) || hasSamples(dataFolder))
      ? await startSampleOutlets({ stateFile: dataPaths(dataFolder).samples, now: () => new Date() })
      : null
  const line = createStatusLine(invocation.terminal)
  const house = await openHouse(
    { ...invocation, terminal: line.terminal },
    {
      overrides,
      ...(samples && { connectTo: samples.connectTo }),
    },
  ).catch(async (error) => {
    await samples?.close()
    throw error
  })
  try {
    if (samples) noteServedSamples(dataFolder, samples.connectTo)
    for (const outlet of samples?.outlets ?? []) {
      if (!house.parts.outlets.find(outlet.slug)) await house.parts.outlets.save(outlet)
    }
    await serveAndCrawl(
      house,
      { line, signal: invocation.signal },
      { crawls, areSamplesShown: samples !== null },
    )
    return 0
  } finally {
    if (samples) forgetServedSamples(dataFolder)
    await house.close()
    await samples?.close()
  }
}

async function serveAndCrawl(
  house: House,
  { line, signal }: { line: StatusLine; signal: AbortSignal },
  { crawls, areSamplesShown }: { crawls: boolean; areSamplesShown: boolean },
): Promise<void> {
  const { terminal } = line
  const server = await startHttpServer(house, {
    areSamplesShown,
    capture: async (url) => {
      const answer = await snapshotNow(url, house.parts, signal)
      return answer.kind === 'snapshot' ? { snapshotId: answer.id } : { reason: answer.reason }
    },
  })
  terminal.out(`ready ${server.url}\n`)
  if (house.settings.log.format === 'text') terminal.err(welcome(house, server.url, areSamplesShown))
  // What a process beside this one appends is covered too, should that one die before it signs.
  const stopPublishing = keepPublishing(house.parts)
  const stopKeeping = keepHouse(house)
  const stopReloading = reloadOnSignal(house)
  const stopDelivering = house.delivery.keep()
  if (crawls) {
    const progress = showCrawlProgress(line, house.crawlWatch)
    try {
      await crawlHeld(house, { signal, once: false, onVisit: house.crawlWatch.noteVisit })
    } finally {
      progress.end()
    }
  } else {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  stopReloading()
  await stopKeeping()
  await stopPublishing()
  await stopDelivering()
  await server.close()
}

/** What somebody who starts it for the first time wants to know next. */
function welcome({ parts, dataFolder }: House, url: string, areSamplesShown: boolean): string {
  const followed = parts.outlets.all().filter((outlet) => outlet.followed).length
  const outlets = followed === 1 ? '1 outlet' : `${followed} outlets`
  const next = areSamplesShown
    ? 'These are fictional samples, served by this process itself. Follow a real one:'
    : followed === 0
      ? 'Nothing is followed yet. Begin with:'
      : 'Follow another:'
  return `Open ${url} in a browser. ${outlets} followed; everything is kept in ${dataFolder}.\n${next} bin/verbatim add URL\nCtrl-C stops it; nothing is lost.\n`
}
