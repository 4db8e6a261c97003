import { importFile, keepPublishing, publishCheckpoint } from '#pipeline'
import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult } from '../print.ts'
import { createProgress } from '../progress.ts'

export const importCommand: Command = {
  name: 'import',
  usage: 'PATH…',
  summary: 'Brings in WARC, WARC.GZ and WACZ files of any program.',
  details: `
Articles in them become snapshots at the time of their capture. The same file twice adds nothing. Damaged records
are reported with their offset, the rest is kept; the status is then 1.`,
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(invocation) {
    const { positionals, terminal } = invocation
    const house = await openHouse(invocation, { quiet: true })
    const stopPublishing = keepPublishing(house.parts)
    let isWhole = true
    try {
      for (const path of positionals) {
        const progress = createProgress(terminal, path)
        const summary = await importFile(path, house.parts, (event) => {
          if (event.kind === 'progress') progress.show(event.bytes, event.bytesTotal)
        })
        progress.end()
        for (const { offsetBytes, reason } of summary.damaged) {
          terminal.err(`verbatim: ${path}: at byte ${offsetBytes}: ${oneLine(reason, 500)}\n`)
        }
        if (summary.damaged.length > 0 || summary.failed > 0) isWhole = false
        printResult(
          invocation,
          { path, ...summary },
          (each) =>
            `${path}: ${each.captured} captures, ${each.snapshots} snapshots; ${each.alreadyHeld} were held already, ` +
            `${each.noArticle} are no articles, ${each.failed} failed, ${each.damaged.length} damaged.\n`,
        )
      }
      await publishCheckpoint(house.parts)
      return isWhole ? 0 : 1
    } finally {
      await stopPublishing()
      await house.close()
    }
  },
}
