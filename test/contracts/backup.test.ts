import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { SnapshotId } from '#model'
import { catchUp } from '#pipeline'
import { restoreBackup, writeBackup } from '#stores'
import { openTestHouse, temporaryFolder } from './house-fixture.ts'

describe('a backup that is taken beside a writer', () => {
  test('holds all that was acknowledged before it began, and nothing by halves', {
    timeout: 60_000,
  }, async () => {
    const folder = join(temporaryFolder(), 'data')
    const acknowledged: SnapshotId[] = []
    const writer = new Worker(new URL('./backup-writer.ts', import.meta.url), { workerData: { folder } })
    writer.on('message', (id: SnapshotId) => acknowledged.push(id))
    const backups: { file: string; before: SnapshotId[] }[] = []
    try {
      for (let round = 1; round <= 4; round++) {
        while (acknowledged.length < round * 8) await once(writer, 'message')
        const file = join(temporaryFolder(), 'backup.zip')
        backups.push({ file, before: [...acknowledged] })
        await writeBackup(folder, file)
      }
      assert.ok(acknowledged.length > (backups.at(-1)?.before.length ?? 0), 'it went on writing meanwhile')
    } finally {
      writer.postMessage('stop')
      await once(writer, 'exit')
    }

    for (const { file, before } of backups) {
      const restored = join(temporaryFolder(), 'restored')
      await restoreBackup(file, restored)
      const house = await openTestHouse(restored)
      const { archive, catalog, transparency } = house.parts
      for (const id of before) assert.ok(await catalog.find(id), `${id} is lost`)
      await catchUp(house.parts)
      const page = await catalog.list({}, { cursor: null, limit: 1000 })
      for (const { id } of page.items) {
        const held = await catalog.find(id)
        assert.ok(held && (await archive.read(held.snapshot.captureIds[0])), `${id} has no bytes`)
        assert.ok(await transparency.position(id), `${id} is not in the log`)
      }
      assert.equal(await transparency.size(), page.items.length)
      for (const checked of [archive.fsck(), transparency.fsck()])
        for await (const { kind, subject, detail } of checked)
          assert.equal(kind, 'ok', `${subject}: ${detail}`)
      assert.deepEqual(
        house.complaints.filter((each) => !each.startsWith('archive.')),
        [],
      )
      await house.close()
    }
  })
})
