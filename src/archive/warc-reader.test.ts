import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { header } from '#model'
import { readWarc, type WarcReading, type WarcReadOptions } from './warc-reader.ts'
import { formatWarcRecord, makeWarcRecord } from './warc-record.ts'

const forms = ['plain', 'gzip', 'one gzip', 'cut anyhow'] as const

describe('a WARC file is read back as it was written', () => {
  test('in any form, from pieces of any size', async () => {
    const blocks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        blocks,
        fc.constantFrom(...forms),
        fc.integer({ min: 1, max: 500 }),
        async (all, form, step) => {
          const readings = await read(fileOf(all, form), { step })
          assert.deepEqual(blocksOf(readings), all.map(hex))
          if (form !== 'plain' && form !== 'gzip') return
          assert.ok(readings.every((each) => each.kind === 'record' && each.lengthBytes > 0))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('each record alone, from its offset', async () => {
    for (const form of ['plain', 'gzip'] as const) {
      const file = fileOf([Buffer.from('a'), Buffer.from('bb'), Buffer.from('ccc')], form)
      for (const reading of await read(file)) {
        assert.ok(reading.kind === 'record')
        const { offsetBytes, lengthBytes } = reading
        const alone = await read(file.subarray(offsetBytes, offsetBytes + lengthBytes))
        assert.deepEqual(blocksOf(alone), [hex(reading.record.block)])
        assert.equal((await read(file, { fromBytes: offsetBytes }))[0]?.offsetBytes, offsetBytes)
      }
    }
  })

  test('several records in one gzip member are read, and told as the departure they are', async () => {
    const readings = await read(fileOf([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')], 'one gzip'))
    assert.deepEqual(kindsOf(readings), ['record', 'irregular', 'record', 'record'])
  })
})

describe('other programs', () => {
  test('leave out angle brackets, carriage returns, or line ends behind a block', async () => {
    const record = 'WARC/1.0\nWARC-Type: response\nContent-Length: 3\n\nabc'
    const readings = await read(Buffer.from(`${record}\n\n${record}\n${record}`))
    assert.deepEqual(
      blocksOf(readings),
      ['abc', 'abc', 'abc'].map((each) => hex(Buffer.from(each))),
    )
  })

  test('fold header lines', async () => {
    const file = Buffer.from('WARC/0.18\r\nWARC-Type: a\r\n  b\r\nContent-Length: 0\r\n\r\n\r\n\r\n')
    const [reading] = await read(file)
    assert.ok(reading?.kind === 'record')
    assert.equal(reading.record.version, '0.18')
    assert.equal(header(reading.record.fields, 'WARC-Type'), 'a b')
  })

  test('write ARC', async () => {
    const head = 'filedesc://x.arc 0.0.0.0 20080430204825 text/plain 76\n'
    const about =
      '1 0 Program\nURL IP-address Archive-date Content-type Archive-length\n\n\n\n\n\n\n\n\n'.slice(0, 76)
    const page = 'HTTP/1.1 200 OK\r\n\r\nhi'
    const entry = `http://a.example/b c 192.0.2.1 20080430204826 text/html ${page.length}\n${page}\n`
    const readings = await read(Buffer.from(`${head}${about}\n${entry}`))
    const records = readings.flatMap((each) => (each.kind === 'record' ? [each.record] : []))
    const types = records.map((each) => header(each.fields, 'WARC-Type'))
    assert.deepEqual(types, ['warcinfo', 'response'])
    assert.equal(header(records[1]!.fields, 'WARC-Target-URI'), 'http://a.example/b c')
    assert.equal(header(records[1]!.fields, 'WARC-Date'), '2008-04-30T20:48:26Z')
  })
})

describe('damage', () => {
  test('is told by its offset, and the records around it are read', async () => {
    const all = Array.from({ length: 5 }, (_, at) => Buffer.from(`block ${at} `.repeat(20 + at)))
    const sound = await read(fileOf(all, 'gzip'))
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
        const file = fileOf(all, 'gzip')
        const at = place % file.length
        const hit = sound.findLastIndex((each) => each.offsetBytes <= at)
        file[at] = file[at]! ^ flip
        const readings = await read(file)
        const expected = all.filter((_, index) => index !== hit).map(hex)
        const got = new Set(blocksOf(readings))
        for (const block of expected) assert.ok(got.has(block), `a neighbour of record ${hit} is lost`)
        const damage = readings.find((each) => each.kind === 'damaged')
        // A bit of the gzip head that means nothing (time, system) may flip unseen.
        if (!damage) assert.ok(at - sound[hit]!.offsetBytes < 10)
        else assert.equal(damage.offsetBytes, sound[hit]!.offsetBytes)
      }),
      { numRuns: 200 },
    )
  })

  test('in a plain file: a length that is too long or too short costs no neighbour', async () => {
    for (const wrong of ['99999', '2', '', '-1', 'abc']) {
      const file = fileOf([Buffer.from('aaaa'), Buffer.from('bbbb'), Buffer.from('cccc')], 'plain').toString(
        'latin1',
      )
      const second = file.indexOf('WARC/1.1', 10)
      const broken =
        file.slice(0, second) + file.slice(second).replace('Content-Length: 4', `Content-Length: ${wrong}`)
      const readings = await read(Buffer.from(broken, 'latin1'))
      assert.deepEqual(kindsOf(readings), ['record', 'damaged', 'record'], `Content-Length: ${wrong}`)
      assert.equal(readings[1]?.offsetBytes, second)
    }
  })

  test('at the end of the file is told', async () => {
    for (const form of ['plain', 'gzip'] as const) {
      const file = fileOf([Buffer.from('first'), Buffer.from('x'.repeat(500))], form)
      const readings = await read(file.subarray(0, file.length - 20))
      assert.deepEqual(kindsOf(readings), ['record', 'damaged'])
    }
  })

  test('of any kind never throws, never hangs', async () => {
    const start = fc.constantFrom(
      '',
      'WARC/1.1\r\n',
      'WARC/1.0\r\nContent-Length: 5\r\n\r\n',
      '\x1f\x8b\x08\x00',
      'filedesc:',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(start, fc.uint8Array({ maxLength: 60 })), { maxLength: 8 }),
        async (parts) => {
          const bytes = parts.flatMap(([text, more]) => [Buffer.from(text, 'latin1'), more])
          for (const reading of await read(Buffer.concat(bytes), { step: 7 }))
            assert.ok(reading.offsetBytes >= 0)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('made to be looked at again and again is not', { timeout: 20_000 }, async () => {
    const lying = Buffer.from('WARC/1.1\r\nContent-Length: 9000000\r\n\r\n'.repeat(200_000))
    const [first] = await read(lying)
    assert.equal(first?.kind, 'damaged')
    const member = gzipSync(Buffer.alloc(50_000), { level: 0 })
    member.fill(0, member.length - 8)
    const starts = Buffer.from('1f8b0800'.repeat(500_000), 'hex')
    assert.ok((await read(starts)).every((each) => each.kind === 'damaged'))
    const nested = Buffer.concat(Array.from({ length: 100 }, () => member))
    assert.ok((await read(nested)).every((each) => each.kind === 'damaged'))
  })
})

describe('a record beyond the limit', () => {
  test('is named and passed over; its block is not held', async () => {
    for (const form of ['plain', 'gzip'] as const) {
      const file = fileOf([Buffer.alloc(5000, 'x'), Buffer.from('small')], form)
      const readings = await read(file, { recordBytesMax: 1000, step: 100 })
      assert.deepEqual(kindsOf(readings), ['too-large', 'record'])
    }
  })
})

function fileOf(blocks: readonly Uint8Array[], form: (typeof forms)[number]): Buffer {
  const records = blocks.map((block) => formatWarcRecord(makeWarcRecord([['WARC-Type', 'resource']], block)))
  if (form === 'gzip') return Buffer.concat(records.map((each) => gzipSync(each)))
  const plain = Buffer.concat(records)
  if (form === 'plain') return plain
  if (form === 'one gzip') return gzipSync(plain)
  const cuts: Buffer[] = []
  for (let at = 0; at < plain.length; at += 97) cuts.push(gzipSync(plain.subarray(at, at + 97)))
  return Buffer.concat(cuts)
}

async function read(
  bytes: Uint8Array,
  { step = 64 * 1024, ...options }: WarcReadOptions & { step?: number } = {},
): Promise<WarcReading[]> {
  const source = {
    async *from(start: number) {
      for (let at = start; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
    },
  }
  const readings: WarcReading[] = []
  for await (const reading of readWarc(source, options)) readings.push(reading)
  return readings
}

function blocksOf(readings: readonly WarcReading[]): string[] {
  return readings.flatMap((each) => (each.kind === 'record' ? [hex(each.record.block)] : []))
}

function kindsOf(readings: readonly WarcReading[]): string[] {
  return readings.map((each) => each.kind)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
