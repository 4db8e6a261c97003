import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import { type CaptureId, ServiceError, sha256Digest } from '#model'
import { bytesOf, collect, exchangeOf, newFolder, openArchive, page } from './archive-fixture.ts'

describe('an import', () => {
  test('keeps the records of other programs as they are, head and block', async () => {
    const { archive, folder } = openArchive()
    const path = join(folder, 'theirs.warc')
    const response = record('response', 'r1', 'HTTP/1.1 200 OK\r\n\r\nhi', 'X-Theirs: kept as it is\r\n')
    const request = record('request', 'q1', 'GET / HTTP/1.1\r\n\r\n', 'WARC-Concurrent-To: <urn:uuid:r1>\r\n')
    writeFileSync(path, response + request)
    const [captured] = await collect(archive.importFile(path))
    assert.ok(captured?.kind === 'captured')
    const exported = await bytesOf(archive.exportWarc([captured.capture.id]))
    const text = await unzipped(exported)
    assert.ok(text.includes(response) && text.includes(request))
    assert.deepEqual((await archive.read(captured.capture.id))?.notes, { importedFrom: 'theirs.warc' })
    await archive.close()
  })

  test('finds what a revisit of another program repeats: by id, or by address and date', async () => {
    const { archive, folder } = openArchive()
    const path = join(folder, 'theirs.warc')
    const profile = 'WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n'
    const refers =
      'WARC-Refers-To-Target-URI: https://a.example/\r\nWARC-Refers-To-Date: 2024-01-02T03:04:05Z\r\n'
    const head = 'HTTP/1.1 200 OK\r\nX: 2\r\n\r\n'
    writeFileSync(
      path,
      record('response', 'r1', 'HTTP/1.1 200 OK\r\n\r\nhi') +
        record('revisit', 'v1', head, `${profile}WARC-Refers-To: <urn:uuid:r1>\r\n`, '2024-01-03T00:00:00Z') +
        record('revisit', 'v2', head, profile + refers, '2024-01-04T00:00:00Z') +
        record('revisit', 'v3', head, profile, '2024-01-05T00:00:00Z'),
    )
    const events = await collect(archive.importFile(path))
    assert.deepEqual(
      events.map((each) => each.kind),
      ['captured', 'captured', 'captured', 'passed-over', 'progress'],
    )
    for await (const { id } of archive.all()) {
      assert.equal(Buffer.from((await archive.read(id))!.exchange.payload).toString(), 'hi')
    }
    await archive.close()
  })

  test('takes the same page again, under another id, for what it is', async () => {
    const { archive, folder } = openArchive()
    const path = join(folder, 'theirs.warc')
    const answer = 'HTTP/1.1 200 OK\r\n\r\nhi'
    writeFileSync(path, record('response', 'r1', answer) + record('response', 'r2', answer))
    const events = await collect(archive.importFile(path))
    assert.deepEqual(
      events.slice(0, 2).map((each) => each.kind),
      ['captured', 'already-held'],
    )
    await archive.close()
  })

  test('reads back records whose headers end in bare line feeds, and those of HTTP/2', async () => {
    const { archive, folder } = openArchive()
    const path = join(folder, 'theirs.warc')
    const bare = record('response', 'r1', 'HTTP/2 200 OK\r\nContent-Type: text/plain\r\n\r\nhi').replaceAll(
      '\r\n',
      '\n',
    )
    writeFileSync(path, bare.replace(/Content-Length: \d+/, 'Content-Length: 42'))
    const captured = (await collect(archive.importFile(path))).find((each) => each.kind === 'captured')
    assert.ok(captured)
    assert.equal(captured.capture.mediaType, 'text/plain')
    assert.equal(Buffer.from((await archive.read(captured.capture.id))!.exchange.payload).toString(), 'hi')
    assert.deepEqual(await archive.rebuildIndex(), { captures: 1, damaged: 0 })
    await archive.close()
  })

  test('does not believe what a file says of a payload, not even in our own form', async () => {
    const { archive, folder } = openArchive()
    const path = join(folder, 'forged.warc')
    const victim = sha256Digest('genuine')
    const closing = `payloadDigest: ${victim}\r\ncaptureRecords: 2\r\n`
    const metadata = record('metadata', 'm1', closing, 'WARC-Concurrent-To: <urn:uuid:r1>\r\n')
    writeFileSync(
      path,
      record('response', 'r1', 'HTTP/1.1 200 OK\r\n\r\nforged') +
        metadata.replace('application/http', 'application/warc-fields'),
    )
    await collect(archive.importFile(path))
    const genuine = await archive.preserve(exchangeOf(page('genuine')))
    assert.equal(genuine.payloadDigest, victim)
    assert.equal(genuine.revisitOf, null)
    await archive.rebuildIndex()
    assert.equal((await archive.find(genuine.id))?.revisitOf, null)
    const imported = await archive.read('urn:uuid:r1' as CaptureId)
    assert.equal(Buffer.from(imported!.exchange.payload).toString(), 'forged')
    await archive.close()
  })

  test('of a WACZ tells what does not match its data package', async () => {
    const { archive, folder } = openArchive()
    const { id } = await archive.preserve(exchangeOf(page('a')))
    const warc = await bytesOf(archive.exportWarc([id]))
    const path = join(folder, 'x.wacz')
    const resources = [
      { path: 'archive/data.warc.gz', hash: `sha256:${'0'.repeat(64)}` },
      { path: 'gone', hash: 'md5:0' },
    ]
    writeFileSync(
      path,
      await zipOf({ 'archive/data.warc.gz': warc, 'datapackage.json': JSON.stringify({ resources }) }),
    )
    const other = openArchive()
    const events = await collect(other.archive.importFile(path))
    const kinds = events.map((each) => each.kind)
    assert.deepEqual(kinds, ['damaged', 'damaged', 'passed-over', 'captured', 'progress'])
    await other.archive.close()
    await archive.close()
  })

  test('of our own WACZ export finds every hash right, and never fails in another way than it says', async () => {
    const { archive, folder } = openArchive()
    const { id } = await archive.preserve(exchangeOf(page('a'.repeat(1000))))
    const wacz = await bytesOf(archive.exportWacz([id], []))
    await archive.close()
    const other = openArchive()
    for (let at = 0; at < wacz.length; at += 101) {
      const path = join(folder, 'x.wacz')
      const changed = Buffer.from(wacz)
      if (at > 0) changed[at] = changed[at]! ^ 0x55
      writeFileSync(path, changed)
      const outcome = await collect(other.archive.importFile(path)).catch((error) => error)
      if (at === 0) assert.ok(outcome.every((each: { kind: string }) => each.kind !== 'damaged'))
      else if (!Array.isArray(outcome)) assert.ok(outcome instanceof ServiceError, String(outcome))
    }
    await other.archive.close()
  })

  test('refuses, and says why, what it cannot read at all', async () => {
    const { archive, folder } = openArchive()
    writeFileSync(join(folder, 'x.zip'), await zipOf({ 'a.txt': 'x' }))
    writeFileSync(join(folder, 'cut.wacz'), readFileSync(join(folder, 'x.zip')).subarray(0, 40))
    for (const name of ['missing.warc', '.', 'x.zip', 'cut.wacz']) {
      await assert.rejects(collect(archive.importFile(join(folder, name))), ServiceError, name)
    }
    await archive.close()
  })

  test('of a bomb stays within its memory', async () => {
    const { archive, folder } = openArchive()
    const path = join(folder, 'bomb.warc.gz')
    const head = `WARC/1.1\r\nWARC-Type: response\r\nContent-Length: ${270_000_000}\r\n\r\n`
    writeFileSync(path, gzipSync(Buffer.concat([Buffer.from(head), Buffer.alloc(270_000_000)]), { level: 1 }))
    const before = process.memoryUsage().rss
    const events = await collect(archive.importFile(path))
    assert.equal(events[0]?.kind, 'passed-over')
    assert.ok(process.memoryUsage().rss - before < 300_000_000)
    await archive.close()
  })
})

