import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WARCParser } from 'warcio'
import { missing, note, nothingSaid } from './kept.ts'
import { startWriter } from './processes.ts'

export interface KillReport {
  readonly kills: number
  readonly acknowledged: number
  /** Checkpoints that were told, of different sizes, each proved to be a beginning of the last. */
  readonly heads: number
  /** Captures lost or damaged, and anything that fsck has to say. */
  readonly wrong: readonly string[]
  readonly forks: readonly string[]
  /** Segments that npm's warcio does not read to their end. */
  readonly rejected: readonly string[]
}

/** One kill in so many hits a process that has only begun, and may be in the middle of mending. */
const earlyEvery = 8
/** A process that writes under full load is left alone for at most so long. */
const lifeMsMax = 300
/** Kills between two looks at what was acknowledged since, and between two looks at everything. */
const lookEvery = 20
const fsckEvery = 200

/**
 * `kill -9` at random moments of a writer under full load, again and again in one folder.
 *
 * @param onLook Gets the count so far, each time that what was acknowledged has been looked for.
 */
export async function killAgainAndAgain(
  folder: string,
  kills: number,
  onLook: (report: KillReport) => void = () => {},
): Promise<KillReport> {
  const said = nothingSaid()
  const wrong: string[] = []
  const looked = new Set<string>()
  const report = (kill: number, rejected: readonly string[] = []): KillReport => ({
    ...{ kills: kill, acknowledged: said.acknowledged.size, heads: said.heads.size },
    ...{ wrong, forks: said.forks, rejected },
  })
  for (let kill = 1; kill <= kills; kill++) {
    const run = startWriter(folder, { count: 1_000_000, atATime: 8 })
    if (kill % earlyEvery > 0) await run.until((output) => output.includes('ready'))
    await sleep(Math.random() * lifeMsMax)
    run.process.kill('SIGKILL')
    await run.ended
    if (/^(stopped|no) /m.test(run.output())) wrong.push(`life ${kill}: ${run.output().slice(0, 300)}`)
    note(run.output(), said)
    if (kill % fsckEvery === 0) wrong.push(...(await missing(folder, said)))
    else if (kill % lookEvery === 0) wrong.push(...(await missing(folder, said, { beyond: looked })))
    else continue
    for (const id of said.acknowledged) looked.add(id)
    onLook(report(kill))
  }
  wrong.push(...(await missing(folder, said)))
  return report(kills, await rejectedByWarcio(join(folder, 'segments')))
}

async function rejectedByWarcio(folder: string): Promise<string[]> {
  const rejected: string[] = []
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.warc.gz'))) {
    try {
      for await (const record of new WARCParser(createReadStream(join(folder, name))))
        await record.readFully(false)
    } catch (error) {
      rejected.push(`${name}: ${(error as Error).message}`)
    }
  }
  return rejected
}
