import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { FrontierStore } from '#frontier'
import { openFrontierStore } from '../../src/stores/sqlite/frontier-store.ts'
import { describeFrontierStore } from './frontier-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'verbatim-frontier-'))
const stores: FrontierStore[] = []
after(async () => {
  for (const store of stores) await store.close()
  rmSync(folder, { recursive: true })
})

describeFrontierStore('SQLite', async (name) => {
  const store = openFrontierStore(join(folder, `${name}.db`))
  stores.push(store)
  return store
})
