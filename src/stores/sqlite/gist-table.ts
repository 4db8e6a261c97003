import type { SnapshotId } from '#model'
import type { Database } from './database.ts'

/** Of each word the newest so many are looked at: what an answer costs does not grow with the archive. */
const newestOfWordMax = 64
const hourMs = 3_600_000

/** What a snapshot is about, and the words that it is found by. */
export function addGist(
  database: Database,
  snapshot: { readonly key: number; readonly atMs: number },
  { record, words }: { readonly record: Uint8Array; readonly words: Iterable<number> },
): void {
  const hour = hourOf(snapshot.atMs)
  const asked = inOrder(words)
  database.run(
    'INSERT OR REPLACE INTO gists (snapshot, record, hour, words) VALUES (?, ?, ?, ?)',
    snapshot.key,
    record,
    hour,
    asked,
  )
  database.run(
    'INSERT OR IGNORE INTO telling_words (word, hour, snapshot) SELECT value, ?, ? FROM json_each(?)',
    hour,
    snapshot.key,
    asked,
  )
}

export function removeGist(database: Database, snapshot: number): void {
  const known = database.get<{ hour: number; words: string }>(
    'SELECT hour, words FROM gists WHERE snapshot = ?',
    snapshot,
  )
  if (!known) return
  database.run(
    'DELETE FROM telling_words WHERE word IN (SELECT value FROM json_each(?)) AND hour = ? AND snapshot = ?',
    known.words,
    known.hour,
    snapshot,
  )
  database.run('DELETE FROM gists WHERE snapshot = ?', snapshot)
}

export function gistRecords(database: Database, ids: readonly SnapshotId[]): Map<SnapshotId, Uint8Array> {
  const rows = database.all<{ id: SnapshotId; record: Uint8Array }>(
    `SELECT s.id, g.record FROM snapshots s JOIN gists g ON g.snapshot = s.key
     WHERE s.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
  return new Map(rows.map(({ id, record }) => [id, record]))
}

/**
 * The snapshots that have most of these words, those of the most first: of each word, among the newest that have it.
 *
 * @param fromMs Of those that came out since.
 */
export function newestWithWords(
  database: Database,
  words: Iterable<number>,
  { fromMs, limit }: { readonly fromMs: number; readonly limit: number },
): SnapshotId[] {
  return database
    .all<{ id: SnapshotId }>(
      `SELECT s.id FROM (
         SELECT t.snapshot, count(*) AS shared
         FROM json_each(?) AS asked CROSS JOIN telling_words AS t ON t.word = asked.value
         WHERE t.hour >= max(?, ifnull((SELECT o.hour FROM telling_words AS o WHERE o.word = asked.value
           ORDER BY o.hour DESC LIMIT 1 OFFSET ${newestOfWordMax}), ?))
         GROUP BY t.snapshot ORDER BY shared DESC, t.snapshot DESC LIMIT ?
       ) JOIN snapshots s ON s.key = snapshot`,
      inOrder(words),
      hourOf(fromMs),
      hourOf(fromMs),
      limit,
    )
    .map(({ id }) => id)
}

function hourOf(ms: number): number {
  return Math.floor(ms / hourMs)
}

/** Each once and ascending, as the table lies on disk: one way through it. */
function inOrder(words: Iterable<number>): string {
  return JSON.stringify([...new Set(words)].sort((a, b) => a - b))
}
