import assert from 'node:assert/strict'
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { SegmentCorruptError } from '#archive'
import { type CaptureId, instantOf, ServiceError, urlKey } from '#model'
import { bytesOf, collect, exchangeOf, newFolder, openArchive, page } from './archive-fixture.ts'

describe('an archive gives back what it was given, byte for byte', () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
  const answers: Record<string, string | Buffer> = {
    'a page': page('<p>新闻</p>'),
    'header bytes in Latin-1': Buffer.from('HTTP/1.1 200 OK\r\nX-City: Z\xfcrich\r\n\r\nbody', 'latin1'),
    'bare line feeds': 'HTTP/1.1 200 OK\nX: y\n\nbody',
    chunks: `${chunked}5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n`,
    'chunks that break off': `${chunked}5\r\nhel`,
    'a label that lies': `${chunked}no chunks at all`,
    'headers that do not end': 'HTTP/1.1 200 OK\r\nX: y',
    'no HTTP at all': '<html>from 1991</html>',
    'a WARC record in the page': page(
      '\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n',
    ),
    'every byte': Buffer.from(Array.from({ length: 2048 }, (_, at) => at & 255)),
    nothing: '',
  }
  for (const [name, bytes] of Object.entries(answers)) {
    test(name, async () => {
      const { archive } = openArchive()
      const exchange = exchangeOf(bytes)
      const capture = await archive.preserve(exchange, {
        notes: { outlet: 'paper', title: ' 标题\n第二行 ' },
      })
      const read = (await archive.read(capture.id))!
      assert.deepEqual(Buffer.from(read.exchange.responseBytes), Buffer.from(exchange.responseBytes))
      assert.deepEqual(Buffer.from(read.exchange.requestBytes), Buffer.from(exchange.requestBytes))
      assert.deepEqual(Buffer.from(read.exchange.payload), Buffer.from(exchange.payload))
      assert.deepEqual(read.exchange.headers, exchange.headers)
      assert.equal(read.exchange.status, exchange.status)
      assert.equal(read.exchange.durationMs, 42)
      assert.deepEqual(read.notes, { outlet: 'paper', title: ' 标题\n第二行 ' })
      assert.deepEqual(await problemsOf(archive), [])
      await archive.close()
    })
  }

  test('a cut answer keeps the reason of the cut', async () => {
    const { archive } = openArchive()
    const capture = await archive.preserve(exchangeOf(page('half'), { truncated: 'length' }))
    assert.equal(capture.truncated, true)
    assert.equal((await archive.read(capture.id))!.exchange.truncated, 'length')
    await archive.close()
  })

  test('an exchange whose request is not known has no request record', async () => {
    const { archive } = openArchive()
    const { id } = await archive.preserve(exchangeOf(page('x'), { requestBytes: new Uint8Array() }))
    assert.equal((await archive.read(id))!.exchange.requestBytes.length, 0)
    await archive.close()
  })
})

