import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { collect, exchangeOf, openArchive, page } from './archive-fixture.ts'

const numbered = (n: number) => ({ url: `https://news.example/${n}` })

describe('fsck', () => {
  test('finds in threads what it finds without', async () => {
    const { archive, folder } = openArchive({ segmentBytesMax: 12_000_000 })
    const captures = []
    // Threads are taken from 32 MB on.
    for (let n = 0; n < 36; n++) {
      const body = randomBytes(1_000_000)
      const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`
      captures.push(await archive.preserve(exchangeOf(Buffer.concat([Buffer.from(head), body]), numbered(n))))
    }
    const progress: number[] = []
    const sound = await collect(archive.fsck({ onProgress: (bytes) => progress.push(bytes), threadsMax: 2 }))
    assert.deepEqual(sound, await collect(archive.fsck({ threadsMax: 1 })))
    assert.ok(sound.every((each) => each.kind === 'ok'))
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
    )
    assert.equal(progress.at(-1), (await archive.counts()).bytes)

    for (const at of [3, 20]) flipByte(folder, captures[at]!.location)
    const damaged = await collect(archive.fsck({ threadsMax: 2 }))
    assert.deepEqual(damaged, await collect(archive.fsck({ threadsMax: 1 })))
    const subjects = damaged.filter((each) => each.kind === 'problem').map((each) => each.subject)
    for (const at of [3, 20]) {
      const { segmentId, offsetBytes } = captures[at]!.location
      assert.ok(subjects.includes(`${segmentId} at byte ${offsetBytes}`), subjects.join())
    }
    await archive.close()
  })

  test('notices a body that was changed with its gzip check sum made right', async () => {
    const { archive, folder } = openArchive()
    const { id, location } = await archive.preserve(exchangeOf(page('as it was written'), numbered(1)))
    const path = join(folder, 'archive', location.segmentId)
    const bytes = readFileSync(path)
    const end = location.offsetBytes + location.lengthBytes
    const record = gunzipSync(bytes.subarray(location.offsetBytes, end)).toString('latin1')
    const changed = gzipSync(Buffer.from(record.replace('as it was', 'as it is!'), 'latin1'))
    writeFileSync(
      path,
      Buffer.concat([bytes.subarray(0, location.offsetBytes), changed, bytes.subarray(end)]),
    )
    const before = await collect(archive.fsck())
    assert.ok(before.some(({ kind, subject }) => kind === 'problem' && subject === id))
    // The index is made of the same bytes again, and still it is told.
    const { damaged } = await archive.rebuildIndex()
    assert.equal(damaged, 1)
    await archive.close()
  })

  test('tells where index and segments differ', async () => {
    const { archive, folder } = openArchive()
    const moved = await archive.preserve(exchangeOf(page('one'), numbered(1)))
    const unknown = await archive.preserve(exchangeOf(page('two'), numbered(2)))
    const other = await archive.preserve(exchangeOf(page('three'), numbered(3)))
    const index = new DatabaseSync(join(folder, 'captures.sqlite'))
    const change = index.prepare(
      'UPDATE captures SET extent_offset_bytes = extent_offset_bytes + 1 WHERE id = ?',
    )
    change.run(moved.id)
    index.prepare('DELETE FROM captures WHERE id = ?').run(unknown.id)
    index.prepare("UPDATE captures SET media_type = 'image/png' WHERE id = ?").run(other.id)
    index.close()
    const problems = (await collect(archive.fsck())).filter((each) => each.kind === 'problem')
    assert.match(problems.find(({ subject }) => subject === unknown.id)!.detail, /not in the index/)
    assert.match(problems.find(({ subject }) => subject === other.id)!.detail, /something else/)
    assert.match(problems.find(({ subject }) => subject === moved.id)!.detail, /another place/)
    await archive.close()
  })
})

function flipByte(
  folder: string,
  { segmentId, offsetBytes, lengthBytes }: { segmentId: string; offsetBytes: number; lengthBytes: number },
): void {
  const path = join(folder, 'archive', segmentId)
  const bytes = readFileSync(path)
  bytes[offsetBytes + (lengthBytes >> 1)]! ^= 1
  writeFileSync(path, bytes)
}
