import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { validators } from '../interop/warc-validators.ts'
import { bytesOf, collect, exchangeOf, newFolder, openArchive, page } from './archive-fixture.ts'

describe('what was made of a page beside its capture', () => {
  const view = { name: 'view', mediaType: 'image/png', bytes: randomBytes(20_000) }

  test('comes back with it, also through an export and a rebuild', async () => {
    const { archive } = openArchive()
    const { id } = await archive.preserve(exchangeOf(page('shown')), { resources: [view] })
    assert.deepEqual(
      (await archive.read(id))?.resources.map((each) => ({ ...each, bytes: Buffer.from(each.bytes) })),
      [view],
    )
    const file = join(newFolder(), 'shown.warc.gz')
    writeFileSync(file, await bytesOf(archive.exportWarc([id])))
    for (const { name, validate } of validators()) assert.equal(validate(file), null, name)
    await archive.rebuildIndex()
    assert.ok(await archive.read(id))
    assert.deepEqual(
      (await collect(archive.fsck())).filter((each) => each.kind === 'problem'),
      [],
    )
    const other = openArchive()
    await collect(other.archive.importFile(file))
    assert.ok(view.bytes.equals((await other.archive.read(id))!.resources[0]!.bytes))
    await archive.close()
    await other.archive.close()
  })

  test('has a name of letters', async () => {
    const { archive } = openArchive()
    const wrong = { resources: [{ ...view, name: 'a b' }] }
    await assert.rejects(archive.preserve(exchangeOf(page('x')), wrong), RangeError)
    await archive.close()
  })
})
