import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { NoticeStore } from '#access'
import type { AccountStore } from '#accounts'
import type { CaptureIndex, PackageSigner, SegmentStore } from '#archive'
import type { CatalogStore, SearchIndex } from '#catalog'
import type { PaceStore } from '#fetch'
import type { FrontierStore } from '#frontier'
import { type Log, ServiceError, silentLog } from '#model'
import type { HubSubscriptionStore, OutletStore, SourceHealthStore } from '#sources'
import type { CorrectionStore } from '#stories'
import type { SubscriptionStore, VapidKeys } from '#subscriptions'
import { type LogStore, openKeyChange, type SigningKey } from '#transparency'
import { openCorrectionStore } from './files/correction-store.ts'
import { openOutletStore } from './files/outlet-store.ts'
import { loadOrCreatePackageKey } from './files/package-key.ts'
import { openFileSegmentStore } from './files/segment-store.ts'
import { loadKeyChanges, loadOrCreateSigningKey } from './files/signing-key.ts'
import { loadOrCreateVapidKeys } from './files/vapid-keys.ts'
import { openAccountStore } from './sqlite/account-store.ts'
import { openSqliteCaptureIndex } from './sqlite/capture-index.ts'
import { openCatalogStore } from './sqlite/catalog-store.ts'
import { type FolderLock, openFolderLock, tryFolderLock } from './sqlite/folder-lock.ts'
import { openFrontierStore } from './sqlite/frontier-store.ts'
import { openHubSubscriptionStore } from './sqlite/hub-subscription-store.ts'
import { openLogStore } from './sqlite/log-store.ts'
import { openNoticeStore } from './sqlite/notice-store.ts'
import { openPaceStore } from './sqlite/pace-store.ts'
import { openSourceHealthStore } from './sqlite/source-health-store.ts'
import { openSubscriptionStore } from './sqlite/subscription-store.ts'

/** All engines of one service. */
export interface Stores {
  readonly frontier: FrontierStore
  readonly segments: SegmentStore
  readonly captures: CaptureIndex
  readonly catalog: CatalogStore
  readonly search: SearchIndex
  readonly log: LogStore
  readonly signingKey: SigningKey
  /** The notes by which earlier signing keys handed over. */
  readonly keyChanges: readonly string[]
  /** What WACZ files are signed with. */
  readonly packageSigner: PackageSigner
  readonly notices: NoticeStore
  readonly accounts: AccountStore
  readonly subscriptions: SubscriptionStore
  /** What browsers know our pushes by. */
  readonly vapidKeys: VapidKeys
  readonly corrections: CorrectionStore
  readonly outlets: OutletStore
  readonly sourceHealth: SourceHealthStore
  readonly hubSubscriptions: HubSubscriptionStore
  readonly pace: PaceStore
  /** Tells other processes that this one crawls. */
  holdCrawl(): CrawlHold
  /** Null while another process delivers: the outbox is worked through by one. */
  holdDelivery(): { release(): void } | null
  /** Closes what no room closes by itself: `archive` and `transparency` own the engines they were given. */
  close(): Promise<void>
}

export interface CrawlHold {
  /** True where nobody else was crawling, so that leases still out are those of the dead. */
  readonly wasAlone: boolean
  release(): void
}

/** Where things lie in a data folder. */
export function dataPaths(folder: string) {
  return {
    segments: join(folder, 'segments'),
    outlets: join(folder, 'outlets'),
    captures: join(folder, 'captures.db'),
    catalog: join(folder, 'catalog.db'),
    frontier: join(folder, 'frontier.db'),
    notices: join(folder, 'notices.db'),
    accounts: join(folder, 'accounts.db'),
    subscriptions: join(folder, 'subscriptions.db'),
    vapidKeys: join(folder, 'vapid-keys.json'),
    delivering: join(folder, 'delivering.db'),
    corrections: join(folder, 'corrections.jsonl'),
    sourceHealth: join(folder, 'source-health.db'),
    hubSubscriptions: join(folder, 'websub.db'),
    pace: join(folder, 'pace.db'),
    log: join(folder, 'log'),
    signingKey: join(folder, 'log', 'signing-key.json'),
    keyChanges: join(folder, 'log', 'key-changes.json'),
    lock: join(folder, 'in-use.db'),
    crawl: join(folder, 'crawling.db'),
    packageKey: join(folder, 'wacz-key.pem'),
    samples: join(folder, 'samples.json'),
  } as const
}

