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
Articles in them become snapshots at the time of their capture. The same file twice adds nothing, and an import that
was cut off goes on where it was. Damaged records are reported with their offset, the rest is kept; the status is
then 1.`,
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(invocation) {
    const { positionals, terminal, signal } = invocation
    const house = await openHouse(invocation, { quiet: true })
    const stopPublishing = keepPublishing(house.parts)
    let isWhole = true
    try {
      for (const path of positionals) {
        const archiving = createProgress(terminal, path, 'B')
        const reading = createProgress(terminal, `${path}, read`)
        const tell = (text: string) => {
          archiving.end()
          terminal.err(`verbatim: ${path}: ${oneLine(text, 500)}\n`)
        }
        const summary = await importFile(path, house.parts, {
          signal,
          onEvent(event) {
            if (event.kind === 'progress') archiving.show(event.bytes, event.bytesTotal)
            else if (event.kind === 'damaged') tell(`at byte ${event.offsetBytes}: ${event.reason}`)
            else if (event.kind === 'irregular') tell(`note: at byte ${event.offsetBytes}: ${event.reason}`)
            else if (event.kind === 'resumed') tell(`goes on in ${event.what} at byte ${event.offsetBytes}`)
          },
          onRead(count, countTotal) {
            if (count === 0) archiving.end()
            reading.show(count, countTotal)
          },
        })
        archiving.end()
        reading.end()
        if (summary.damaged.length > 0 || summary.failed > 0 || !summary.isWhole) isWhole = false
        printResult(
          invocation,
          { path, ...summary },
          (each) =>
            `${path}: ${each.captured} captures, ${each.snapshots} snapshots; ${each.alreadyHeld} were held already, ` +
            `${each.noArticle} are no articles, ${each.failed} failed, ${each.damaged.length} damaged` +
            `${each.isWhole ? '' : '; interrupted, and the same command again goes on'}.\n`,
        )
        if (signal.aborted) break
      }
      await publishCheckpoint(house.parts)
      return isWhole ? 0 : 1
    } finally {
      await stopPublishing()
      await house.close()
    }
  },
}
