import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openFolderLock, tryFolderLock } from './folder-lock.ts'

describe('the lock of a data folder', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'verbatim-')), 'in-use.db')

  test('many may share it, and none of them may be shut out meanwhile', () => {
    const [first, second] = [openFolderLock(path, 'shared'), openFolderLock(path, 'shared')]
    assert.throws(() => openFolderLock(path, 'exclusive'), { toDo: /Stop the service/ })
    first.release()
    assert.equal(tryFolderLock(path, 'exclusive'), null)
    second.release()
    const alone = openFolderLock(path, 'exclusive')
    assert.equal(tryFolderLock(path, 'shared'), null)
    alone.release()
    openFolderLock(path, 'shared').release()
  })
})
