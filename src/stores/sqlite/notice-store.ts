import type { NoticeInput, NoticeReceipt, NoticeStatus, NoticeStore, Withholding } from '#access'
import { type Instant, type SnapshotId, type UrlKey, urlKey } from '#model'
import { caseMigration, caseTables } from './case-tables.ts'
import { openDatabase } from './database.ts'
import { type NoticeRow, noticeOf, receiptOf, type WithholdingRow, withholdingOf } from './notice-rows.ts'

const migrations = [
  `CREATE TABLE notice (
     case_number TEXT PRIMARY KEY, status_key TEXT NOT NULL UNIQUE, filed_at TEXT NOT NULL,
     subject TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, name TEXT NOT NULL, contact TEXT NOT NULL,
     decision TEXT
   ) STRICT;
   CREATE TABLE withholding (
     id TEXT PRIMARY KEY, url TEXT, captured_at TEXT NOT NULL, withheld_at TEXT NOT NULL,
     reason TEXT NOT NULL, legal INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE withheld_image (
     url_key TEXT, withholding TEXT REFERENCES withholding (id) ON DELETE CASCADE,
     PRIMARY KEY (url_key, withholding)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX withheld_image_of ON withheld_image (withholding);`,
  caseMigration,
]

/** Behind every instant that we write. */
const endOfTime = '9999-12-31T23:59:59.999Z' as Instant

/** Notices and decisions in one SQLite file. */
export function openNoticeStore(path: string): NoticeStore & { close(): void } {
  const database = openDatabase(path, migrations)
  return {
    async file(notice: NoticeInput, receipt: NoticeReceipt) {
      database.run(
        `INSERT INTO notice (case_number, status_key, filed_at, subject, kind, reason, name, contact)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        receipt.caseNumber,
        receipt.statusKey,
        receipt.filedAt,
        notice.subject,
        notice.kind,
        notice.reason,
        notice.name,
        notice.contact,
      )
    },
    async status(statusKey): Promise<NoticeStatus | null> {
      const row = database.get<NoticeRow>('SELECT * FROM notice WHERE status_key = ?', statusKey)
      if (!row) return null
      const state = row.decision === null ? 'received' : 'decided'
      return { ...receiptOf(row), subject: row.subject, state, decision: row.decision }
    },
    async notices() {
      const rows = database.all<NoticeRow>('SELECT * FROM notice ORDER BY filed_at DESC')
      return rows.map(noticeOf)
    },
    async withhold(withholding) {
      database.transaction(() => withhold(withholding))
    },
    async release(id) {
      release(id)
    },
    ...caseTables(database, { withhold, release }),
    async withheldIds(at = endOfTime) {
      return database
        .all<{ id: SnapshotId }>('SELECT id FROM withholding WHERE withheld_at <= ?', at)
        .map(({ id }) => id)
    },
    async withheld(ids, at = endOfTime) {
      const found = new Map<SnapshotId, Withholding>()
      for (const id of new Set(ids)) {
        const row = database.get<WithholdingRow>(
          'SELECT * FROM withholding WHERE id = ? AND withheld_at <= ?',
          id,
          at,
        )
        if (row) found.set(id, withholdingOf(row))
      }
      return found
    },
    async withheldImages(keys, at = endOfTime) {
      const isWithheld = (key: UrlKey) =>
        database.get(
          `SELECT 1 FROM withheld_image JOIN withholding ON id = withholding
           WHERE url_key = ? AND withheld_at <= ? LIMIT 1`,
          key,
          at,
        ) !== undefined
      return new Set([...new Set(keys)].filter(isWithheld))
    },
    close: () => database.close(),
  }

  function withhold({ images = [], ...withholding }: Withholding): void {
    release(withholding.id)
    database.run(
      'INSERT INTO withholding (id, url, captured_at, withheld_at, reason, legal) VALUES (?, ?, ?, ?, ?, ?)',
      withholding.id,
      withholding.url,
      withholding.capturedAt,
      withholding.withheldAt,
      withholding.reason,
      withholding.legal ? 1 : 0,
    )
    const insertImage = 'INSERT OR IGNORE INTO withheld_image (url_key, withholding) VALUES (?, ?)'
    for (const image of images) database.run(insertImage, urlKey(image), withholding.id)
  }

  function release(id: SnapshotId): void {
    database.run('DELETE FROM withholding WHERE id = ?', id)
  }
}
