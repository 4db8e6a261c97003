import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { instantOf, type Log, silentLog } from '#model'
import type { TransparencyLog } from '#transparency'
import { keepPublishing, publishCheckpoint } from './publish-checkpoint.ts'

describe('checkpoints', () => {
  test('are signed again and again while something runs for hours, and no more when it has stopped', async () => {
    mock.timers.enable({ apis: ['setInterval'] })
    try {
      let signed = 0
      const stop = keepPublishing(partsOf(async () => ({ treeSize: ++signed, signedAt: instantOf(0) })))
      for (const expected of [1, 2, 3]) {
        mock.timers.tick(10_000)
        await new Promise((resolve) => setImmediate(resolve))
        assert.equal(signed, expected)
      }
      await stop()
      mock.timers.tick(60_000)
      assert.equal(signed, 3)
    } finally {
      mock.timers.reset()
    }
  })

  test('that are refused are told once, until it is for another reason', async () => {
    const told: string[] = []
    const log: Log = {
      ...silentLog,
      error: (event, fields) => void told.push(`${event} ${fields?.['reason']}`),
    }
    let reason = 'a'
    const parts = partsOf(async () => {
      throw new Error(reason)
    }, log)
    await publishCheckpoint(parts)
    await publishCheckpoint(parts)
    reason = 'b'
    await publishCheckpoint(parts)
    assert.deepEqual(told, ['checkpoint.refused Error: a', 'checkpoint.refused Error: b'])
  })
})

function partsOf(publish: TransparencyLog['publishCheckpoint'], log: Log = silentLog) {
  return { transparency: { publishCheckpoint: publish } as TransparencyLog, log }
}
