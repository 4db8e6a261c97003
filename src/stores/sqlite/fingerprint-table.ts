import type { Database } from './database.ts'

/**
 * A fingerprint that more snapshots than this share is a formula of the trade (the agency's imprint, a disclaimer)
 * and says nothing about where a text came from. One more row marks it as such; further ones are not kept.
 */
const sharersMax = 200

export function addFingerprints(database: Database, snapshot: number, fingerprints: Iterable<number>): void {
  database.run(
    `INSERT OR IGNORE INTO fingerprints (fingerprint, snapshot)
     SELECT asked.value, ? FROM json_each(?) AS asked WHERE ${sharersOfAsked} <= ${sharersMax}`,
    snapshot,
    inOrder(fingerprints),
  )
}

export function removeFingerprints(
  database: Database,
  snapshot: number,
  fingerprints: Iterable<number>,
): void {
  database.run(
    'DELETE FROM fingerprints WHERE snapshot = ? AND fingerprint IN (SELECT value FROM json_each(?))',
    snapshot,
    inOrder(fingerprints),
  )
}

/**
 * The snapshots that share most of these fingerprints, and how many; those of very many are left out. One statement:
 * it counts where the rows are, and only what is asked for becomes an object.
 */
export function mostShared(
  database: Database,
  fingerprints: Iterable<number>,
  { sharedMin, limit }: { readonly sharedMin: number; readonly limit: number },
): { readonly snapshot: number; readonly shared: number }[] {
  return database.all<{ snapshot: number; shared: number }>(
    `SELECT f.snapshot, count(*) AS shared
     FROM json_each(?) AS asked CROSS JOIN fingerprints AS f ON f.fingerprint = asked.value
     WHERE ${sharersOfAsked} <= ${sharersMax}
     GROUP BY f.snapshot HAVING count(*) >= ? ORDER BY shared DESC, f.snapshot LIMIT ?`,
    inOrder(fingerprints),
    sharedMin,
    limit,
  )
}

/** How many have the fingerprint at hand, counted no further than what makes it a formula. */
const sharersOfAsked = `(SELECT count(*) FROM
  (SELECT 1 FROM fingerprints AS s WHERE s.fingerprint = asked.value LIMIT ${sharersMax + 1}))`

/** Each once and ascending, as the table lies on disk: one way through it. */
function inOrder(fingerprints: Iterable<number>): string {
  return JSON.stringify([...new Set(fingerprints)].sort((a, b) => a - b))
}