describe('a process that is killed', () => {
  test('has lost nothing that it acknowledged', { timeout: 60_000 }, async () => {
    const folder = newFolder()
    const acknowledged: string[] = []
    for (const lifeCount of [5, 20, 60]) {
      const fixture = JSON.stringify(join(import.meta.dirname, 'archive-fixture.ts'))
      const script = `
        import { exchangeOf, openArchive, page } from ${fixture}
        const { archive } = openArchive({ folder: ${JSON.stringify(folder)}, segmentBytesMax: 20000 })
        await archive.recover()
        const worker = async () => { for (;;) {
          const { id } = await archive.preserve(exchangeOf(page('body ' + Math.random())))
          process.stdout.write(id + '\\n')
        } }
        await Promise.all([worker(), worker(), worker()])`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        cwd: join(import.meta.dirname, '../..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let count = 0
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(line)
        if (++count === lifeCount) child.kill('SIGKILL')
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    const { archive } = openArchive({ folder })
    await archive.recover()
    for (const id of acknowledged) {
      if (id.length === 45)
        assert.ok(await archive.read(id as CaptureId), `${id} was acknowledged and is gone`)
    }
    assert.ok(acknowledged.length >= 85)
    assert.deepEqual(
      (await collect(archive.fsck())).filter((each) => each.kind === 'problem'),
      [],
    )
    await archive.close()
  })
})

function record(type: string, id: string, block: string, more = '', date = '2024-01-02T03:04:05Z'): string {
  const fields = `WARC-Type: ${type}\r\nWARC-Record-ID: <urn:uuid:${id}>\r\nWARC-Target-URI: <https://a.example/>\r\n`
  const length = `WARC-Date: ${date}\r\nContent-Type: application/http\r\nContent-Length: ${block.length}\r\n`
  return `WARC/1.0\r\n${fields}${more}${length}\r\n${block}\r\n\r\n`
}

async function unzipped(members: Buffer): Promise<string> {
  const { gunzipSync } = await import('node:zlib')
  return gunzipSync(members).toString()
}

async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, content] of Object.entries(files))
    zip.addBuffer(Buffer.from(content), path, { compress: false })
  zip.end({ forceZip64Format: false, comment: '' })
  return bytesOf(zip.outputStream as unknown as AsyncIterable<Uint8Array>)
}
