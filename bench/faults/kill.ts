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
  /** Captures lost or damaged, and anything that fsck has to say. */
  readonly wrong: readonly string[]
  readonly forks: readonly string[]
  /** Segments that npm's warcio does not read to their end. */
  readonly rejected: readonly string[]
}

/** `kill -9` at random moments of a writer under full load, again and again in one folder. */
export async function killAgainAndAgain(folder: string, kills: number): Promise<KillReport> {
  const said = nothingSaid()
  const wrong: string[] = []
  for (let kill = 1; kill <= kills; kill++) {
    const run = startWriter(folder, { count: 1_000_000, atATime: 8 })
    await run.until((output) => output.includes('ready'))
    await sleep(Math.random() * 300)
    run.process.kill('SIGKILL')
    await run.ended
    if (!run.output().startsWith('ready')) wrong.push(`life ${kill}: ${run.output().slice(0, 300)}`)
    note(run.output(), said)
    if (kill % 100 === 0) wrong.push(...(await missing(folder, said)))
  }
  wrong.push(...(await missing(folder, said)))
  const rejected = await rejectedByWarcio(join(folder, 'segments'))
  return { kills, acknowledged: said.acknowledged.size, wrong, forks: said.forks, rejected }
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
