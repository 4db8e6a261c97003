import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { appendFileSync, copyFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import type { ImportEvent } from '#archive'
import { bytesOf, collect, exchangeOf, newFolder, openArchive } from './archive-fixture.ts'

const count = 30

/** An export of another archive: `count` captures of a megabyte. */
async function exported(): Promise<{ warc: Buffer; wacz: Buffer }> {
  const { archive } = openArchive()
  const ids = []
  for (let n = 0; n < count; n++) {
    const body = randomBytes(1_000_000)
    const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
    const exchange = exchangeOf(Buffer.concat([head, body]), { url: `https://news.example/${n}` })
    ids.push((await archive.preserve(exchange)).id)
  }
  const made = {
    warc: await bytesOf(archive.exportWarc(ids)),
    wacz: await bytesOf(archive.exportWacz(ids, [])),
  }
  await archive.close()
  return made
}

describe('an import that was cut off', async () => {
  const { warc, wacz } = await exported()
  const zipOf = async (files: Record<string, Buffer>) => {
    const zip = new ZipFile()
    for (const [path, content] of Object.entries(files)) zip.addBuffer(content, path, { compress: false })
    zip.end()
    return bytesOf(zip.outputStream as unknown as AsyncIterable<Uint8Array>)
  }
  const files: Record<string, Buffer> = {
    'a.warc.gz': warc,
    'a.warc': gunzipSync(warc),
    'one-member.warc.gz': gzipSync(gunzipSync(warc), { level: 0 }),
    'a.wacz': wacz,
    'multi.wacz': await zipOf({ 'one.wacz': wacz }),
  }
  for (const [name, bytes] of Object.entries(files)) {
    test(`goes on where it was: ${name}`, async () => {
      const folder = newFolder()
      const path = join(newFolder(), name)
      writeFileSync(path, bytes)
      setSameTimes(path)
      const first = openArchive({ folder })
      const before = await until(first.archive.importFile(path), 15)
      await first.archive.close()

      // The same file, wherever it lies by now.
      const moved = join(newFolder(), 'moved')
      copyFileSync(path, moved)
      setSameTimes(moved)
      const second = openArchive({ folder })
      await second.archive.recover()
      const after = await collect(second.archive.importFile(moved))
      const [resumed] = after
      assert.equal(resumed?.kind, 'resumed')
      assert.ok(before >= 15 && tally(after)['already-held']! < 12, JSON.stringify(tally(after)))
      assert.equal((await second.archive.counts()).captures, count)
      assert.equal(tally(after).damaged, undefined)

      const again = tally(await collect(second.archive.importFile(moved)))
      assert.deepEqual([again.captured, again['already-held'], again.resumed], [undefined, count, undefined])
      await second.archive.close()
    })
  }

  test('begins again where the file is another one by now, or the index was made anew', async () => {
    const folder = newFolder()
    const path = join(newFolder(), 'a.warc.gz')
    writeFileSync(path, warc)
    const { archive } = openArchive({ folder })
    await until(archive.importFile(path), 15)
    appendFileSync(path, gzipSync('WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n'))
    await until(archive.importFile(path), 3)
    await archive.rebuildIndex()
    const events = await collect(archive.importFile(path))
    assert.equal(tally(events).resumed, undefined)
    assert.equal((await archive.counts()).captures, count)
    await archive.close()
  })
})

test('that records share one gzip member is told, and is no damage', async () => {
  const { archive } = openArchive()
  const path = join(newFolder(), 'one-member.warc.gz')
  const other = openArchive()
  const ids = []
  for (const n of [1, 2, 3]) ids.push((await other.archive.preserve(exchangeOf(`no HTTP ${n}`))).id)
  writeFileSync(path, gzipSync(gunzipSync(await bytesOf(other.archive.exportWarc(ids)))))
  const events = tally(await collect(archive.importFile(path)))
  assert.deepEqual([events.irregular, events.damaged, events.captured], [1, undefined, 3])
  await archive.close()
  await other.archive.close()
})

/** Stops listening, as a process that is killed does. @returns How many captures there were until then. */
async function until(events: AsyncIterable<ImportEvent>, captures: number): Promise<number> {
  let seen = 0
  for await (const { kind } of events) if (kind === 'captured' && ++seen >= captures) break
  return seen
}

function tally(events: readonly ImportEvent[]): Partial<Record<ImportEvent['kind'], number>> {
  const counts: Partial<Record<ImportEvent['kind'], number>> = {}
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function setSameTimes(...paths: string[]): void {
  const at = new Date('2026-01-02T03:04:05Z')
  for (const path of paths) utimesSync(path, at, at)
}
