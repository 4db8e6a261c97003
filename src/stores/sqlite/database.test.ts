import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { ServiceError } from '#model'
import { openDatabase } from './database.ts'

describe('a database that cannot be opened', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-database-'))
  after(() => rmSync(folder, { recursive: true }))
  const migrations = ['CREATE TABLE things (name TEXT)']

  test('says that it is damaged, and what can be made again', () => {
    const path = join(folder, 'noise.db')
    writeFileSync(path, Buffer.alloc(20_000, 7))
    assert.throws(() => openDatabase(path, migrations), told(/cannot be opened/, /damaged.*rebuild/))
  })

  test('says where it may not be written', () => {
    assert.throws(
      () => openDatabase(join(folder, 'none', 'a.db'), migrations),
      told(/cannot be opened/, /folder exists/),
    )
  })

  test('says that it is of a later version', () => {
    const path = join(folder, 'later.db')
    openDatabase(path, [...migrations, 'CREATE TABLE more (name TEXT)']).close()
    assert.throws(() => openDatabase(path, migrations), told(/later version/, /Run that version/))
  })

  const withoutStrace = spawnSync('strace', ['-qq', '-e', 'inject=fsync:error=EIO', 'true']).status !== 0
  for (const [error, toDo] of [
    ['EIO', /disk gave an error/],
    ['ENOSPC', /disk is full|disk gave an error/],
  ] as const) {
    test(`says it of a disk that fails with ${error} at any of its first writes`, {
      skip: withoutStrace,
    }, () => {
      for (const nth of [1, 2, 3, 5]) {
        const { stdout } = openUnder(
          ['-e', `inject=pwrite64:error=${error}:when=${nth}+`],
          `${error}${nth}.db`,
        )
        if (stdout !== 'opened') assert.match(stdout, toDo)
        if (nth === 1) assert.notEqual(stdout, 'opened', 'it must have written')
      }
    })
  }

  function openUnder(inject: string[], name: string) {
    const program = `
      import { writeSync } from 'node:fs'
      import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, 'database.ts'))}
      try {
        openDatabase(${JSON.stringify(join(folder, name))}, ${JSON.stringify(migrations)}).close()
        writeSync(1, 'opened')
      } catch (error) {
        writeSync(1, error.name + ' ' + error.toDo)
      }`
    const node = [process.execPath, '--input-type=module', '-e', program]
    const strace = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=pwrite64', ...inject]
    return spawnSync('strace', [...strace, ...node], {
      encoding: 'utf8',
      timeout: 30_000,
      cwd: import.meta.dirname,
    })
  }
})

function told(what: RegExp, toDo: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ServiceError)
    assert.match(error.message, what)
    assert.match(error.toDo ?? '', toDo)
    return true
  }
}
