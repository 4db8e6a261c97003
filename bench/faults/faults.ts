import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillDisk } from './full-disk.ts'
import { faultPlaces, injectFault } from './inject.ts'
import { killAgainAndAgain } from './kill.ts'
import { losePower } from './power-loss.ts'
import { lacks } from './processes.ts'

const kills = 1000
const faultsPerPlace = 500

/**
 * Kills, failing disks, full disks and power cuts, in full: about an hour and a half on two cores. `npm test` runs
 * the same, shortened.
 *
 * @throws {Error} if anything that was acknowledged is missing, or anything else is not as it must be.
 */
export async function benchFaults({ out }: { shared: string; out: (line: string) => void }): Promise<void> {
  const wrong: string[] = []
  const tell = (what: string, problems: readonly string[]) => {
    out(`${what}: ${problems.length === 0 ? 'all is there' : `${problems.length} problems`}`)
    for (const each of problems.slice(0, 20)) out(`  ${each}`)
    wrong.push(...problems)
  }
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-kill-'))
  try {
    const report = await killAgainAndAgain(folder, kills)
    tell(`kill -9, ${report.kills} times, ${report.acknowledged} captures acknowledged`, report.wrong)
    tell('  records that npm’s warcio rejects', report.rejected)
    tell('  forks of the log', report.forks)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const full = await fillDisk()
  if (full) tell('full disk, then space again', full)
  else out('full disk: left out, no file system can be mounted here')
  const without = lacks('strace', ['-qq', '-e', 'inject=fsync:error=EIO', 'true'])
  if (without) out(`failing and forgetful disks: left out, ${without}`)
  else {
    for (const error of ['EIO', 'ENOSPC'] as const)
      for (const place of Object.keys(faultPlaces) as (keyof typeof faultPlaces)[])
        tell(`${error} at each of the first ${faultsPerPlace} calls of ${place}`, await all(place, error))
    const { cuts, lost, lostWithoutFsync } = await losePower({ captures: 200, cuts: 200 })
    tell(`power cut at ${cuts} moments`, lost)
    tell(
      `  the same with fsync left out lost ${lostWithoutFsync} (it must)`,
      lostWithoutFsync > 0 ? [] : ['the test sees nothing'],
    )
  }
  if (wrong.length > 0) throw new Error(`${wrong.length} problems.`)
}

async function all(place: keyof typeof faultPlaces, error: 'EIO' | 'ENOSPC'): Promise<string[]> {
  const wrong: string[] = []
  for (let nth = 1; nth <= faultsPerPlace; nth++) {
    const report = await injectFault(place, error, nth)
    wrong.push(...report.wrong.map((each) => `at call ${nth}: ${each}`))
    if (!report.resumed) wrong.push(`at call ${nth}: it did not go on`)
  }
  return wrong
}
