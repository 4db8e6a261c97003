import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccountStore } from '../../src/stores/sqlite/account-store.ts'
import { describeAccountStore } from './account-store.ts'

describeAccountStore('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-accounts-'))
  const open = () => openAccountStore(join(folder, 'accounts.db'))
  const opened = [open()]
  const reopen = () => {
    const again = open()
    opened.push(again)
    return again
  }
  return {
    store: opened[0]!,
    reopen,
    done() {
      for (const store of opened) store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})
