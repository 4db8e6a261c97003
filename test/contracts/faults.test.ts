import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fillDisk } from '../../bench/faults/full-disk.ts'
import { injectFault } from '../../bench/faults/inject.ts'
import { killAgainAndAgain } from '../../bench/faults/kill.ts'
import { losePower } from '../../bench/faults/power-loss.ts'
import { lacks } from '../../bench/faults/processes.ts'

const withoutStrace = lacks('strace', ['-qq', '-e', 'inject=fsync:error=EIO', 'true']) ?? false

/** `bench faults` does all of this in full. */
describe('what was acknowledged is there', () => {
  test('after kill -9 at random moments of full load', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'verbatim-kill-'))
    try {
      const report = await killAgainAndAgain(folder, 8)
      assert.deepEqual([...report.wrong, ...report.forks, ...report.rejected], [])
      assert.ok(report.acknowledged > 0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  for (const [place, error, nth] of [
    ['write', 'EIO', 25],
    ['write', 'ENOSPC', 180],
    ['fsync', 'EIO', 30],
    ['fsync', 'ENOSPC', 41],
  ] as const) {
    test(`when ${place} number ${nth} fails with ${error}`, { skip: withoutStrace }, async () => {
      const { wrong, resumed } = await injectFault(place, error, nth)
      assert.deepEqual(wrong, [])
      assert.ok(resumed, 'it goes on by itself')
    })
  }

  test('when the disk is full, and it goes on by itself when space is back', async (context) => {
    const wrong = await fillDisk()
    if (wrong === null) return context.skip('no file system can be mounted here')
    assert.deepEqual(wrong, [])
  })

  test('after a power cut, and would not be without fsync', { skip: withoutStrace }, async () => {
    const { lost, lostWithoutFsync } = await losePower({ captures: 16, cuts: 20 })
    assert.deepEqual(lost, [])
    assert.ok(lostWithoutFsync > 0, 'else this sees nothing')
  })
})
