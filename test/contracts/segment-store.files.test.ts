import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { newFolder } from './archive-fixture.ts'
import { segmentStoreContract } from './segment-store.ts'

segmentStoreContract('files', () => {
  const folder = newFolder()
  return [openFileSegmentStore(folder), openFileSegmentStore(folder)]
})

describe('a segment file', () => {
  test('stays held while its process lives, and is free when that is killed', async () => {
    const folder = newFolder()
    const script = `
      import { openFileSegmentStore } from '#stores-files'
      const segment = await openFileSegmentStore(${JSON.stringify(folder)}).create('2024-01-02T03:04:05.000Z')
      await segment.append(Buffer.from('abc'))
      process.stdout.write(segment.id)
      setInterval(() => {}, 1000)`
    const module = JSON.stringify(join(import.meta.dirname, '../../src/stores/files/segment-store.ts'))
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', script.replace("'#stores-files'", module)],
      { cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [id] = await once(child.stdout, 'data')
    const store = openFileSegmentStore(folder)
    assert.equal(await store.hold(String(id) as never), null)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const segment = await store.hold(String(id) as never)
    assert.equal(segment?.lengthBytes, 3)
    await store.close()
  })
})
