import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** An exclusive lock on a file. It dies with its process, however that dies. */
export interface FileLock {
  /** Lets go and leaves the file. */
  release(): void
  /** Removes the file and lets go, where nobody is to take this lock again. */
  remove(): void
}

/**
 * Takes the lock without waiting; null if somebody alive has it. The file is made where it is missing.
 *
 * Node offers no `flock`. SQLite does take the operating system's lock, also against a second connection of the
 * same process, where plain POSIX locks fail; so an empty database, never written, serves as lock file. Process ids
 * would not do: they mean nothing between containers that share a folder. The one rule that comes with POSIX
 * locks: a process that holds the lock must not open and close the file by other means. Hence a file of its own
 * with nothing in it, which no backup needs to read.
 */
export function tryLock(path: string): FileLock | null {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // The journal stays in memory: nothing is written, so a crash leaves nothing to roll back.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === sqliteBusy) return null
    throw error
  }
  const release = () => {
    if (database.isOpen) database.close()
  }
  return {
    release,
    remove() {
      rmSync(path, { force: true })
      release()
    },
  }
}

/** SQLITE_BUSY. */
const sqliteBusy = 5
