import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missing, note, nothingSaid } from './kept.ts'
import { startWriter } from './processes.ts'

/** The system calls that write, and those that make durable. Node's own pipes use neither. */
export const faultPlaces = { write: 'pwrite64,ftruncate', fsync: 'fsync,fdatasync' } as const

export interface InjectReport {
  readonly refused: number
  /** It ended with a reason, as it may where it failed before it had begun. */
  readonly stopped: boolean
  /** After the last refusal it went on by itself, if it had not stopped. */
  readonly resumed: boolean
  readonly wrong: readonly string[]
}

/**
 * Lets the nth write or fsync of a writer fail in each of its threads, and with `every` each so many further on.
 *
 * What must be: every refusal is told, none of what was acknowledged is missing, what is held can be read meanwhile,
 * and the same process goes on by itself; or it stops with a reason, where it failed before it had begun.
 */
export async function injectFault(
  place: keyof typeof faultPlaces,
  error: 'EIO' | 'ENOSPC',
  nth: number,
  { every, upTo = nth }: { every?: number; upTo?: number } = {},
): Promise<InjectReport> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-fault-'))
  try {
    const calls = faultPlaces[place]
    const when = every ? `${nth}..${upTo}+${every}` : `${nth}`
    const under = ['strace', '-f', '-qq', '-o', '/dev/null', '--seccomp-bpf']
    const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}:when=${when}`]
    const run = startWriter(folder, { count: 60 + upTo, atATime: 2, under: [...under, ...inject] })
    await run.ended
    const lines = run.output().split('\n')
    const said = nothingSaid()
    note(run.output(), said)
    const lastRefusal = lines.findLastIndex((line) => line.startsWith('no '))
    const isDone = lines.includes('done')
    const wrong = [
      ...lines.filter((line) => line.startsWith('unread ')),
      ...(isDone || lines.some((line) => line.startsWith('stopped ') && !line.endsWith('without a word'))
        ? []
        : ['it ended without a word']),
      ...(await missing(folder, said)),
    ]
    return {
      stopped: !isDone,
      refused: lines.filter((line) => line.startsWith('no ')).length,
      resumed:
        !isDone || lastRefusal < 0 || lines.slice(lastRefusal).some((line) => /^(ack|done)/.test(line)),
      wrong,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
