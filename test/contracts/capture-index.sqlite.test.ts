import { join } from 'node:path'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'
import { newFolder } from './archive-fixture.ts'
import { captureIndexContract } from './capture-index.ts'

captureIndexContract('SQLite', () => {
  const path = join(newFolder(), 'captures.sqlite')
  return [openSqliteCaptureIndex(path), openSqliteCaptureIndex(path)]
})
