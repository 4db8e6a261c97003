import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { type CaptureIndex, createArchive, type SegmentStore } from '#archive'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'
import { findTraces } from '../support/folder-traces.ts'
import {
  bytesOf,
  collect,
  exchangeOf,
  newFolder,
  openArchive,
  page,
  tickingClock,
} from './archive-fixture.ts'

const secret = `<p>${Array.from({ length: 400 }, (_, at) => `sentence ${at * 7919} that has to go`).join('. ')}</p>`
const at = (path: string) => ({ url: `https://news.example${path}` })

describe('erasing captures', () => {
  test('leaves no 24 bytes of them in the folder, and all others as they were', async () => {
    const { archive, folder } = openArchive({ segmentBytesMax: 3_000 })
    const kept = []
    for (let n = 0; n < 8; n++) kept.push(await archive.preserve(exchangeOf(page(`body ${n}`), at(`/${n}`))))
    const gone = await archive.preserve(exchangeOf(page(secret), at('/gone-with-its-address')))
    for (let n = 8; n < 12; n++) kept.push(await archive.preserve(exchangeOf(page(`body ${n}`), at(`/${n}`))))
    assert.notDeepEqual(await findTraces(folder, secret), [])
    const before = await bytesOf(archive.exportWarc(kept.map(({ id }) => id)))

    assert.deepEqual(await archive.erase([gone.id]), { erased: [gone.id], waiting: [] })

    assert.deepEqual(await findTraces(folder, secret), [])
    assert.deepEqual(await findTraces(folder, 'example/gone-with-its-address'), [])
    assert.equal(await archive.find(gone.id), null)
    assert.deepEqual(
      (await collect(archive.all())).map((each) => each.id),
      kept.map((each) => each.id),
    )
    assert.ok(before.equals(await bytesOf(archive.exportWarc(kept.map(({ id }) => id)))))
    assert.deepEqual(await problems(archive), [])
    await archive.rebuildIndex()
    assert.equal((await archive.counts()).captures, kept.length)
    assert.deepEqual(await problems(archive), [])
    await archive.close()
  })

  test('takes what repeats their payload along, and nothing brings them back', async () => {
    const { archive, folder } = openArchive()
    const original = await archive.preserve(exchangeOf(page(secret), at('/1')))
    const repeated = await archive.preserve(exchangeOf(page(secret), at('/2')))
    const unchanged = await archive.preserveNotModified(
      exchangeOf('HTTP/1.1 304 Not Modified\r\n\r\n', at('/1')),
      original.id,
    )
    const other = await archive.preserve(exchangeOf(page('other'), at('/3')))
    const file = join(newFolder(), 'copy.warc.gz')
    writeFileSync(file, await bytesOf(archive.exportWarc([original.id, repeated.id])))

    const { erased } = await archive.erase([original.id])
    assert.deepEqual(erased.toSorted(), [original.id, repeated.id, unchanged.id].toSorted())
    const events = await collect(archive.importFile(file))
    assert.equal(events.filter((each) => each.kind === 'captured').length, 0)
    assert.match(
      events.flatMap((each) => (each.kind === 'passed-over' ? [each.what] : [])).join(),
      /was erased/,
    )
    await archive.rebuildIndex()
    assert.deepEqual(
      (await collect(archive.all())).map((each) => each.id),
      [other.id],
    )
    assert.deepEqual(await findTraces(folder, secret), [])
    // The same page, captured anew, is a capture of its own.
    assert.equal((await archive.preserve(exchangeOf(page(secret), at('/1')))).revisitOf, null)
    assert.deepEqual(await problems(archive), [])
    await archive.close()
  })

  test('is finished by the next start, wherever it was torn off', async () => {
    for (let step = 1; step < 20; step++) {
      const folder = newFolder()
      const first = openArchive({ folder })
      const kept = await first.archive.preserve(exchangeOf(page('kept'), at('/kept')))
      const gone = await first.archive.preserve(exchangeOf(page(secret), at('/gone')))
      const last = await first.archive.preserve(exchangeOf(page('last'), at('/last')))
      await first.archive.close()
      const dying = openDying(folder, step)
      const isDone = await dying.erase([gone.id]).then(
        () => true,
        () => false,
      )
      await dying.close().catch(() => {})

      const { archive, segments } = openArchive({ folder })
      await archive.recover()
      if (await archive.find(gone.id)) {
        assert.equal(step, 1, 'only before the first step nothing has happened')
        await archive.erase([gone.id])
      }
      assert.deepEqual(await findTraces(folder, secret), [], `step ${step}`)
      assert.deepEqual(
        (await collect(archive.all())).map((each) => each.id),
        [kept.id, last.id],
      )
      for (const id of [kept.id, last.id]) assert.ok(await archive.read(id))
      // One that was made and never used may be there: the next writer takes it.
      const used = (await segments.list()).filter((each) => each.lengthBytes > 0)
      assert.equal(used.length, 1, `step ${step} leaves a segment too many`)
      assert.deepEqual(await problems(archive), [])
      await archive.close()
      if (isDone) return assert.ok(step > 6, `only ${step} steps: that tests little`)
    }
    assert.fail('it never came to an end')
  })

  test('waits for a segment that another process writes to', async () => {
    const folder = newFolder()
    const writer = openArchive({ folder })
    const gone = await writer.archive.preserve(exchangeOf(page(secret), at('/gone')))
    const desk = openArchive({ folder })
    const { waiting } = await desk.archive.erase([gone.id])
    assert.deepEqual(waiting, [gone.location.segmentId])
    assert.equal(await writer.archive.find(gone.id), null)
    assert.ok((await problems(desk.archive)).length > 0, 'fsck tells that it is not done')
    const next = await writer.archive.preserve(exchangeOf(page('next'), at('/next')))
    assert.deepEqual(await desk.archive.finishErasures(), [])
    assert.deepEqual(await findTraces(folder, secret), [])
    assert.ok(await writer.archive.read(next.id))
    assert.deepEqual(await problems(writer.archive), [])
    await writer.archive.close()
    await desk.archive.close()
  })
})

