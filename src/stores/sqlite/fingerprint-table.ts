import type { Database } from './database.ts'

/**
 * A fingerprint that more snapshots than this share is a formula of the trade (the agency's imprint, a disclaimer)
 * and says nothing about where a text came from. One more row marks it as such; further ones are not kept.
 */
const sharersMax = 200

export function addFingerprints(database: Database, snapshot: number, fingerprints: Iterable<number>): void {
  for (const fingerprint of fingerprints) {
    if (sharersOf(database, fingerprint).length > sharersMax) continue
    database.run(
      'INSERT OR IGNORE INTO fingerprints (fingerprint, snapshot) VALUES (?, ?)',
      fingerprint,
      snapshot,
    )
  }
}

export function removeFingerprints(
  database: Database,
  snapshot: number,
  fingerprints: Iterable<number>,
): void {
  for (const fingerprint of fingerprints) {
    database.run('DELETE FROM fingerprints WHERE fingerprint = ? AND snapshot = ?', fingerprint, snapshot)
  }
}

/** How many of these fingerprints each snapshot shares; those of very many are left out. */
export function countShared(database: Database, fingerprints: Iterable<number>): Map<number, number> {
  const shared = new Map<number, number>()
  for (const fingerprint of fingerprints) {
    const sharers = sharersOf(database, fingerprint)
    if (sharers.length > sharersMax) continue
    for (const { snapshot } of sharers) shared.set(snapshot, (shared.get(snapshot) ?? 0) + 1)
  }
  return shared
}

function sharersOf(database: Database, fingerprint: number): { snapshot: number }[] {
  const sql = `SELECT snapshot FROM fingerprints WHERE fingerprint = ? LIMIT ${sharersMax + 1}`
  return database.all<{ snapshot: number }>(sql, fingerprint)
}
