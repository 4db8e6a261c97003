import { setImmediate } from 'node:timers/promises'
import type { CaptureEntry, CaptureIndex } from '#archive'
import type { Capture, CaptureId, SegmentId } from '#model'
import { openDatabase, type SqlValue } from './database.ts'

/**
 * The capture index in one SQLite file, which several processes may write to at once.
 *
 * @throws {ServiceError} if the file cannot be opened.
 */
export function openSqliteCaptureIndex(path: string): CaptureIndex {
  const database = openDatabase(path, migrations)
  const select = (rest: string, ...values: SqlValue[]) =>
    database.all<CaptureRow>(`SELECT * FROM captures ${rest}`, ...values)

  /** A second copy of a capture is noted: to erase one, every segment that holds it must be known. */
  function add(entry: CaptureEntry, table: 'captures' | 'staged'): void {
    const { id, revisitOf, location } = entry.capture
    if (database.run(insertInto(table), ...valuesOf(entry)).changes > 0) return
    if (isErased(id) || (revisitOf && isErased(revisitOf))) {
      database.run('INSERT OR IGNORE INTO rewrites (segment_id) VALUES (?)', location.segmentId)
      return
    }
    const place = 'WHERE id = ? AND (segment_id, offset_bytes) <> (?, ?)'
    const other = database.get(
      `SELECT 1 FROM ${table} ${place}`,
      id,
      location.segmentId,
      location.offsetBytes,
    )
    if (other) {
      database.run(
        'INSERT OR IGNORE INTO copies (capture_id, segment_id) VALUES (?, ?)',
        id,
        location.segmentId,
      )
    }
  }

  function isErased(id: CaptureId): boolean {
    return database.get('SELECT 1 FROM erased WHERE capture_id = ?', id) !== undefined
  }

  return {
    async put(entries) {
      database.transaction(() => {
        for (const entry of entries) add(entry, 'captures')
      })
    },

    async find(id) {
      return entryOrNull(select('WHERE id = ?', id)[0])
    },

    async capturesOf(key, { from = '', to = '9999-12-31T23:59:59.999Z', limit = -1 } = {}) {
      return select(
        'WHERE url_key = ? AND captured_at BETWEEN ? AND ? ORDER BY captured_at, seq LIMIT ?',
        key,
        from,
        to,
        limit,
      ).map(entryOf)
    },

    async *between({ from, below }) {
      let last = { url_key: from as string, captured_at: '', seq: 0 }
      for (;;) {
        const rows = select(
          'WHERE (url_key, captured_at, seq) > (?, ?, ?) AND url_key < ? ORDER BY url_key, captured_at, seq LIMIT 500',
          last.url_key,
          last.captured_at,
          last.seq,
          below,
        )
        for (const row of rows) yield entryOf(row)
        if (rows.length === 0) return
        last = rows.at(-1)!
        // SQLite answers at once, so that nothing else would get its turn.
        await setImmediate()
      }
    },

    async findPayload(digest) {
      return entryOrNull(
        select(
          'WHERE payload_digest = ? AND revisit_of IS NULL AND status = 200 AND truncated = 0 ORDER BY seq LIMIT 1',
          digest,
        )[0],
      )
    },

    async *all(after) {
      let seq = after ? (select('WHERE id = ?', after)[0]?.seq ?? 0) : 0
      for (;;) {
        const rows = select('WHERE seq > ? ORDER BY seq LIMIT 500', seq)
        for (const row of rows) yield entryOf(row)
        if (rows.length === 0) return
        seq = rows.at(-1)!.seq
      }
    },

    async endOf(segmentId) {
      const last = select('WHERE segment_id = ? ORDER BY extent_offset_bytes DESC LIMIT 1', segmentId)[0]
      return last ? last.extent_offset_bytes + last.extent_length_bytes : 0
    },

    async replaceAll(batches) {
      const { last } = database.get<{ last: number }>('SELECT coalesce(max(seq), 0) AS last FROM captures')!
      database.raw.exec(
        'DROP TABLE IF EXISTS temp.staged; CREATE TEMP TABLE staged AS SELECT * FROM captures LIMIT 0;' +
          'CREATE UNIQUE INDEX temp.staged_id ON staged (id)',
      )
      for await (const batch of batches) {
        database.transaction(() => {
          for (const entry of batch) add(entry, 'staged')
        })
      }
      database.transaction(() => {
        // What other processes have added meanwhile stays.
        database.run(
          `INSERT OR IGNORE INTO staged (${columns}) SELECT ${columns} FROM captures WHERE seq > ?`,
          last,
        )
        // What they say is held may not be, in a folder that lost segments.
        database.raw.exec('DELETE FROM imports')
        database.raw.exec('DELETE FROM staged WHERE id IN (SELECT capture_id FROM erased)')
        database.raw.exec(
          `DELETE FROM captures; INSERT INTO captures (${columns}) SELECT ${columns} FROM staged ORDER BY rowid`,
        )
      })
      database.raw.exec('DROP TABLE temp.staged')
    },

    async revisitsOf(ids) {
      return ids
        .flatMap((id) => select('WHERE revisit_of = ? ORDER BY seq', id))
        .map(({ id }) => id as CaptureId)
    },

    async erase(ids) {
      database.transaction(() => {
        for (const id of ids) {
          database.run('INSERT OR IGNORE INTO erased (capture_id) VALUES (?)', id)
          database.run(
            `INSERT OR IGNORE INTO rewrites (segment_id)
              SELECT segment_id FROM captures WHERE id = ?1 UNION SELECT segment_id FROM copies WHERE capture_id = ?1`,
            id,
          )
          database.run('DELETE FROM copies WHERE capture_id = ?', id)
          database.run('DELETE FROM captures WHERE id = ?', id)
        }
      })
    },

    async isErased(id) {
      return isErased(id)
    },

    async rewrites() {
      const rows = database.all<{ segment_id: string; into_id: string | null }>(
        'SELECT segment_id, into_id FROM rewrites ORDER BY segment_id',
      )
      return rows.map((row) => ({ from: row.segment_id as SegmentId, into: row.into_id as SegmentId | null }))
    },

    async claimRewrite(from, into) {
      const claim = 'UPDATE rewrites SET into_id = ? WHERE segment_id = ? AND into_id IS NULL'
      return database.run(claim, into, from).changes > 0
    },

    async abandonRewrite(from, into) {
      database.run('UPDATE rewrites SET into_id = NULL WHERE segment_id = ? AND into_id = ?', from, into)
    },

    async inSegment(id) {
      return select('WHERE segment_id = ? ORDER BY extent_offset_bytes', id).map(entryOf)
    },

    async relocate(entries) {
      database.transaction(() => {
        for (const { capture, extent } of entries) {
          database.run(
            `UPDATE captures SET segment_id = ?, offset_bytes = ?, length_bytes = ?,
              extent_offset_bytes = ?, extent_length_bytes = ? WHERE id = ?`,
            extent.segmentId,
            capture.location.offsetBytes,
            capture.location.lengthBytes,
            extent.offsetBytes,
            extent.lengthBytes,
            capture.id,
          )
        }
      })
    },

    async finishRewrite(from) {
      if (!database.emptyLog()) return false
      database.transaction(() => {
        database.run('DELETE FROM copies WHERE segment_id = ?', from)
        database.run('DELETE FROM rewrites WHERE segment_id = ?', from)
      })
      return true
    },

    async importMark(identity) {
      const row = database.get<ImportRow>('SELECT * FROM imports WHERE identity = ?', identity)
      return row ? { part: row.part, offsetBytes: row.offset_bytes, recordCount: row.record_count } : null
    },

    async markImport(identity, mark) {
      if (!mark) database.run('DELETE FROM imports WHERE identity = ?', identity)
      else {
        const { part, offsetBytes, recordCount } = mark
        const put = 'INSERT OR REPLACE INTO imports VALUES (?, ?, ?, ?)'
        database.run(put, identity, part, offsetBytes, recordCount)
      }
    },

    async count() {
      return database.get<{ count: number }>('SELECT count(*) AS count FROM captures')!.count
    },

    async close() {
      database.close()
    },
  }
}

