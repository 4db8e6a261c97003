import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Instant } from '#model'
import { syncFolder } from './files/replace-file.ts'

/**
 * Moves a log that cannot go on, with its key, into a folder of its own in the log's folder, so that the next opening
 * begins another. Its receipts stay good: they need nothing from here. Nobody may have it open.
 *
 * @returns The folder in which it lies now; null where there was none.
 */
export function setLogAside(logFolder: string, endedAt: Instant): string | null {
  const database = join(logFolder, 'log.db')
  if (!existsSync(database)) return null
  // What still stands in the write-ahead log goes into the file that is moved.
  const log = new DatabaseSync(database)
  log.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  log.close()
  const aside = join(logFolder, `ended-${endedAt.replace(/\D/g, '').slice(0, 14)}`)
  mkdirSync(aside)
  for (const entry of readdirSync(logFolder, { withFileTypes: true })) {
    // Under another ending, as backups copy databases by name and everything else as it is.
    const name = entry.name === 'log.db' ? 'log.sqlite' : entry.name
    if (entry.isFile()) renameSync(join(logFolder, entry.name), join(aside, name))
  }
  syncFolder(aside)
  syncFolder(logFolder)
  return aside
}