/**
 * Opens a data folder, making what is not there: SQLite for what is looked up, files for what is kept.
 *
 * @param use `shared`: beside other processes. `exclusive`: alone, for work that swaps files.
 * @param logName The log's name, for a folder that has no key yet.
 * @param headsFolder Where the newest signed head is pinned as well, outside of the data folder: an old copy of the
 *   folder, put back in its place or beside it, is noticed there before it signs a second history.
 * @throws {ServiceError} if the folder cannot be written, or another process has it in a way that excludes ours.
 */
export async function openEmbeddedStores(
  folder: string,
  {
    use,
    logName,
    headsFolder = null,
    search: place = 'here',
    log = silentLog,
  }: {
    use: 'shared' | 'exclusive'
    logName: string
    headsFolder?: string | null
    /** `in-thread` for a service, which must not wait for a search; see `openCatalogStore`. */
    search?: 'here' | 'in-thread'
    log?: Log
  },
): Promise<Stores> {
  const paths = dataPaths(folder)
  prepareDataFolder(folder)
  mkdirSync(paths.log, { recursive: true })
  const lock: FolderLock = openFolderLock(paths.lock, use)
  const { catalog, search } = openCatalogStore(paths.catalog, { search: place, log })
  const signingKey = loadOrCreateSigningKey(paths.signingKey, logName)
  const keyChanges = loadKeyChanges(paths.keyChanges)
  const headFile = headsFolder && join(headsFolder, headFileName(signingKey, keyChanges))
  const stores = {
    frontier: openFrontierStore(paths.frontier),
    segments: openFileSegmentStore(paths.segments),
    captures: openSqliteCaptureIndex(paths.captures),
    catalog,
    search,
    log: openLogStore(paths.log, headFile ? { headFile } : {}),
    signingKey,
    keyChanges,
    packageSigner: loadOrCreatePackageKey(paths.packageKey),
    notices: openNoticeStore(paths.notices),
    accounts: openAccountStore(paths.accounts),
    subscriptions: openSubscriptionStore(paths.subscriptions),
    vapidKeys: loadOrCreateVapidKeys(paths.vapidKeys),
    corrections: openCorrectionStore(paths.corrections),
    outlets: openOutletStore(paths.outlets),
    sourceHealth: openSourceHealthStore(paths.sourceHealth),
    hubSubscriptions: openHubSubscriptionStore(paths.hubSubscriptions),
    pace: openPaceStore(paths.pace),
  }
  return {
    ...stores,
    holdCrawl() {
      const alone = tryFolderLock(paths.crawl, 'exclusive')
      alone?.release()
      return { wasAlone: alone !== null, release: openFolderLock(paths.crawl, 'shared').release }
    },
    holdDelivery: () => tryFolderLock(paths.delivering, 'exclusive'),
    async close() {
      for (const store of [
        stores.frontier,
        catalog,
        stores.notices,
        stores.accounts,
        stores.subscriptions,
        stores.sourceHealth,
        stores.hubSubscriptions,
        stores.pace,
      ])
        await store.close()
      lock.release()
    },
  }
}

/** One for each log, whatever folder it lies in: named for its first key, which no change of keys takes away. */
function headFileName({ verifierKey }: SigningKey, keyChanges: readonly string[]): string {
  const [first] = keyChanges
  const [name = '', id] = (first ? openKeyChange(first).from : verifierKey).split('+')
  return `${name.replace(/[^A-Za-z0-9.-]/g, '_')}-${id}`
}

/** A catalog beside the one in use, for a rebuild; what an earlier attempt left is thrown away. */
export async function openFreshCatalog(
  path: string,
): Promise<{ catalog: CatalogStore; search: SearchIndex }> {
  for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true })
  return openCatalogStore(path, { durable: 'on-close' })
}

/** Whether nothing was ever kept there. */
export function isEmptyDataFolder(folder: string): boolean {
  return !existsSync(dataPaths(folder).captures)
}

/** Makes the folder where it is missing. @throws {ServiceError} if it cannot be written. */
export function prepareDataFolder(folder: string): void {
  const probe = join(folder, `.write-probe-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(probe, '')
  } catch (cause) {
    throw new ServiceError(`The data folder ${folder} cannot be written.`, {
      retry: 'never',
      toDo: 'Give this user the right to write there, free some space, or name another folder with --data DIR.',
      cause,
    })
  }
  void rm(probe, { force: true })
}
