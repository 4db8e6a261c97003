import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

export interface Run {
  readonly process: ChildProcess
  /** Everything said so far. */
  output(): string
  /** Resolves when that much has been said, or the process has ended. */
  until(isEnough: (output: string) => boolean): Promise<void>
  readonly ended: Promise<void>
}

/** @param under A program that runs it, with its arguments, such as strace. */
export function startWriter(
  folder: string,
  { count, atATime, under = [] }: { count: number; atATime: number; under?: readonly string[] },
): Run {
  const writer = join(import.meta.dirname, 'writer.ts')
  const [program = '', ...values] = [...under, process.execPath, writer, folder, `${count}`, `${atATime}`]
  const child = spawn(program, values, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let hasEnded = false
  let wake = () => {}
  child.stdout.on('data', (piece: Buffer) => {
    output += piece.toString()
    wake()
  })
  child.stderr.on('data', (piece: Buffer) => {
    errors += piece.toString()
  })
  let errors = ''
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      hasEnded = true
      if (!output.includes('done') && errors)
        output += `stopped ${errors.split('\n').find((each) => /Error/.test(each)) ?? 'without a word'}\n`
      wake()
      resolve()
    })
  })
  return {
    process: child,
    output: () => output,
    ended,
    async until(isEnough) {
      while (!hasEnded && !isEnough(output)) await new Promise<void>((resolve) => (wake = resolve))
    },
  }
}

/** Null if the program is here and works; else why not. */
export function lacks(program: string, args: readonly string[]): string | null {
  const { status, error } = spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 })
  return status === 0 ? null : `${program} cannot be used here${error ? ` (${error.message})` : ''}`
}
