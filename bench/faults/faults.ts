import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillDisk } from './full-disk.ts'
import { faultPlaces, injectFault } from './inject.ts'
import { type KillReport, killAgainAndAgain } from './kill.ts'
import { losePower } from './power-loss.ts'
import { lacks } from './processes.ts'

/** Of the writes and fsyncs, each of the first so many fails. */
const callsToFail = 500
/** In one life of a writer, so many calls apart. */
const callsApart = 50

/**
 * Kills, failing disks, full disks and power cuts. Each part tells how far it is while it runs, so that what was seen
 * before an interruption counts. `npm test` runs the same, shortened.
 *
 * @param options.count How many kills, and of how many writes and fsyncs each fails; 1,000 and 500 take about an
 *   hour on two cores.
 * @throws {Error} if anything that was acknowledged is missing, or anything else is not as it must be.
 */
export async function benchFaults({
  out,
  count,
}: {
  out: (line: string) => void
  count?: number
}): Promise<void> {
  const wrong: string[] = []
  const tell = (what: string, problems: readonly string[]) => {
    out(`${what}: ${problems.length === 0 ? 'all is there' : `${problems.length} problems`}`)
    for (const each of problems.slice(0, 20)) out(`  ${each}`)
    wrong.push(...problems)
  }
  await tellKills(count ?? 1000, out, tell)
  const full = await fillDisk()
  if (full) tell('full disk, then space again', full)
  else out('full disk: left out, no file system can be mounted here')
  const without = lacks('strace', ['-qq', '-e', 'inject=fsync:error=EIO', 'true'])
  if (without) out(`failing and forgetful disks: left out, ${without}`)
  else {
    const { cuts, lost, lostWithoutFsync } = await losePower({
      captures: 200,
      cuts: Math.min(count ?? 200, 200),
    })
    tell(`power cut at ${cuts} moments`, lost)
    const control = lostWithoutFsync > 0 ? [] : ['the test sees nothing']
    tell(`  the same with fsync left out lost ${lostWithoutFsync} (it must)`, control)
    await tellFailingCalls(Math.min(count ?? callsToFail, callsToFail), out, tell)
  }
  if (wrong.length > 0) throw new Error(`${wrong.length} problems.`)
}

type Tell = (what: string, problems: readonly string[]) => void

export async function tellKills(kills: number, out: (line: string) => void, tell: Tell): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-kill-'))
  const summary = ({ kills, acknowledged, heads }: KillReport) =>
    `kill -9, ${kills} times, ${acknowledged} captures acknowledged, ${heads} signed heads`
  try {
    const report = await killAgainAndAgain(folder, kills, (sofar) =>
      out(`${summary(sofar)}: ${sofar.wrong.length} lost or damaged, ${sofar.forks.length} forks`),
    )
    tell(summary(report), report.wrong)
    tell('  records that npm’s warcio rejects', report.rejected)
    tell('  forks of the log, by consistency proofs', report.forks)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Each of the first calls fails once: one life sees every 50th of them fail, the next one those beside. Whoever stops
 * at one, as at a start, sees none of those behind it, so another life begins with the next.
 */
export async function tellFailingCalls(
  calls: number,
  out: (line: string) => void,
  tell: Tell,
): Promise<void> {
  const kinds = (['EIO', 'ENOSPC'] as const).flatMap((error) =>
    (Object.keys(faultPlaces) as (keyof typeof faultPlaces)[]).map((place) => ({ error, place })),
  )
  const wrong: string[] = []
  let lives = 0
  let refused = 0
  for (let first = 1; first <= Math.min(callsApart, calls); first++) {
    for (const { error, place } of kinds) {
      for (let nth = first; nth <= calls; nth += callsApart) {
        const report = await injectFault(place, error, nth, { every: callsApart, upTo: calls })
        lives++
        refused += report.refused
        const where = `${error} at ${place} ${nth} and every ${callsApart}th behind it`
        wrong.push(...report.wrong.map((each) => `${where}: ${each}`))
        if (!report.resumed) wrong.push(`${where}: it did not go on`)
        if (!report.stopped) break
      }
    }
    out(
      `failing calls ${first}, ${first + callsApart} … of ${calls}: ${lives} lives, ${refused} refusals told, ${wrong.length} problems`,
    )
  }
  tell(`EIO and ENOSPC at each of the first ${calls} writes and fsyncs, in ${lives} lives`, wrong)
}