const columnNames = [
  'id',
  'url',
  'url_key',
  'captured_at',
  'status',
  'media_type',
  'payload_digest',
  'record_digest',
  'revisit_of',
  'truncated',
  'segment_id',
  'offset_bytes',
  'length_bytes',
  'extent_offset_bytes',
  'extent_length_bytes',
] as const
const columns = columnNames.join(', ')

interface CaptureRow {
  seq: number
  id: string
  url: string
  url_key: string
  captured_at: string
  status: number
  media_type: string | null
  payload_digest: string
  record_digest: string
  revisit_of: string | null
  truncated: number
  segment_id: string
  offset_bytes: number
  length_bytes: number
  extent_offset_bytes: number
  extent_length_bytes: number
}

interface ImportRow {
  part: number
  offset_bytes: number
  record_count: number
}

/** `seq` is the order of writing: SQLite lets one process write at a time. */
const migrations = [
  `CREATE TABLE captures (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    media_type TEXT,
    payload_digest TEXT NOT NULL,
    record_digest TEXT NOT NULL,
    revisit_of TEXT,
    truncated INTEGER NOT NULL,
    segment_id TEXT NOT NULL,
    offset_bytes INTEGER NOT NULL,
    length_bytes INTEGER NOT NULL,
    extent_offset_bytes INTEGER NOT NULL,
    extent_length_bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX captures_by_url ON captures (url_key, captured_at);
  CREATE INDEX captures_by_payload ON captures (payload_digest) WHERE revisit_of IS NULL;
  CREATE INDEX captures_by_place ON captures (segment_id, extent_offset_bytes);`,
  `CREATE TABLE erased (capture_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE copies (
    capture_id TEXT NOT NULL,
    segment_id TEXT NOT NULL,
    PRIMARY KEY (capture_id, segment_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rewrites (segment_id TEXT PRIMARY KEY, into_id TEXT) STRICT, WITHOUT ROWID;
  CREATE INDEX captures_by_original ON captures (revisit_of) WHERE revisit_of IS NOT NULL;`,
  `CREATE TABLE imports (
    identity TEXT PRIMARY KEY,
    part INTEGER NOT NULL,
    offset_bytes INTEGER NOT NULL,
    record_count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`,
]

