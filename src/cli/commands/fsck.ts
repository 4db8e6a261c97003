import type { SnapshotId } from '#model'
import type { Command, Invocation } from '../command.ts'
import { type House, openHouse } from '../house.ts'
import { oneLine, printResult } from '../print.ts'
import { createProgress, type Progress } from '../progress.ts'

interface Finding {
  readonly kind: 'ok' | 'problem'
  readonly subject: string
  readonly detail: string
}

export const fsck: Command = {
  name: 'fsck',
  usage: '',
  summary:
    'Reads everything back: every digest in the archive, the tree of the log, the archive against the catalog.',
  details: 'Ends with status 1 if anything does not match. Changes nothing, and may run beside the service.',
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const house = await openHouse(invocation, { quiet: true })
    const progress = createProgress(invocation.terminal, 'archive')
    try {
      const problems: Finding[] = []
      let checked = 0
      for await (const finding of allFindings(house, invocation.signal, progress)) {
        checked++
        if (finding.kind === 'problem') {
          problems.push(finding)
          progress.end()
          if (!invocation.options['json'])
            invocation.terminal.out(`problem  ${oneLine(`${finding.subject}: ${finding.detail}`, 500)}\n`)
        }
      }
      printResult(
        invocation,
        { checked, problems },
        () =>
          `${checked} things checked, ${problems.length === 0 ? 'all is well' : `${problems.length} problems`}.\n`,
      )
      return problems.length === 0 ? 0 : 1
    } finally {
      progress.end()
      await house.close()
    }
  },
}

async function* allFindings(
  house: House,
  signal: Invocation['signal'],
  progress: Progress,
): AsyncGenerator<Finding> {
  const archive = house.parts.archive.fsck({ onProgress: progress.show })
  for (const room of [archive, house.parts.transparency.fsck(), catalogFindings(house)]) {
    for await (const finding of room) {
      yield finding
      if (signal.aborted) return
    }
  }
}

/** Every snapshot's captures are held, and its leaf is in the log with what the snapshot says. */
async function* catalogFindings({ parts }: House): AsyncGenerator<Finding> {
  const { catalog } = parts // Not what may be shown: what is withheld is kept like the rest.
  let cursor: string | null = null
  do {
    const page = await catalog.list({}, { cursor, limit: 200 })
    for (const { articleId } of page.items) {
      const article = await catalog.article(articleId)
      for (const { id } of article?.revisions ?? []) yield await snapshotFinding(id, parts)
    }
    cursor = page.next
  } while (cursor)
}

async function snapshotFinding(
  id: SnapshotId,
  { catalog, archive, transparency }: House['parts'],
): Promise<Finding> {
  const subject = `snapshot ${id}`
  const held = await catalog.find(id)
  if (!held)
    return {
      kind: 'problem',
      subject,
      detail: 'it is listed, but its content is missing; `verbatim rebuild` makes it again',
    }
  const { captureIds, digests } = held.snapshot
  for (const captureId of captureIds) {
    if (!(await archive.find(captureId)))
      return { kind: 'problem', subject, detail: `its capture ${captureId} is not in the archive` }
  }
  const capture = await archive.find(captureIds[0])
  if (capture?.recordDigest !== digests.record)
    return { kind: 'problem', subject, detail: 'its record digest is not that of its capture' }
  if (!(await transparency.position(id)))
    return { kind: 'problem', subject, detail: 'it has no leaf in the log' }
  return { kind: 'ok', subject, detail: 'captures held, leaf in the log' }
}
