import type { SnapshotId } from '#model'
import type { Database } from './database.ts'

/** What more snapshots than this lost (a footer, a byline's form) tells nothing, and is not looked through. */
const sharersMax = 200
/** How much of what is asked for a snapshot must have lost. */
const sharedShareMin = 0.5

/** Remembers what a snapshot was the last to have. Nothing happens where it is not held. */
export function addVanished(database: Database, from: SnapshotId, hashes: Iterable<number>): void {
  const row = database.get<{ key: number }>('SELECT key FROM snapshots WHERE id = ?', from)
  if (!row) return
  const sql = 'INSERT OR IGNORE INTO vanished (hash, snapshot) VALUES (?, ?)'
  for (const hash of hashes) database.run(sql, hash, row.key)
}

export function removeVanished(database: Database, snapshot: number): void {
  database.run('DELETE FROM vanished WHERE snapshot = ?', snapshot)
}

/** Those that lost the most of these, most first. */
export function lostMost(database: Database, hashes: ReadonlySet<number>, limit: number): SnapshotId[] {
  const shared = new Map<number, number>()
  const sql = `SELECT snapshot FROM vanished WHERE hash = ? LIMIT ${sharersMax + 1}`
  for (const hash of hashes) {
    const sharers = database.all<{ snapshot: number }>(sql, hash)
    if (sharers.length > sharersMax) continue
    for (const { snapshot } of sharers) shared.set(snapshot, (shared.get(snapshot) ?? 0) + 1)
  }
  return [...shared]
    .filter(([, count]) => count >= sharedShareMin * hashes.size)
    .sort((a, b) => b[1] - a[1] || b[0] - a[0])
    .slice(0, limit)
    .flatMap(
      ([key]) => database.get<{ id: SnapshotId }>('SELECT id FROM snapshots WHERE key = ?', key)?.id ?? [],
    )
}
