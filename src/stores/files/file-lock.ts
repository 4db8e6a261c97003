import { existsSync } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

/** An exclusive lock on a file. It dies with its process, however that dies. */
export interface FileLock {
  /** Lets go and leaves the file. */
  release(): void
  /** Removes the file, then lets go: nobody can take this lock again. */
  remove(): Promise<void>
}

/**
 * Takes the lock without waiting; null if somebody alive has it, or the file is not there.
 *
 * Node offers no `flock`. SQLite does take the operating system's lock, also against a second connection of the
 * same process, where plain POSIX locks fail; so an empty database, never written, serves as lock file. Process ids
 * would not do: they mean nothing between containers that share a folder. The one rule that comes with POSIX
 * locks: a process must not open and close the lock file by other means while it holds the lock.
 *
 * @param create Makes the file where it is missing.
 */
export function tryLock(path: string, { create }: { create: boolean }): FileLock | null {
  if (!create && !existsSync(path)) return null
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // The journal stays in memory: nothing is written, so a crash leaves nothing to roll back.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === sqliteBusy) return null
    throw error
  }
  // Between the look and the lock another process may have finished with the file and removed it.
  if (!existsSync(path)) {
    database.close()
    return null
  }
  return {
    release: () => {
      if (database.isOpen) database.close()
    },
    async remove() {
      await unlink(path)
      database.close()
    },
  }
}

/** SQLITE_BUSY. */
const sqliteBusy = 5
