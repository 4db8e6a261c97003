import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { type ExportRow, formatCsv, formatParquet } from './tables.ts'

async function* from(rows: ExportRow[]): AsyncGenerator<ExportRow> {
  yield* rows
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

describe('CSV, RFC 4180', () => {
  test('quotes, commas and line ends are quoted; null is empty', async () => {
    const text = await textOf(formatCsv(from([{ a: 'x,"y"\nz', b: null, c: 3, d: true }])))
    assert.equal(text, '\ufeffa,b,c,d\r\n"x,""y""\nz",,3,true\r\n')
  })

  test('what begins like a formula does not run in a spreadsheet', async () => {
    const text = await textOf(formatCsv(from([{ a: '=HYPERLINK("http://x")', b: '@SUM(1)', c: '-1+2' }])))
    assert.equal(text.split('\r\n')[1], `"'=HYPERLINK(""http://x"")",'@SUM(1),'-1+2`)
  })

  test('no rows give an empty file', async () => {
    assert.equal(await textOf(formatCsv(from([]))), '')
  })
})

describe('Parquet', () => {
  test("another program's reader gives the rows back, over several row groups", async () => {
    const rows = Array.from({ length: 12_000 }, (_, n) => ({
      title: `标题 ${n}`,
      number: n,
      whole: n % 2 === 0,
      kicker: n % 3 ? null : '肩题',
    }))
    const pieces: Uint8Array[] = []
    for await (const piece of formatParquet(
      from([{ ...rows[0], kicker: null } as ExportRow, ...rows.slice(1)]),
    ))
      pieces.push(piece)
    const bytes = Buffer.concat(pieces)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    const read = await parquetReadObjects({ file })
    assert.equal(read.length, rows.length)
    assert.deepEqual(read[11_999], rows[11_999])
    assert.deepEqual(read[3], rows[3])
  })
})