function insertInto(table: 'captures' | 'staged'): string {
  const marks = columnNames.map((_, at) => `?${at + 1}`).join(', ')
  return `INSERT INTO ${table} (${columns}) SELECT ${marks}
    WHERE NOT EXISTS (SELECT 1 FROM erased WHERE capture_id IN (?1, ?9)) ON CONFLICT (id) DO NOTHING`
}

function valuesOf({ capture, extent }: CaptureEntry): SqlValue[] {
  return [
    capture.id,
    capture.url,
    capture.urlKey,
    capture.capturedAt,
    capture.status,
    capture.mediaType,
    capture.payloadDigest,
    capture.recordDigest,
    capture.revisitOf,
    Number(capture.truncated),
    capture.location.segmentId,
    capture.location.offsetBytes,
    capture.location.lengthBytes,
    extent.offsetBytes,
    extent.lengthBytes,
  ]
}

function entryOrNull(row: CaptureRow | undefined): CaptureEntry | null {
  return row ? entryOf(row) : null
}

function entryOf(row: CaptureRow): CaptureEntry {
  const segmentId = row.segment_id as SegmentId
  return {
    capture: {
      id: row.id as CaptureId,
      url: row.url as Capture['url'],
      urlKey: row.url_key as Capture['urlKey'],
      capturedAt: row.captured_at as Capture['capturedAt'],
      status: row.status,
      mediaType: row.media_type,
      payloadDigest: row.payload_digest as Capture['payloadDigest'],
      recordDigest: row.record_digest as Capture['recordDigest'],
      revisitOf: row.revisit_of as CaptureId | null,
      truncated: row.truncated === 1,
      location: { segmentId, offsetBytes: row.offset_bytes, lengthBytes: row.length_bytes },
    },
    extent: { segmentId, offsetBytes: row.extent_offset_bytes, lengthBytes: row.extent_length_bytes },
  }
}
