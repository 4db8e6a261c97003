import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bytesOf, collect, exchangeOf, newFolder, openArchive, page } from './archive-fixture.ts'

/**
 * A body that holds a whole capture of the attacker's making, as gzip members. It is stored as it came, so that the
 * members lie in our segment byte for byte.
 */
async function forgery(): Promise<Buffer> {
  const { archive } = openArchive()
  const { id } = await archive.preserve(
    exchangeOf(page('never published'), { url: 'https://paper.example/forged' }),
  )
  const members = await bytesOf(archive.exportWarc([id]))
  await archive.close()
  const body = Buffer.concat([randomBytes(60_000), members, randomBytes(60_000)])
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`), body])
}

describe('a body that holds captures of its own', () => {
  test('is not believed when the record around it is damaged', async () => {
    const folder = newFolder()
    const { archive } = openArchive({ folder })
    const hostile = await archive.preserve(exchangeOf(await forgery(), { url: 'https://evil.example/1' }))
    const behind = await archive.preserve(exchangeOf(page('behind'), { url: 'https://news.example/2' }))
    const { segmentId, offsetBytes } = hostile.location
    const path = join(folder, 'archive', segmentId)
    const bytes = readFileSync(path)
    assert.ok(
      bytes.includes(Buffer.from([0x1f, 0x8b, 8, 0]), offsetBytes + 24),
      'the members lie there openly',
    )
    bytes[offsetBytes + 60]! ^= 0xff
    writeFileSync(path, bytes)
    const { captures, damaged } = await archive.rebuildIndex()
    assert.deepEqual(
      (await collect(archive.all())).map((each) => each.id),
      [behind.id],
    )
    assert.equal(captures, 1)
    assert.ok(damaged > 0)
    await archive.close()
  })

  test('is not believed when a crash tears it off', async () => {
    const folder = newFolder()
    const first = openArchive({ folder })
    await first.archive.preserve(exchangeOf(page('first')))
    const { bytes: before } = await first.archive.counts()
    const torn = await first.archive.preserve(exchangeOf(await forgery()))
    const { segmentId, offsetBytes, lengthBytes } = torn.location
    await first.archive.close()
    truncateSync(join(folder, 'archive', segmentId), offsetBytes + lengthBytes - 30_000)
    const lost = openArchive({ folder: newFolder(), segmentsOf: folder })
    const report = await lost.archive.recover()
    assert.equal(report.capturesIndexed, 1)
    assert.ok(report.tornBytesRemoved > 30_000)
    assert.equal((await lost.archive.counts()).bytes, before)
    await lost.archive.close()
  })

  test('leaves with its own bytes, not with the mark of the segment', async () => {
    const { archive, folder } = openArchive()
    const capture = await archive.preserve(exchangeOf(await forgery()))
    const { segmentId } = capture.location
    const mark = readFileSync(join(folder, 'archive', segmentId)).subarray(16, 24)
    const exported = await bytesOf(archive.exportWarc([capture.id]))
    assert.equal(exported.includes(mark), false)
    await archive.close()
  })
})
