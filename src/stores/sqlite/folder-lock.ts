import { DatabaseSync } from 'node:sqlite'
import { ServiceError } from '#model'

export interface FolderLock {
  release(): void
}

/**
 * Holds a data folder, alone or beside others. It is a lock of the operating system on an otherwise empty SQLite
 * file in rollback mode, so that it ends with the process, however that ends.
 *
 * @throws {ServiceError} if another process holds the folder in a way that excludes this one.
 * @see https://www.sqlite.org/lockingv3.html
 */
export function openFolderLock(path: string, use: 'shared' | 'exclusive'): FolderLock {
  const lock = tryFolderLock(path, use)
  if (lock) return lock
  if (use === 'exclusive') {
    throw new ServiceError('Another process has the data folder open, and this needs it alone.', {
      retry: 'later',
      toDo: 'Stop the service, then try again.',
    })
  }
  throw new ServiceError('Another process has taken the data folder for itself (a rebuild or a restore).', {
    retry: 'later',
    toDo: 'Wait until it is done, then try again.',
  })
}

/** As `openFolderLock`, with null where somebody else's lock is in the way. */
export function tryFolderLock(path: string, use: 'shared' | 'exclusive'): FolderLock | null {
  const raw = new DatabaseSync(path, { timeout: 500 })
  try {
    raw.exec('PRAGMA journal_mode = DELETE')
    if (use === 'exclusive') raw.exec('BEGIN EXCLUSIVE')
    else {
      raw.exec('BEGIN')
      raw.prepare('SELECT count(*) FROM sqlite_master').get()
    }
    return { release: () => raw.close() }
  } catch (error) {
    raw.close()
    const { errcode } = error as { errcode?: number }
    if (errcode === sqliteBusy) return null
    throw error
  }
}

const sqliteBusy = 5
