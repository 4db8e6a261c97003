import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { ServiceError } from '#model'

export type Row = Record<string, null | number | bigint | string | Uint8Array>
export type SqlValue = null | number | bigint | string | Uint8Array

/**
 * One SQLite file, opened so that what it has acknowledged survives a power cut (WAL, `synchronous=FULL`)
 * and so that several processes may use it at once. Calls block; keep them short.
 */
export interface Database {
  /** Runs one statement. Statements are prepared once and kept. */
  run(sql: string, ...values: SqlValue[]): { changes: number; lastInsertRowid: number }
  get<R = Row>(sql: string, ...values: SqlValue[]): R | undefined
  all<R = Row>(sql: string, ...values: SqlValue[]): R[]
  /** All in one `BEGIN IMMEDIATE`; durable when it returns; undone if `work` throws. Nested calls join the outer one. */
  transaction<T>(work: () => T): T
  /**
   * Empties the write-ahead log, which holds pages as they were before rows were deleted (and overwritten,
   * `secure_delete`). Waits a second for others who read.
   *
   * @returns False where one of them is still in the way.
   */
  emptyLog(): boolean
  /** The same open database, for what has no method here (backup, custom functions). */
  readonly raw: DatabaseSync
  close(): void
}

/**
 * @param migrations SQL scripts, oldest first. Those the file has not seen run, each in one transaction, on opening;
 *   published ones are never edited, only added to.
 * @throws {ServiceError} if the file cannot be opened, or was written by a later version with more migrations.
 */
export function openDatabase(path: string, migrations: readonly string[]): Database {
  const raw = open(path)
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql)
    if (!statement) {
      statement = raw.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  let depth = 0

  const database: Database = {
    raw,
    run(sql, ...values) {
      const { changes, lastInsertRowid } = prepared(sql).run(...values)
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
    get: <R>(sql: string, ...values: SqlValue[]) => prepared(sql).get(...values) as R | undefined,
    all: <R>(sql: string, ...values: SqlValue[]) => prepared(sql).all(...values) as R[],
    transaction(work) {
      if (depth > 0) return work()
      raw.exec('BEGIN IMMEDIATE')
      depth++
      try {
        const result = work()
        raw.exec('COMMIT')
        return result
      } catch (error) {
        if (raw.isTransaction) raw.exec('ROLLBACK')
        throw error
      } finally {
        depth--
      }
    },
    emptyLog() {
      raw.exec('PRAGMA busy_timeout = 1000')
      try {
        return raw.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0
      } finally {
        raw.exec(`PRAGMA busy_timeout = ${lockWaitMs}`)
      }
    },
    close() {
      statements.clear()
      if (raw.isOpen) raw.close()
    },
  }
  try {
    migrate(database, path, migrations)
  } catch (error) {
    database.close()
    throw error instanceof ServiceError ? error : cannotOpen(path, error)
  }
  return database
}

/** How long a process waits for another one's transaction. */
const lockWaitMs = 10_000

function open(path: string): DatabaseSync {
  try {
    const raw = new DatabaseSync(path, { timeout: lockWaitMs, enableForeignKeyConstraints: true })
    raw.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000',
    )
    return raw
  } catch (cause) {
    throw cannotOpen(path, cause)
  }
}

function cannotOpen(path: string, cause: unknown): ServiceError {
  // The lower byte is what kind of error it is; the rest says where. https://www.sqlite.org/rescode.html
  const kind = Number((cause as { errcode?: number }).errcode) & 0xff
  return new ServiceError(`The database ${path} cannot be opened.`, {
    retry: 'never',
    toDo: toDoOf[kind] ?? 'Check that the data folder exists, and that this user may write there.',
    cause,
  })
}

const damaged =
  'It is damaged: restore it from a backup, best the whole data folder. captures.db and catalog.db can be made again: take them away and run `verbatim rebuild`.'

const toDoOf: Readonly<Record<number, string>> = {
  5: 'Another program holds it; end that one, or wait for it.',
  10: 'The disk gave an error: look at what the system says of it (dmesg), and start again; nothing was changed.',
  11: damaged,
  13: 'The disk is full: make room, and start again.',
  26: damaged,
}

function migrate(database: Database, path: string, migrations: readonly string[]): void {
  const version = () =>
    Number(database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0)
  if (version() > migrations.length) {
    throw new ServiceError(`${path} was written by a later version of Verbatim.`, {
      retry: 'never',
      toDo: 'Run that version or a later one; this one does not know the format.',
    })
  }
  if (version() === migrations.length) return
  // Inside the lock the version is read again: another process may have been first.
  database.transaction(() => {
    for (let next = version(); next < migrations.length; next++) {
      database.raw.exec(migrations[next] ?? '')
      database.raw.exec(`PRAGMA user_version = ${next + 1}`)
    }
  })
}
