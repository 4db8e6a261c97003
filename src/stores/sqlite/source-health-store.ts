import type { SourceHealth, SourceHealthStore } from '#sources'
import { openDatabase } from './database.ts'

const migrations = [
  `CREATE TABLE health (
     url TEXT PRIMARY KEY,
     outlet TEXT NOT NULL,
     record TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX health_outlet ON health (outlet, url);`,
]

/** The health of sources in one SQLite file, a JSON record each. @throws {ServiceError} if it cannot be opened. */
export function openSourceHealthStore(path: string): SourceHealthStore {
  const database = openDatabase(path, migrations)
  const read = ({ record }: { record: string }) => JSON.parse(record) as SourceHealth
  return {
    async find(url) {
      const row = database.get<{ record: string }>('SELECT record FROM health WHERE url = ?', url)
      return row ? read(row) : null
    },
    async ofOutlet(outletSlug) {
      return database
        .all<{ record: string }>('SELECT record FROM health WHERE outlet = ? ORDER BY url', outletSlug)
        .map(read)
    },
    async save(health) {
      database.run(
        'INSERT OR REPLACE INTO health (url, outlet, record) VALUES (?, ?, ?)',
        health.url,
        health.outletSlug,
        JSON.stringify(health),
      )
    },
    async close() {
      database.close()
    },
  }
}
