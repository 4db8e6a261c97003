import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missing, note, nothingSaid } from './kept.ts'
import { startWriter } from './processes.ts'
import { readTrace, type TraceEvent } from './trace.ts'
import { UnsyncedDisk } from './unsynced-disk.ts'

export interface PowerLossReport {
  readonly cuts: number
  readonly lost: readonly string[]
  /** The control: how much is missing where fsync does nothing. */
  readonly lostWithoutFsync: number
}

/**
 * What a power cut leaves: a writer runs once under strace, and what it did to its disk is done again up to a moment,
 * on a disk that forgets whatever no fsync had confirmed by then: bytes, sizes, new, renamed and removed names. What
 * the writer had acknowledged by that moment must be there all the same.
 */
export async function losePower({
  captures,
  cuts,
}: {
  captures: number
  cuts: number
}): Promise<PowerLossReport> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-power-'))
  try {
    const events = await traced(folder, captures)
    const lost: string[] = []
    let lostWithoutFsync = 0
    const step = Math.max(1, Math.floor(events.length / cuts))
    let count = 0
    for (let moment = step; moment <= events.length; moment += step) {
      count++
      const problems = await lostAt(events.slice(0, moment), folder, { fsyncs: true })
      lost.push(...problems.map((each) => `at event ${moment}: ${each}`))
    }
    lostWithoutFsync = (await lostAt(events, folder, { fsyncs: false })).length
    return { cuts: count, lost, lostWithoutFsync }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function traced(folder: string, captures: number): Promise<TraceEvent[]> {
  const data = join(folder, 'data')
  const trace = join(folder, 'trace')
  mkdirSync(data)
  const calls = 'openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink,mkdir'
  const under = ['strace', '-f', '-qq', '-y', '-xx', '-s', '1000000', '--seccomp-bpf', '-o', trace]
  const run = startWriter(data, { count: captures, atATime: 4, under: [...under, '-e', `trace=${calls}`] })
  await run.ended
  if (!run.output().includes('done')) throw new Error(`The writer did not get through: ${run.output()}`)
  return [...readTrace(readFileSync(trace, 'latin1'), data)]
}

async function lostAt(
  events: readonly TraceEvent[],
  folder: string,
  { fsyncs }: { fsyncs: boolean },
): Promise<string[]> {
  const disk = new UnsyncedDisk()
  let output = ''
  for (const event of events) {
    if (event.kind === 'said') output += event.text
    else if (event.kind !== 'sync' || fsyncs) disk.apply(event)
  }
  const said = nothingSaid()
  note(output, said)
  const after = join(folder, 'after')
  rmSync(after, { recursive: true, force: true })
  disk.writeTo(after)
  mkdirSync(join(after, 'log'), { recursive: true })
  return missing(after, said).catch((error: Error) => [error.message])
}
