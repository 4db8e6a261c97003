import { createHash } from 'node:crypto'
import type { CaseFile, Decision, DecisionKind, Erasure, NoticeStore, Withholding } from '#access'
import type { CaptureId, HttpUrl, Instant, SnapshotId, UrlKey } from '#model'
import type { Database } from './database.ts'
import { type NoticeRow, noticeOf } from './notice-rows.ts'

export const caseMigration = `
  CREATE TABLE decision (
    number INTEGER PRIMARY KEY, case_number TEXT, kind TEXT NOT NULL, snapshots TEXT NOT NULL,
    reason TEXT NOT NULL, law TEXT, decided_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX decision_case ON decision (case_number, number);
  -- What was told to the public once stays told.
  CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
  CREATE TRIGGER decision_remains BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;

  -- By digest, so that an address that was erased can be kept out without being kept.
  CREATE TABLE exclusion (key_digest TEXT PRIMARY KEY, url TEXT, reason TEXT NOT NULL, since TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE erasure (
    number INTEGER PRIMARY KEY, case_number TEXT, snapshots TEXT NOT NULL, captures TEXT NOT NULL, url_keys TEXT NOT NULL
  ) STRICT;`

type CaseMethods = Pick<
  NoticeStore,
  | 'cases'
  | 'case'
  | 'decide'
  | 'decisions'
  | 'openErasures'
  | 'finishErasure'
  | 'forgetAskers'
  | 'excluded'
  | 'exclusions'
>

/** Cases, decisions, exclusions and unfinished erasures: the half of the notice store that decides. */
export function caseTables(
  db: Database,
  { withhold, release }: { withhold(what: Withholding): void; release(id: SnapshotId): void },
): CaseMethods {
  const decisionsOf = (caseNumber: string) =>
    db
      .all<DecisionRow>('SELECT * FROM decision WHERE case_number = ? ORDER BY number', caseNumber)
      .map(decisionOf)
  const fileOf = (row: NoticeRow): CaseFile => ({ ...noticeOf(row), decisions: decisionsOf(row.case_number) })

  return {
    async cases() {
      const sql = `SELECT * FROM notice ORDER BY
        EXISTS (SELECT 1 FROM decision WHERE decision.case_number = notice.case_number),
        filed_at`
      return db.all<NoticeRow>(sql).map(fileOf)
    },
    async case(caseNumber) {
      const row = db.get<NoticeRow>('SELECT * FROM notice WHERE case_number = ?', caseNumber)
      return row ? fileOf(row) : null
    },
    async decide(decision, measures) {
      return db.transaction(() => {
        for (const each of measures.withhold ?? []) withhold(each)
        for (const id of measures.release ?? []) release(id)
        for (const { key, url, reason, since } of measures.exclude ?? []) {
          const sql = 'INSERT OR REPLACE INTO exclusion (key_digest, url, reason, since) VALUES (?, ?, ?, ?)'
          db.run(sql, digestOf(key), url, reason, since)
        }
        for (const key of measures.include ?? [])
          db.run('DELETE FROM exclusion WHERE key_digest = ?', digestOf(key))
        if (measures.erase) {
          const { snapshots, captures, keys } = measures.erase
          const sql = 'INSERT INTO erasure (case_number, snapshots, captures, url_keys) VALUES (?, ?, ?, ?)'
          db.run(
            sql,
            ...[
              decision.caseNumber,
              JSON.stringify(snapshots),
              JSON.stringify(captures),
              JSON.stringify(keys),
            ],
          )
        }
        const { caseNumber, kind, snapshots, reason, law, decidedAt } = decision
        const sql =
          'INSERT INTO decision (case_number, kind, snapshots, reason, law, decided_at) VALUES (?, ?, ?, ?, ?, ?)'
        const number = db.run(sql, caseNumber, kind, JSON.stringify(snapshots), reason, law, decidedAt)
        return { ...decision, number: number.lastInsertRowid }
      })
    },
    async decisions({ after, limit }) {
      const sql = 'SELECT * FROM decision WHERE number > ? ORDER BY number LIMIT ?'
      return db.all<DecisionRow>(sql, after, limit).map(decisionOf)
    },
    async openErasures() {
      return db.all<ErasureRow>('SELECT * FROM erasure ORDER BY number').map(erasureOf)
    },
    async finishErasure(number) {
      db.transaction(() => {
        const row = db.get<ErasureRow>('SELECT * FROM erasure WHERE number = ?', number)
        if (!row) return
        for (const id of erasureOf(row).snapshots) {
          db.run('UPDATE withholding SET url = NULL WHERE id = ?', id)
          db.run('DELETE FROM withheld_image WHERE withholding = ?', id)
        }
        // Requests quote what they are about.
        db.run("UPDATE notice SET subject = '', reason = '' WHERE case_number = ?", row.case_number)
        db.run('DELETE FROM erasure WHERE number = ?', number)
      })
      // The write-ahead log still has the pages as they were.
      db.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    async forgetAskers(decidedBefore) {
      const sql = `UPDATE notice SET name = '', contact = '' WHERE (name <> '' OR contact <> '') AND
        (SELECT max(decided_at) FROM decision WHERE decision.case_number = notice.case_number) < ?`
      return db.run(sql, decidedBefore).changes
    },
    async excluded(keys) {
      const isExcluded = (key: UrlKey) =>
        db.get('SELECT 1 FROM exclusion WHERE key_digest = ?', digestOf(key)) !== undefined
      return new Set([...new Set(keys)].filter(isExcluded))
    },
    async exclusions() {
      const sql = 'SELECT url, reason, since FROM exclusion ORDER BY since DESC'
      return db.all<{ url: HttpUrl | null; reason: string; since: Instant }>(sql).map((row) => ({ ...row }))
    },
  }
}

function digestOf(key: UrlKey): string {
  return createHash('sha256').update(`exclusion\0${key}`).digest('base64url')
}

interface DecisionRow {
  number: number
  case_number: string | null
  kind: DecisionKind
  snapshots: string
  reason: string
  law: string | null
  decided_at: Instant
}

const decisionOf = (row: DecisionRow): Decision => ({
  number: row.number,
  caseNumber: row.case_number,
  kind: row.kind,
  snapshots: JSON.parse(row.snapshots) as SnapshotId[],
  reason: row.reason,
  law: row.law,
  decidedAt: row.decided_at,
})

interface ErasureRow {
  number: number
  case_number: string | null
  snapshots: string
  captures: string
  url_keys: string
}

const erasureOf = (row: ErasureRow): Erasure => ({
  number: row.number,
  snapshots: JSON.parse(row.snapshots) as SnapshotId[],
  captures: JSON.parse(row.captures) as CaptureId[],
  keys: JSON.parse(row.url_keys) as UrlKey[],
})
