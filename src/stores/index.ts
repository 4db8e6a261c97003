export {
  dataPaths,
  isEmptyDataFolder,
  openEmbeddedStores,
  openFreshCatalog,
  prepareDataFolder,
  type Stores,
} from './embedded.ts'
