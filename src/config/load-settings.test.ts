import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { listSettings, loadSettings, SettingsError } from './load-settings.ts'

const nothing = { file: null, env: {}, overrides: {} }

describe('settings', () => {
  test('all have a default, so none needs to be given', () => {
    const settings = loadSettings(nothing)
    assert.equal(settings.port, 8080)
    assert.deepEqual(settings.fetch.allowAddresses, [])
    assert.ok(Object.isFrozen(settings.fetch))
  })

  test('the command line wins over the environment, and that over the file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'verbatim-')), 'settings.json')
    writeFileSync(file, JSON.stringify({ port: 1, host: 'file', fetch: { totalMs: 1 } }))
    const settings = loadSettings({
      file,
      env: { VERBATIM_PORT: '2', VERBATIM_FETCH_TOTAL_MS: '20' },
      overrides: { port: 3 },
    })
    assert.deepEqual([settings.port, settings.host, settings.fetch.totalMs], [3, 'file', 20])
  })

  test('lists come by comma, maps as JSON', () => {
    const settings = loadSettings({
      ...nothing,
      env: {
        VERBATIM_FETCH_ALLOW_ADDRESSES: '127.0.0.0/8, ::1',
        VERBATIM_FETCH_CONNECT_TO: '{"a.example":"127.0.0.1:81"}',
      },
    })
    assert.deepEqual(settings.fetch.allowAddresses, ['127.0.0.0/8', '::1'])
    assert.deepEqual(settings.fetch.connectTo, { 'a.example': '127.0.0.1:81' })
  })

  test('all mistakes are told at once, each named, with what is allowed', () => {
    const error = failure({
      ...nothing,
      env: { VERBATIM_PROT: '1' },
      overrides: { port: 70_000, 'log.level': 'loud' },
    })
    assert.equal(error.mistakes.length, 3)
    assert.match(error.message, /VERBATIM_PROT: no such setting; did you mean VERBATIM_PORT/)
    assert.match(error.message, /port: .*65535/)
    assert.match(error.message, /log\.level: .*"debug"\|"info"/)
  })

  test('a name that does not exist in the file is told with what there is', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'verbatim-')), 'settings.json')
    writeFileSync(file, '{"crawl":{"concurency":3}}')
    assert.match(
      failure({ ...nothing, file }).message,
      /crawl\.concurency: no such setting; did you mean concurrency/,
    )
  })

  test('a file that is missing or no JSON is named', () => {
    assert.match(
      failure({ ...nothing, file: '/nowhere/x.json' }).message,
      /\/nowhere\/x\.json: cannot be read/,
    )
  })

  test('every setting says what it is', () => {
    for (const setting of listSettings()) assert.ok(setting.description.length > 10, setting.path)
  })
})

function failure(from: Parameters<typeof loadSettings>[0]): SettingsError {
  try {
    loadSettings(from)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error
  }
  throw new assert.AssertionError({ message: 'The settings were taken.' })
}
