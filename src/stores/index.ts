export { restoreBackup, writeBackup } from './backup.ts'
export {
  dataPaths,
  isEmptyDataFolder,
  openEmbeddedStores,
  openFreshCatalog,
  prepareDataFolder,
  type Stores,
} from './embedded.ts'
export { replaceFile } from './files/replace-file.ts'
export { changeSigningKey, loadOrCreateSigningKey } from './files/signing-key.ts'
export { setLogAside } from './set-log-aside.ts'
export { openSmtpMailer } from './smtp/mailer.ts'
