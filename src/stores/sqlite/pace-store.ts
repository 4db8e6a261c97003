import type { PaceStore } from '#fetch'
import { openDatabase } from './database.ts'

const migrations = [
  `CREATE TABLE pace (
     name TEXT PRIMARY KEY,
     free_at INTEGER NOT NULL,
     taken_until INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX pace_free_at ON pace (free_at);`,
]

/** How soon somebody looks again whether another process has given its turn back. */
const lookAgainMs = 50
/** A clock that was set back must not keep a host from being asked for longer than its owner could have wished. */
const waitMsMax = 86_400_000
/** Rows whose delay is over are thrown away at every so many turns. */
const turnsPerCleaning = 10_000

/** The pace that processes share, in one SQLite file. @throws {ServiceError} if it cannot be opened. */
export function openPaceStore(path: string): PaceStore & { close(): Promise<void> } {
  const database = openDatabase(path, migrations)
  // After a power cut nobody remembers who was asked when; between processes that live it holds all the same.
  database.raw.exec('PRAGMA synchronous = OFF')
  let turns = 0
  const keep = (name: string, freeAt: number, takenUntil: number) =>
    database.run(
      `INSERT INTO pace (name, free_at, taken_until) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET free_at = max(free_at, excluded.free_at), taken_until = excluded.taken_until`,
      name,
      Math.ceil(freeAt),
      Math.ceil(takenUntil),
    )

  return {
    take(host, site, { now, until, siteSpacingMs }) {
      return database.transaction(() => {
        const read = (name: string) =>
          database.get<{ free_at: number; taken_until: number }>(
            'SELECT free_at, taken_until FROM pace WHERE name = ?',
            name,
          )
        const ofHost = read(host)
        const freeAt = Math.max(ofHost?.free_at ?? 0, read(siteRow(site))?.free_at ?? 0)
        if (freeAt > now && freeAt - now < waitMsMax) return freeAt - now
        if (ofHost && ofHost.taken_until > now && ofHost.taken_until - now < waitMsMax) return lookAgainMs
        if (turns++ % turnsPerCleaning === 0)
          database.run('DELETE FROM pace WHERE free_at < ? AND taken_until < ?', now, now)
        keep(host, now, until)
        keep(siteRow(site), now + siteSpacingMs, 0)
        return 0
      })
    },
    giveBack(host, site, freeAt) {
      database.transaction(() => {
        keep(host, freeAt.host, 0)
        keep(siteRow(site), freeAt.site, 0)
      })
    },
    async close() {
      database.close()
    },
  }
}

/** No host is called so. */
function siteRow(site: string): string {
  return `site ${site}`
}
