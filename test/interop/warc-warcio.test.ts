import assert from 'node:assert/strict'
import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { getSurt, WARCParser, WARCRecord, WARCSerializer } from 'warcio'
import { surtOf } from '#archive'
import { parseHttpUrl } from '#model'
import { bytesOf, collect, exchangeOf, newFolder, openArchive, page } from '../contracts/archive-fixture.ts'

describe('warcio (npm)', () => {
  test('reads what we write', async () => {
    const { archive, folder } = openArchive()
    const capture = await archive.preserve(exchangeOf(page('<p>新闻</p>')))
    await archive.preserve(exchangeOf(page('<p>新闻</p>')))
    await archive.close()
    const path = join(folder, 'archive', capture.location.segmentId)
    const records = []
    for await (const record of new WARCParser(createReadStream(path))) {
      const text = await record.contentText()
      records.push([record.warcType, record.warcTargetURI, record.httpHeaders?.statusCode, text.trim()])
    }
    assert.deepEqual(
      records.map(([type]) => type),
      ['warcinfo', 'request', 'response', 'metadata', 'request', 'revisit', 'metadata'],
    )
    assert.deepEqual(records[2], ['response', capture.url, 200, '<p>新闻</p>'])
  })

  for (const gzip of [true, false]) {
    test(`writes what we read, ${gzip ? 'compressed' : 'plain'}`, async () => {
      const path = join(newFolder(), gzip ? 'theirs.warc.gz' : 'theirs.warc')
      writeFileSync(path, await theirs(gzip))
      const { archive } = openArchive()
      const events = await collect(archive.importFile(path))
      assert.deepEqual(
        events.map((each) => each.kind),
        ['passed-over', 'captured', 'captured', 'progress'],
      )
      const [first, second] = await collect(archive.all())
      assert.equal(first?.status, 200)
      assert.equal(first?.mediaType, 'text/html')
      assert.equal(Buffer.from((await archive.read(first!.id))!.exchange.payload).toString(), 'hello 1')
      assert.equal(
        Buffer.from((await archive.read(second!.id))!.exchange.requestBytes)
          .toString()
          .slice(0, 5),
        'GET /',
      )
      const again = await collect(archive.importFile(path))
      assert.ok(again.every((each) => each.kind !== 'captured'))
      assert.equal((await collect(archive.fsck())).filter((each) => each.kind === 'problem').length, 0)
      await archive.close()
    })
  }

  test('finds the same key for a URL', () => {
    for (const text of [
      'https://www.News.example/A/b.html?B=2&a=1',
      'http://example.com:8080/',
      'https://www2.example.com/%E6%96%B0?x=1&utm_source=y',
      'https://新闻.example/路',
      'https://a.example/?',
      'https://[2001:db8::1]/x',
    ]) {
      const url = parseHttpUrl(text)
      assert.equal(surtOf(url), getSurt(url))
    }
  })
})

async function theirs(gzip: boolean): Promise<Uint8Array> {
  const info = await WARCRecord.createWARCInfo(
    { filename: 'x.warc', warcVersion: 'WARC/1.1' },
    { software: 'warcio' },
  )
  const parts = [await WARCSerializer.serialize(info, { gzip })]
  for (const number of [1, 2]) {
    const url = `https://news.example/${number}`
    async function* body() {
      yield new TextEncoder().encode(`hello ${number}`)
    }
    const response = await WARCRecord.create(
      {
        url,
        date: '2024-01-02T03:04:05Z',
        type: 'response',
        warcVersion: 'WARC/1.1',
        httpHeaders: { 'Content-Type': 'text/html; charset=utf-8' },
        statusline: 'HTTP/1.1 200 OK',
      },
      body(),
    )
    parts.push(await WARCSerializer.serialize(response, { gzip }))
    if (number === 1) continue
    const request = await WARCRecord.create({
      url,
      date: '2024-01-02T03:04:05Z',
      type: 'request',
      warcVersion: 'WARC/1.1',
      httpHeaders: { Host: 'news.example' },
      statusline: `GET /${number} HTTP/1.1`,
      warcHeaders: { 'WARC-Concurrent-To': response.warcHeader('WARC-Record-ID') ?? '' },
    })
    parts.push(await WARCSerializer.serialize(request, { gzip }))
  }
  return Buffer.concat(parts)
}

describe('a WACZ export', () => {
  test('holds a WARC that warcio reads at the offsets of its index', async () => {
    const { archive } = openArchive()
    const ids = []
    for (const body of ['a', 'b', 'a']) ids.push((await archive.preserve(exchangeOf(page(body)))).id)
    const path = join(newFolder(), 'x.wacz')
    writeFileSync(path, await bytesOf(archive.exportWacz(ids, [])))
    await archive.close()
    const files = await unzip(path)
    const warc = files.get('archive/data.warc.gz')!
    const lines = files.get('indexes/index.cdx')!.toString().trim().split('\n')
    assert.equal(lines.length, 3)
    for (const line of lines) {
      const { offset, length, url } = JSON.parse(line.slice(line.indexOf('{')))
      const member = warc.subarray(Number(offset), Number(offset) + Number(length))
      const record = await new WARCParser(async_(member)).parse()
      assert.equal(record?.warcTargetURI, url)
      assert.ok(['response', 'revisit'].includes(record?.warcType ?? ''))
    }
  })
})

async function* async_(bytes: Uint8Array) {
  yield bytes
}

async function unzip(path: string): Promise<Map<string, Buffer>> {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(path, { lazyEntries: true })
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await bytesOf(await zip.openReadStreamPromise(entry)))
  }
  return files
}