describe('erasing while another process reads the index', () => {
  test('is not done before what that reader keeps is overwritten', async () => {
    const { archive, folder } = openArchive()
    await archive.preserve(exchangeOf(page('kept'), at('/kept')))
    const gone = await archive.preserve(exchangeOf(page(secret), at('/gone-with-its-address')))
    const reader = new DatabaseSync(join(folder, 'captures.sqlite'))
    reader.exec('BEGIN; SELECT count(*) FROM captures')
    const { waiting } = await archive.erase([gone.id])
    assert.deepEqual(waiting, [gone.location.segmentId])
    reader.exec('COMMIT')
    assert.deepEqual(await archive.finishErasures(), [])
    assert.deepEqual(await findTraces(folder, 'example/gone-with-its-address'), [])
    assert.deepEqual(await findTraces(folder, secret), [])
    reader.close()
    await archive.close()
  })
})

async function problems(archive: ReturnType<typeof openArchive>['archive']) {
  return (await collect(archive.fsck())).filter((each) => each.kind === 'problem')
}

/** An archive whose process dies at the nth change that it makes on the disk: nothing after that happens. */
function openDying(folder: string, steps: number) {
  let left = steps
  const mortal = <T extends object>(target: T, names: readonly (keyof T)[]): T =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name)
        if (typeof value !== 'function') return value
        if (!names.includes(name as keyof T)) return value.bind(object)
        return async (...values: unknown[]) => {
          if (--left <= 0) throw new Error('The process has died.')
          const result = await value.apply(object, values)
          return isSegment(result) ? mortal(result, ['append', 'seal', 'truncate']) : result
        }
      },
    })
  return createArchive({
    segments: mortal<SegmentStore>(openFileSegmentStore(join(folder, 'archive')), [
      'create',
      'hold',
      'remove',
    ]),
    index: mortal<CaptureIndex>(openSqliteCaptureIndex(join(folder, 'captures.sqlite')), [
      'erase',
      'claimRewrite',
      'relocate',
      'finishRewrite',
      'put',
    ]),
    clock: tickingClock(),
    software: 'Verbatim/0.0.0',
  })
}

function isSegment(value: unknown): value is Parameters<typeof Object.keys>[0] & {
  append: unknown
  seal: unknown
  truncate: unknown
} {
  return typeof value === 'object' && value !== null && 'append' in value
}
