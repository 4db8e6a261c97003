import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missing, note, nothingSaid } from './kept.ts'
import { startWriter } from './processes.ts'

/**
 * Fills a small file system under a writer, then gives space back to the same process.
 *
 * @returns What went wrong; null where no file system can be mounted here.
 */
export async function fillDisk(): Promise<string[] | null> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-full-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' })
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true })
    return null
  }
  const ballast = join(folder, 'ballast')
  const data = join(folder, 'data')
  try {
    writeFileSync(ballast, Buffer.alloc(3_000_000, 1))
    mkdirSync(data)
    const run = startWriter(data, { count: 1_000_000, atATime: 4 })
    await run.until((output) => output.includes('no '))
    await run.until((output) => output.includes('read\n') || output.includes('unread'))
    const wrong = run.output().includes('unread') ? ['what is held could not be read'] : []
    if (!/^no .*(full|ENOSPC)/m.test(run.output())) wrong.push('nobody was told that the disk is full')
    const before = run.output().length
    rmSync(ballast)
    const patience = setTimeout(() => run.process.kill('SIGKILL'), 20_000)
    await run.until((output) => output.indexOf('ack ', before) >= 0)
    clearTimeout(patience)
    if (run.output().indexOf('ack ', before) < 0) wrong.push('it did not go on when there was space again')
    run.process.kill('SIGKILL')
    await run.ended
    const said = nothingSaid()
    note(run.output(), said)
    return [...wrong, ...(await missing(data, said))]
  } finally {
    spawnSync('umount', [folder])
    rmSync(folder, { recursive: true, force: true })
  }
}