describe('a revisit record, WARC 1.1 §6.7', () => {
  test('takes the place of a payload that is held, under whatever URL', async () => {
    const { archive } = openArchive()
    const first = await archive.preserve(exchangeOf(page('same', 'ETag: "1"')))
    const second = await archive.preserve(
      exchangeOf(page('same', 'ETag: "2"'), { url: 'https://b.example/' }),
    )
    assert.equal(second.revisitOf, first.id)
    assert.equal(second.payloadDigest, first.payloadDigest)
    const read = (await archive.read(second.id))!
    assert.equal(Buffer.from(read.exchange.payload).toString(), 'same')
    assert.deepEqual(read.exchange.headers[0], ['ETag', '"2"'])
    await archive.close()
  })

  test('never refers to another revisit', async () => {
    const { archive } = openArchive()
    const first = await archive.preserve(exchangeOf(page('same')))
    const second = await archive.preserve(exchangeOf(page('same')))
    const third = await archive.preserve(exchangeOf(page('same')))
    const notModified = exchangeOf('HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    const fourth = await archive.preserveNotModified(notModified, second.id)
    assert.deepEqual([third.revisitOf, fourth.revisitOf], [first.id, first.id])
    const read = (await archive.read(fourth.id))!
    assert.equal(read.exchange.status, 304)
    assert.equal(Buffer.from(read.exchange.payload).toString(), 'same')
    await archive.close()
  })

  test('is not written for empty payloads, errors, or cut answers', async () => {
    const { archive } = openArchive()
    const notFound = 'HTTP/1.1 404 Not Found\r\n\r\ngone'
    for (const [answer, more] of [[page('')], [notFound], [page('cut'), { truncated: 'length' }]] as const) {
      await archive.preserve(exchangeOf(answer, more))
      assert.equal((await archive.preserve(exchangeOf(answer, more))).revisitOf, null)
    }
    await archive.close()
  })

  test('of a capture that is not held is refused', async () => {
    const { archive } = openArchive()
    const missing = 'urn:uuid:00000000-0000-4000-8000-000000000000' as CaptureId
    await assert.rejects(
      archive.preserveNotModified(exchangeOf('HTTP/1.1 304 X\r\n\r\n'), missing),
      ServiceError,
    )
    await archive.close()
  })
})

describe('captures are found', () => {
  test('by URL key, oldest first, within a range, up to a limit', async () => {
    const { archive } = openArchive()
    const url = 'https://www.news.example/a?utm_source=x'
    const captures = []
    for (const day of [3, 1, 2]) {
      const startedAt = instantOf(Date.UTC(2024, 0, day))
      captures.push(await archive.preserve(exchangeOf(page(`day ${day}`), { url, startedAt })))
    }
    const key = captures[0]!.urlKey
    assert.equal(key, urlKey(captures[0]!.url))
    const days = (list: readonly { capturedAt: string }[]) => list.map((each) => each.capturedAt.slice(8, 10))
    assert.deepEqual(days(await archive.capturesOf(key)), ['01', '02', '03'])
    assert.deepEqual(days(await archive.capturesOf(key, { from: instantOf(Date.UTC(2024, 0, 2)) })), [
      '02',
      '03',
    ])
    assert.deepEqual(days(await archive.capturesOf(key, { limit: 1 })), ['01'])
    await archive.close()
  })

  test('in the order of writing, from any one on', async () => {
    const { archive } = openArchive()
    const ids = []
    for (let at = 0; at < 5; at++) ids.push((await archive.preserve(exchangeOf(page(`${at}`)))).id)
    assert.deepEqual(
      (await collect(archive.all())).map((each) => each.id),
      ids,
    )
    assert.deepEqual(
      (await collect(archive.all(ids[2]))).map((each) => each.id),
      ids.slice(3),
    )
    await archive.close()
  })
})

describe('damage', () => {
  test('in a stored record is told, not read over', async () => {
    const { archive, folder } = openArchive()
    const { id, location } = await archive.preserve(exchangeOf(page('precious')))
    const path = join(folder, 'archive', location.segmentId)
    const bytes = readFileSync(path)
    const at = location.offsetBytes + location.lengthBytes - 20
    bytes[at] = bytes[at]! ^ 1
    writeFileSync(path, bytes)
    await assert.rejects(archive.read(id), (error: SegmentCorruptError) => {
      assert.ok(error instanceof SegmentCorruptError)
      assert.match(error.toDo, /backup/)
      return true
    })
    assert.notDeepEqual(await problemsOf(archive), [])
    await archive.close()
  })

  test('of an original is not relied on: the same payload is written again', async () => {
    const { archive, folder } = openArchive({ segmentBytesMax: 1 })
    const first = await archive.preserve(exchangeOf(page('same')))
    truncateSync(join(folder, 'archive', first.location.segmentId), 10)
    const second = await archive.preserve(exchangeOf(page('same')))
    assert.equal(second.revisitOf, null)
    assert.ok(await archive.read(second.id))
    await archive.close()
  })

  test('of a whole segment leaves the others readable', async () => {
    const { archive, folder } = openArchive({ segmentBytesMax: 1 })
    const first = await archive.preserve(exchangeOf(page('one')))
    const second = await archive.preserve(exchangeOf(page('two')))
    assert.notEqual(first.location.segmentId, second.location.segmentId)
    truncateSync(join(folder, 'archive', first.location.segmentId), 10)
    await assert.rejects(archive.read(first.id), SegmentCorruptError)
    assert.ok(await archive.read(second.id))
    const subjects = (await problemsOf(archive)).map((each) => each.subject)
    assert.ok(subjects.includes(first.id))
    await archive.close()
  })
})

describe('after a crash', () => {
  test('a capture torn at any byte is cut off, and all before it stay', async () => {
    const { archive, folder } = openArchive()
    const kept = await archive.preserve(exchangeOf(page('kept')))
    const torn = await archive.preserve(exchangeOf(page('torn')))
    await archive.close()
    const segment = join(folder, 'archive', kept.location.segmentId)
    const whole = readFileSync(segment)
    const { endBytes } = await lastGroup(folder, kept.id)
    assert.ok(torn.location.offsetBytes > endBytes)

    const crashed = crashedCopy(folder, kept.location.segmentId, whole)
    const again = openArchive({ folder: crashed })
    for (let length = endBytes; length <= whole.length; length++) {
      // The index rows of the torn capture are not there: they are written last.
      await again.index.replaceAll(entriesBefore(await collect(again.index.all()), endBytes))
      writeFileSync(join(crashed, 'archive', kept.location.segmentId), whole.subarray(0, length))
      const isWhole = length === whole.length
      assert.deepEqual(await again.archive.recover(), {
        segmentsSeen: 1,
        tornBytesRemoved: isWhole ? 0 : length - endBytes,
        capturesIndexed: isWhole ? 1 : 0,
      })
      assert.equal((await again.archive.find(torn.id)) !== null, isWhole)
    }
    const next = await again.archive.preserve(exchangeOf(page('next')))
    assert.equal(next.location.segmentId, kept.location.segmentId)
    assert.equal(next.location.offsetBytes > torn.location.offsetBytes, true)
    assert.deepEqual(await problemsOf(again.archive), [])
    await again.archive.close()
  })

  test('a segment that lost what was acknowledged is left as it is and told', async () => {
    const { archive, folder } = openArchive()
    await archive.preserve(exchangeOf(page('one')))
    const lost = await archive.preserve(exchangeOf(page('two')))
    await archive.close()
    truncateSync(join(folder, 'archive', lost.location.segmentId), lost.location.offsetBytes)
    const again = openArchive({ folder })
    assert.equal((await again.archive.recover()).tornBytesRemoved, 0)
    const next = await again.archive.preserve(exchangeOf(page('three')))
    assert.notEqual(next.location.segmentId, lost.location.segmentId)
    assert.ok((await problemsOf(again.archive)).some((each) => each.subject === lost.id))
    await again.archive.close()
  })

  test('a warcinfo torn at any byte is written anew', async () => {
    const { archive, folder } = openArchive()
    const { location } = await archive.preserve(exchangeOf(page('x')))
    await archive.close()
    const whole = readFileSync(join(folder, 'archive', location.segmentId))
    for (let length = 0; length < 300; length += 37) {
      const crashed = crashedCopy(folder, location.segmentId, whole.subarray(0, length), { withIndex: false })
      const { archive } = openArchive({ folder: crashed })
      await archive.recover()
      await archive.preserve(exchangeOf(page('x')))
      assert.deepEqual(await problemsOf(archive), [])
      assert.equal((await archive.counts()).segments, 1)
      await archive.close()
    }
  })

  test('damage before whole captures is never cut off', async () => {
    const { archive, folder } = openArchive()
    const captures = []
    for (const body of ['one', 'two', 'three']) captures.push(await archive.preserve(exchangeOf(page(body))))
    await archive.close()
    const segmentId = captures[0]!.location.segmentId
    const bytes = readFileSync(join(folder, 'archive', segmentId))
    bytes.fill(0, captures[1]!.location.offsetBytes + 20, captures[1]!.location.offsetBytes + 60)
    const crashed = crashedCopy(folder, segmentId, bytes, { withIndex: false })
    const again = openArchive({ folder: crashed })
    assert.equal((await again.archive.recover()).tornBytesRemoved, 0)
    assert.equal(statSync(join(crashed, 'archive', segmentId)).size, bytes.length)
    assert.ok(await again.archive.read(captures[2]!.id))
    await again.archive.preserve(exchangeOf(page('four')))
    assert.equal((await again.archive.counts()).segments, 2)
    await again.archive.close()
  })
})

describe('the index can be made again', () => {
  test('from the segments alone, the same', async () => {
    const { archive, folder } = openArchive({ segmentBytesMax: 2000 })
    for (let at = 0; at < 8; at++)
      await archive.preserve(exchangeOf(page(`${at % 5}`)), { notes: { at: `${at}` } })
    await archive.preserve(exchangeOf('no HTTP', { status: 0 }))
    const before = await collect(archive.all())
    assert.deepEqual(await archive.rebuildIndex(), { captures: 9, damaged: 0 })
    assert.deepEqual(byId(await collect(archive.all())), byId(before))
    await archive.close()

    const elsewhere = newFolder()
    mkdirSync(join(elsewhere, 'archive'))
    for (const name of readdirSync(join(folder, 'archive'))) {
      copyFileSync(join(folder, 'archive', name), join(elsewhere, 'archive', name))
    }
    const copy = openArchive({ folder: elsewhere })
    assert.equal((await copy.archive.recover()).capturesIndexed, 9)
    assert.deepEqual(byId(await collect(copy.archive.all())), byId(before))
    await copy.archive.close()
  })
})

describe('two archives on one folder', () => {
  test('write at the same time, each into a segment of its own, and leave each other alone', async () => {
    const folder = newFolder()
    const one = openArchive({ folder })
    const two = openArchive({ folder })
    const work = Array.from({ length: 40 }, (_, at) =>
      (at % 2 ? one : two).archive.preserve(exchangeOf(page(`body ${at}`))),
    )
    const captures = await Promise.all(work)
    assert.deepEqual(await two.archive.recover(), {
      tornBytesRemoved: 0,
      capturesIndexed: 0,
      segmentsSeen: 2,
    })
    assert.equal(new Set(captures.map((each) => each.location.segmentId)).size, 2)
    for (const { id } of captures) assert.ok(await one.archive.read(id))
    assert.deepEqual(await problemsOf(one.archive), [])
    await one.archive.close()
    await two.archive.preserve(exchangeOf(page('still there')))
    await two.archive.close()
  })
})

describe('an export', () => {
  test('is the same bytes for the same captures, in any order, whenever', async () => {
    const { archive } = openArchive()
    const a = await archive.preserve(exchangeOf(page('a')))
    const b = await archive.preserve(exchangeOf(page('a')))
    const pages = [{ url: a.url, title: '标题', capturedAt: a.capturedAt }]
    const warc = await bytesOf(archive.exportWarc([b.id]))
    assert.deepEqual(await bytesOf(archive.exportWarc([a.id, b.id, a.id])), warc)
    const wacz = await bytesOf(archive.exportWacz([a.id, b.id], pages))
    assert.deepEqual(await bytesOf(archive.exportWacz([b.id, a.id], pages)), wacz)
    await archive.close()
  })

  test('comes back as it was, once', async () => {
    const { archive, folder } = openArchive()
    const original = await archive.preserve(exchangeOf(page('a')), { notes: { outlet: 'paper' } })
    const revisit = await archive.preserve(exchangeOf(page('a')))
    const paths = { warc: join(folder, 'x.warc.gz'), wacz: join(folder, 'x.wacz') }
    writeFileSync(paths.warc, await bytesOf(archive.exportWarc([revisit.id])))
    writeFileSync(paths.wacz, await bytesOf(archive.exportWacz([revisit.id], [])))
    const other = openArchive()
    const first = await kindsOf(other.archive.importFile(paths.warc))
    assert.deepEqual(first, ['passed-over', 'captured', 'captured', 'progress'])
    const second = await kindsOf(other.archive.importFile(paths.wacz))
    assert.deepEqual(second, ['passed-over', 'already-held', 'already-held', 'progress'])
    const { location: _, ...facts } = revisit
    const { location: __, ...importedFacts } = (await other.archive.find(revisit.id))!
    assert.deepEqual(importedFacts, facts)
    assert.deepEqual((await other.archive.read(original.id))!.notes, { outlet: 'paper' })
    assert.deepEqual(await problemsOf(other.archive), [])
    await other.archive.close()
    await archive.close()
  })
})

async function problemsOf(archive: ReturnType<typeof openArchive>['archive']) {
  return (await collect(archive.fsck())).filter((each) => each.kind === 'problem')
}

async function kindsOf(events: AsyncIterable<{ kind: string }>): Promise<string[]> {
  return (await collect(events)).map((each) => each.kind)
}

function byId<T extends { id: string }>(captures: readonly T[]): T[] {
  return [...captures].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** A data folder as a process leaves it that dies: the segment unsealed, nobody holding it. */
function crashedCopy(
  folder: string,
  segmentId: string,
  bytes: Uint8Array,
  { withIndex = true } = {},
): string {
  const copy = newFolder()
  mkdirSync(join(copy, 'archive'))
  writeFileSync(join(copy, 'archive', segmentId), bytes)
  writeFileSync(join(copy, 'archive', `${segmentId}.open`), '')
  if (withIndex) copyFileSync(join(folder, 'captures.sqlite'), join(copy, 'captures.sqlite'))
  return copy
}

async function lastGroup(folder: string, id: CaptureId): Promise<{ endBytes: number }> {
  const { archive, index } = openArchive({ folder })
  const { extent } = (await index.find(id))!
  await archive.close()
  return { endBytes: extent.offsetBytes + extent.lengthBytes }
}

async function* entriesBefore<T extends { extent: { offsetBytes: number } }>(entries: T[], endBytes: number) {
  yield entries.filter((each) => each.extent.offsetBytes < endBytes)
}
