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
  const raw = new DatabaseSync(path, { timeout: 500 })
  try {
    raw.exec('PRAGMA journal_mode = DELETE')
    if (use === 'exclusive') raw.exec('BEGIN EXCLUSIVE')
    else {
      raw.exec('BEGIN')
      raw.prepare('SELECT count(*) FROM sqlite_master').get()
    }
  } catch (cause) {
    raw.close()
    throw new ServiceError(
      use === 'exclusive'
        ? 'Another process has the data folder open, and this needs it alone.'
        : 'Another process has taken the data folder for itself (a rebuild or a restore).',
      {
        retry: 'later',
        toDo:
          use === 'exclusive'
            ? 'Stop the service, then try again.'
            : 'Wait until it is done, then try again.',
        cause,
      },
    )
  }
  return { release: () => raw.close() }
}
