import type { HeldSubscription, HubSubscriptionStore } from '#sources'
import { openDatabase } from './database.ts'

const migrations = [
  `CREATE TABLE subscription (
     source TEXT PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     record TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
]

/** Subscriptions to hubs in one SQLite file, a JSON record each. @throws {ServiceError} if it cannot be opened. */
export function openHubSubscriptionStore(path: string): HubSubscriptionStore {
  const database = openDatabase(path, migrations)
  const first = (where: string, value: string) => {
    const row = database.get<{ record: string }>(`SELECT record FROM subscription WHERE ${where} = ?`, value)
    return row ? (JSON.parse(row.record) as HeldSubscription) : null
  }
  return {
    find: async (key) => first('key', key),
    ofSource: async (source) => first('source', source),
    async save(subscription) {
      database.run(
        'INSERT OR REPLACE INTO subscription (source, key, record) VALUES (?, ?, ?)',
        subscription.source,
        subscription.key,
        JSON.stringify(subscription),
      )
    },
    async close() {
      database.close()
    },
  }
}
