import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../build/bench/tessera')

/**
 * The peer: a log of Tessera's POSIX driver in the same place, with as many callers that each wait for their own leaf.
 *
 * @returns Appends a second; null where Go or its modules cannot be had.
 */
export function tesseraAppends(load: { callers: number; each: number; bytes: number }): number | null {
  mkdirSync(join(program, '..'), { recursive: true })
  const build = ['build', '-buildvcs=false', '-o', program, '.']
  const built = spawnSync('go', build, { cwd: import.meta.dirname, stdio: 'ignore', timeout: 300_000 })
  if (built.status !== 0) return null
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-tessera-'))
  try {
    const values = [load.callers, load.each, load.bytes].map(String)
    const run = spawnSync(program, [folder, ...values], { encoding: 'utf8', timeout: 120_000 })
    return run.status === 0 ? Number(run.stdout) : null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
