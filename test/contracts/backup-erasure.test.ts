import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CaptureId, ServiceError } from '#model'
import { look } from '../../src/pipeline/visit.ts'
import { restoreBackup, writeBackup } from '../../src/stores/backup.ts'
import { articlePage, dueArticle, openTestHouse, paperOutlet } from './house-fixture.ts'

describe('a backup beside an erasure', () => {
  const root = mkdtempSync(join(tmpdir(), 'verbatim-backup-erasure-'))
  after(() => rmSync(root, { recursive: true, force: true }))

  test('is refused for a moment, or whole; what was erased before it is not in it', async () => {
    const folder = join(root, 'data')
    const house = await openTestHouse(folder)
    await house.parts.outlets.save(paperOutlet())
    for (let number = 0; number < 12; number++) {
      const url = `https://www.paper.example/2026/${number}.html`
      house.fetcher.answer(url, { body: articlePage({ title: `Report ${number}`, seed: number }) })
      await look(dueArticle(url), house.parts, new AbortController().signal)
    }
    const ids: CaptureId[] = []
    for await (const { id } of house.parts.archive.all()) ids.push(id)

    for (const [at, id] of ids.slice(0, 8).entries()) {
      const file = join(root, `${at}.zip`)
      const erasing = house.parts.archive.erase([id])
      await sleep(at) // Each time the erasure has come a little further.
      const backup = await writeBackup(folder, file).catch((error: unknown) => error)
      await erasing
      if (backup instanceof Error) {
        assert.ok(backup instanceof ServiceError && backup.retry === 'later', backup.message)
        continue
      }
      const restored = join(root, `restored-${at}`)
      await restoreBackup(file, restored)
      const again = await openTestHouse(restored)
      for (const gone of ids.slice(0, at)) assert.equal(await again.parts.archive.find(gone), null)
      for (const kept of ids.slice(at + 1)) assert.ok(await again.parts.archive.read(kept))
      await again.parts.archive.finishErasures()
      for await (const { kind, subject, detail } of again.parts.archive.fsck())
        assert.equal(kind, 'ok', `${subject}: ${detail}`)
      await again.close()
    }
    await house.close()
  })
})
