import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadSettings } from '#config'
import { liveSettings } from './live-settings.ts'

const settings = (overrides: Record<string, unknown>) => loadSettings({ file: null, env: {}, overrides })

describe('settings that are read again', () => {
  test('what may change does, and the rest is told of', () => {
    const live = liveSettings(settings({}), () =>
      settings({ 'log.level': 'debug', 'http.costPerMinute': 50, port: 9 }),
    )
    assert.equal(live.logLevel(), 'info')
    const { changed, waiting } = live.reload()
    assert.deepEqual([changed.sort(), waiting], [['http.costPerMinute', 'log.level'], ['port']])
    assert.deepEqual([live.logLevel(), live.costPerMinute()], ['debug', 50])
  })

  test('a mistake leaves everything as it was', () => {
    const live = liveSettings(settings({}), () => settings({ 'log.level': 'loud' }))
    assert.throws(() => live.reload())
    assert.equal(live.logLevel(), 'info')
  })
})
