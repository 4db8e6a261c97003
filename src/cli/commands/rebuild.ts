import { rename, rm } from 'node:fs/promises'
import { formatChanges, rebuild } from '#pipeline'
import { dataPaths, openFreshCatalog } from '#stores'
import { createStories } from '#stories'
import { loadChannelModel } from '../channel-model.ts'
import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'
import { printResult } from '../print.ts'
import { createProgress } from '../progress.ts'

export const rebuildCommand: Command = {
  name: 'rebuild',
  usage: '',
  summary: 'Makes the catalog, search and all connections again from the archive alone.',
  details: `
Needs the data folder to itself: stop the service first. The catalog in use stays until the new one is whole; an
interrupted rebuild changes nothing. Archive and log are only read. At the end it tells, by field, in how many
snapshots the extractor of now found, lost or read it otherwise.`,
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const house = await openHouse(invocation, { quiet: true, use: 'exclusive' })
    const { catalog: path } = dataPaths(house.dataFolder)
    const freshPath = `${path}.rebuilding`
    const { captures: total } = await house.parts.archive.counts()
    const progress = createProgress(invocation.terminal, 'captures')
    const { catalog, search } = await openFreshCatalog(freshPath)
    let isWhole = false
    try {
      const channelModel = loadChannelModel()
      const stories = createStories({
        catalog,
        search,
        clock: house.clock,
        channelModel,
        corrections: house.stores.corrections,
      })
      const summary = await rebuild(
        { ...house.parts, catalog, stories },
        {
          before: house.parts.catalog,
          signal: invocation.signal,
          onProgress: ({ captures }) => progress.show(captures, total),
        },
      )
      progress.end()
      isWhole = !invocation.signal.aborted
      printResult(invocation, { ...summary, done: isWhole }, ({ captures, snapshots, problems, changes }) =>
        isWhole
          ? `${snapshots} snapshots made from ${captures} captures, ${problems} problems.\n${told(changes)}`
          : 'Interrupted; the catalog is as it was.\n',
      )
      return isWhole && summary.problems === 0 ? 0 : 1
    } finally {
      await catalog.close()
      await house.close()
      if (isWhole) await replaceDatabase(freshPath, path)
      else await removeDatabase(freshPath)
    }
  },
}

function told(changes: Parameters<typeof formatChanges>[0]): string {
  const lines = formatChanges(changes)
  return lines === '' ? 'No field of any snapshot changed.\n' : `Fields that changed:\n${lines}`
}

/** Closed databases have folded their journal in, so one rename swaps them. */
async function replaceDatabase(from: string, to: string): Promise<void> {
  await removeDatabase(to)
  await rename(from, to)
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['-wal', '-shm', '']) await rm(path + suffix, { force: true })
}
