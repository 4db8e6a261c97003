import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const place = join(import.meta.dirname, '../../build/bench/readability')
const files = ['package.json', 'package-lock.json', 'read-pages.mjs']

/**
 * The peer: Mozilla's Readability on linkedom, over the same pages in a process of its own.
 *
 * @returns Pages a CPU-second, warm; null where npm cannot install it.
 */
export function readabilityRate(folder: string): number | null {
  mkdirSync(place, { recursive: true })
  for (const file of files) copyFileSync(join(import.meta.dirname, file), join(place, file))
  if (!existsSync(join(place, 'node_modules/linkedom'))) {
    const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']
    const installed = spawnSync('npm', install, { cwd: place, stdio: 'ignore', timeout: 120_000 })
    if (installed.status !== 0) return null
  }
  const script = join(place, 'read-pages.mjs')
  const run = spawnSync(process.execPath, [script, folder], { encoding: 'utf8', timeout: 120_000 })
  return run.status === 0 ? Number(run.stdout) : null
}
