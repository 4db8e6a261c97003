import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'node:test'
import { openCatalogStore } from '../../src/stores/sqlite/catalog-store.ts'
import { catalogStoreContract, type OpenedCatalog } from './catalog-store.ts'
import { searchIndexContract } from './search-index.ts'
import { searchSuggestionsContract } from './search-suggestions.ts'

type Place = 'here' | 'in-thread'

async function open(search: Place): Promise<OpenedCatalog> {
  return opened(join(await mkdtemp(join(tmpdir(), 'verbatim-catalog-')), 'catalog.db'), search)
}

function opened(path: string, search: Place): OpenedCatalog {
  const stores = openCatalogStore(path, { search })
  return {
    ...stores,
    async reopen() {
      await stores.catalog.close()
      return opened(path, search)
    },
  }
}

catalogStoreContract(() => open('here'))
searchIndexContract(() => open('here'))
searchSuggestionsContract(() => open('here'))
describe('with the search in a thread of its own', () => {
  searchIndexContract(() => open('in-thread'))
  searchSuggestionsContract(() => open('in-thread'))
})
