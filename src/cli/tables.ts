import { ByteWriter, parquetWriteRows } from 'hyparquet-writer'

export type ExportRow = Readonly<Record<string, string | number | boolean | null>>

/** Rows in one Parquet row group: some tens of megabytes of text. */
const groupRows = 5_000

/** RFC 4180, with a header line and a byte order mark, without which spreadsheets take Chinese for Latin-1. */
export async function* formatCsv(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  let names: string[] | null = null
  for await (const row of rows) {
    if (!names) {
      names = Object.keys(row)
      yield `\ufeff${names.join(',')}\r\n`
    }
    yield `${names.map((name) => csvField(row[name])).join(',')}\r\n`
  }
}

/** A field that begins like a formula gets an apostrophe: what the web wrote must not run in a spreadsheet. */
function csvField(value: ExportRow[string] | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Parquet, a row group at a time. Texts are UTF-8 strings, numbers 32-bit integers; all columns may be empty. */
export async function* formatParquet(rows: AsyncIterable<ExportRow>): AsyncGenerator<Uint8Array> {
  const iterator = rows[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const sink = writable.getWriter()
  const bytes = new ByteWriter()
  const drain = async () => {
    await sink.write(new Uint8Array(bytes.buffer, 0, bytes.index).slice())
    bytes.index = 0
  }
  Object.assign(bytes, { flush: drain })
  const write = async () => {
    await parquetWriteRows({
      writer: bytes,
      rows: resumed(first.value, iterator),
      columns: Object.entries(first.value).map(([name, value]) => ({
        name,
        type: typeOf(value),
        nullable: true,
      })),
      rowGroupSize: groupRows,
    })
    await drain()
    await sink.close()
  }
  const written = write().catch((error: unknown) => sink.abort(error))
  yield* readable
  await written
}

function typeOf(value: ExportRow[string]): 'BOOLEAN' | 'INT32' | 'STRING' {
  if (typeof value === 'boolean') return 'BOOLEAN'
  return typeof value === 'number' ? 'INT32' : 'STRING'
}

async function* resumed<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
