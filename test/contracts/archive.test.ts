import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { collect, exchangeOf, openArchive, page } from './archive-fixture.ts'

describe('the archive', () => {
  test('gives back what it was given, byte for byte', async () => {
    const { archive } = openArchive()
    const exchange = exchangeOf(page('<p>新闻</p>'))
    const capture = await archive.preserve(exchange, { notes: { outlet: 'paper' } })
    const read = await archive.read(capture.id)
    assert.deepEqual(Buffer.from(read!.exchange.responseBytes), Buffer.from(exchange.responseBytes))
    assert.deepEqual(Buffer.from(read!.exchange.payload), Buffer.from(exchange.payload))
    assert.deepEqual(read!.exchange.headers, exchange.headers)
    assert.deepEqual(read!.notes, { outlet: 'paper' })
    assert.equal((await collect(archive.fsck())).filter((each) => each.kind === 'problem').length, 0)
    await archive.close()
  })

  test('writes a revisit record for a payload that it holds', async () => {
    const { archive } = openArchive()
    const first = await archive.preserve(exchangeOf(page('same')))
    const second = await archive.preserve(exchangeOf(page('same'), { url: 'https://other.example/' }))
    const third = await archive.preserveNotModified(
      exchangeOf('HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'),
      second.id,
    )
    assert.equal(second.revisitOf, first.id)
    assert.equal(third.revisitOf, first.id)
    assert.equal(Buffer.from((await archive.read(third.id))!.exchange.payload).toString(), 'same')
    await archive.close()
  })
})
