import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogStore } from '../../src/stores/sqlite/catalog-store.ts'
import { catalogStoreContract, type OpenedCatalog } from './catalog-store.ts'
import { searchIndexContract } from './search-index.ts'

async function open(): Promise<OpenedCatalog> {
  return opened(join(await mkdtemp(join(tmpdir(), 'verbatim-catalog-')), 'catalog.db'))
}

function opened(path: string): OpenedCatalog {
  const stores = openCatalogStore(path)
  return {
    ...stores,
    async reopen() {
      await stores.catalog.close()
      return opened(path)
    },
  }
}

catalogStoreContract(open)
searchIndexContract(open)
