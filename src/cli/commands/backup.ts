import { restoreBackup, writeBackup } from '#stores'
import type { Command } from '../command.ts'
import { dataFolderOf } from '../house.ts'
import { printResult } from '../print.ts'

export const backup: Command = {
  name: 'backup',
  usage: 'FILE',
  summary: 'Writes everything that is kept into one consistent file, beside a running service.',
  details: "The file holds the log's private key: keep it where only you can read it.",
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const [file = ''] = invocation.positionals
    const written = await writeBackup(dataFolderOf(invocation), file)
    printResult(
      invocation,
      { file, ...written },
      () => `${written.files} files, ${written.bytes} bytes in ${file}.\n`,
    )
    return 0
  },
}

export const restore: Command = {
  name: 'restore',
  usage: 'FILE',
  summary: 'Makes a data folder from a backup; the folder must not hold anything yet.',
  details: `
Every file is checked against its digest. Do not go on with an old backup while others hold newer checkpoints of the
log: it would grow two heads, and verifiers would notice.`,
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const [file = ''] = invocation.positionals
    const folder = dataFolderOf(invocation)
    const restored = await restoreBackup(file, folder)
    printResult(
      invocation,
      { folder, ...restored },
      () => `${restored.files} files, ${restored.bytes} bytes in ${folder}.\n`,
    )
    return 0
  },
}
