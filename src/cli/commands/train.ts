import { readFileSync } from 'node:fs'
import { replaceFile } from '#stores'
import { formatChannelModel, trainChannelModel } from '#stories'
import { type Command, textOption, UsageError } from '../command.ts'

import { printResult } from '../print.ts'

export const train: Command = {
  name: 'train',
  usage: 'channel FILE.tsv --out MODEL',
  summary: 'Teaches the channel classifier from lines of text, a TAB, and a label; any labels.',
  details: '`verbatim predict channel --model MODEL` then uses it.',
  options: { out: { value: 'MODEL', help: 'where the model is written' } },
  positionals: { min: 2, max: 2 },
  async run(invocation) {
    const [kind, file = ''] = invocation.positionals
    if (kind !== 'channel') throw new UsageError(`"${kind}" can't be taught; "channel" can.`)
    const out = textOption(invocation, 'out')
    if (!out) throw new UsageError('--out MODEL is missing: where the model is to be written.')
    const rows = readRows(file)
    const model = trainChannelModel(rows)
    const bytes = formatChannelModel(model)
    replaceFile(out, bytes, { mode: 0o644 })
    const labels = new Set(rows.map((row) => row.label)).size
    printResult(
      invocation,
      { rows: rows.length, labels, bytes: bytes.byteLength, out },
      (each) => `${each.rows} rows, ${each.labels} labels; ${each.bytes} bytes in ${out}.\n`,
    )
    return 0
  },
}

/** @throws {UsageError} naming the first line that is not of the form. */
function readRows(file: string): { text: string; label: string }[] {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`)
  }
  const rows = content.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return []
    const tab = line.lastIndexOf('\t')
    if (tab < 1 || tab === line.length - 1)
      throw new UsageError(`${file}, line ${index + 1}: it is not text, a TAB and a label.`)
    return [{ text: line.slice(0, tab), label: line.slice(tab + 1).trim() }]
  })
  if (new Set(rows.map((row) => row.label)).size < 2)
    throw new UsageError(`${file} has fewer than two labels: there is nothing to tell apart.`)
  return rows
}
