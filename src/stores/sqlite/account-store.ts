import { type AccountStore, link as linkAct, type PersonId } from '#accounts'
import type { Instant } from '#model'
import {
  type ActRow,
  actOf,
  type LinkRow,
  linkOf,
  type PasskeyRow,
  type PersonRow,
  passkeyOf,
  personOf,
  type SessionRow,
  sessionOf,
  type TokenRow,
  tokenOf,
} from './account-rows.ts'
import { accountMigrations } from './account-schema.ts'
import { type Database, openDatabase } from './database.ts'

/** People, what lets them in, and the book of acts, in one SQLite file. */
export function openAccountStore(path: string): AccountStore & { close(): void } {
  const db = openDatabase(path, accountMigrations)
  return {
    ...people(db),
    ...sessions(db),
    ...links(db),
    ...passkeys(db),
    ...codes(db),
    ...tokens(db),
    ...acts(db),
    async sweep(now) {
      db.transaction(() => {
        db.run('DELETE FROM session WHERE expires_at <= ?', now)
        // A link goes an hour late: until then it counts against asking for more.
        db.run("DELETE FROM link WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', ?, '-1 hour')", now)
        db.run('DELETE FROM challenge WHERE expires_at <= ?', now)
        db.run('DELETE FROM token WHERE expires_at <= ?', now)
        db.run("DELETE FROM code_failure WHERE at <= strftime('%Y-%m-%dT%H:%M:%fZ', ?, '-1 day')", now)
      })
    },
    close: () => db.close(),
  }
}

type Part<K extends keyof AccountStore> = Pick<AccountStore, K>

function people(
  db: Database,
): Part<'addPerson' | 'person' | 'personByMail' | 'people' | 'changePerson' | 'removePerson'> {
  const change = (id: PersonId, column: string, value: string | null) =>
    db.run(`UPDATE person SET ${column} = ? WHERE id = ?`, value, id)
  return {
    async addPerson({ id, mail, name, role, createdAt, signedInAt, closedAt }) {
      const sql =
        'INSERT OR IGNORE INTO person (id, mail, name, role, created_at, signed_in_at, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?)'
      return db.run(sql, id, mail, name, role, createdAt, signedInAt, closedAt).changes === 1
    },
    async person(id) {
      const row = db.get<PersonRow>('SELECT * FROM person WHERE id = ?', id)
      return row ? personOf(row) : null
    },
    async personByMail(mail) {
      const row = db.get<PersonRow>('SELECT * FROM person WHERE mail = ?', mail)
      return row ? personOf(row) : null
    },
    people: async () => db.all<PersonRow>('SELECT * FROM person ORDER BY created_at, id').map(personOf),
    async changePerson(id, { role, name, signedInAt, closedAt }) {
      db.transaction(() => {
        if (role !== undefined) change(id, 'role', role)
        if (name !== undefined) change(id, 'name', name)
        if (signedInAt !== undefined) change(id, 'signed_in_at', signedInAt)
        if (closedAt !== undefined) change(id, 'closed_at', closedAt)
      })
    },
    async removePerson(id) {
      db.transaction(() => {
        const mail = db.get<{ mail: string | null }>('SELECT mail FROM person WHERE id = ?', id)?.mail
        if (mail) db.run('DELETE FROM link WHERE mail = ?', mail)
        db.run('DELETE FROM challenge WHERE person = ?', id)
        db.run('DELETE FROM person WHERE id = ?', id)
      })
    },
  }
}

function sessions(
  db: Database,
): Part<
  'addSession' | 'session' | 'seeSession' | 'rotateSession' | 'sessionsOf' | 'endSession' | 'endSessionsOf'
> {
  return {
    async addSession(session, hash) {
      const sql =
        'INSERT INTO session (hash, id, person, strength, started_at, seen_at, expires_at, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
      const { id, person, strength, startedAt, seenAt, expiresAt, agent } = session
      db.run(sql, hash, id, person, strength, startedAt, seenAt, expiresAt, agent)
    },
    async session(hash) {
      const row = db.get<SessionRow>('SELECT * FROM session WHERE hash = ?', hash)
      return row ? sessionOf(row) : null
    },
    async seeSession(id, seenAt) {
      db.run('UPDATE session SET seen_at = ? WHERE id = ?', seenAt, id)
    },
    async rotateSession(id, hash, strength, at) {
      db.run('UPDATE session SET hash = ?, strength = ?, seen_at = ? WHERE id = ?', hash, strength, at, id)
    },
    async sessionsOf(person) {
      const sql = 'SELECT * FROM session WHERE person = ? ORDER BY seen_at DESC'
      return db.all<SessionRow>(sql, person).map(sessionOf)
    },
    async endSession(id) {
      db.run('DELETE FROM session WHERE id = ?', id)
    },
    async endSessionsOf(person) {
      db.run('DELETE FROM session WHERE person = ?', person)
    },
  }
}

function links(db: Database): Part<'addLink' | 'link' | 'takeLink' | 'linkCount'> {
  return {
    async addLink({ mail, role, createdAt, expiresAt, next }, hash) {
      const sql =
        'INSERT INTO link (hash, mail, role, created_at, expires_at, next) VALUES (?, ?, ?, ?, ?, ?)'
      db.run(sql, hash, mail, role, createdAt, expiresAt, next)
    },
    async link(hash) {
      const row = db.get<LinkRow>('SELECT * FROM link WHERE hash = ? AND taken = 0', hash)
      return row ? linkOf(row) : null
    },
    async takeLink(hash) {
      const sql = 'UPDATE link SET taken = 1 WHERE hash = ? AND taken = 0 RETURNING *'
      const row = db.get<LinkRow>(sql, hash)
      return row ? linkOf(row) : null
    },
    async linkCount(mail, since) {
      const sql = 'SELECT count(*) AS count FROM link WHERE mail = ? AND created_at >= ?'
      return Number(db.get<{ count: number }>(sql, mail, since)?.count ?? 0)
    },
  }
}

function passkeys(
  db: Database,
): Part<
  'addChallenge' | 'takeChallenge' | 'addPasskey' | 'passkey' | 'passkeysOf' | 'usedPasskey' | 'removePasskey'
> {
  return {
    async addChallenge(hash, person, expiresAt) {
      db.run('INSERT INTO challenge (hash, person, expires_at) VALUES (?, ?, ?)', hash, person, expiresAt)
    },
    async takeChallenge(hash) {
      const sql = 'DELETE FROM challenge WHERE hash = ? RETURNING person, expires_at'
      const row = db.get<{ person: PersonId | null; expires_at: Instant }>(sql, hash)
      return row ? { person: row.person, expiresAt: row.expires_at } : null
    },
    async addPasskey(passkey) {
      const sql = `INSERT OR IGNORE INTO passkey
        (credential_id, person, public_key, signature_count, transports, name, created_at, used_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
      const { credentialId, person, publicKey, signatureCount, transports, name, createdAt, usedAt } = passkey
      const listed = JSON.stringify(transports)
      const { changes } = db.run(
        sql,
        ...[credentialId, person, publicKey, signatureCount, listed, name, createdAt, usedAt],
      )
      return changes === 1
    },
    async passkey(credentialId) {
      const row = db.get<PasskeyRow>('SELECT * FROM passkey WHERE credential_id = ?', credentialId)
      return row ? passkeyOf(row) : null
    },
    async passkeysOf(person) {
      const sql = 'SELECT * FROM passkey WHERE person = ? ORDER BY created_at'
      return db.all<PasskeyRow>(sql, person).map(passkeyOf)
    },
    async usedPasskey(credentialId, signatureCount, at) {
      const sql = 'UPDATE passkey SET signature_count = ?, used_at = ? WHERE credential_id = ?'
      db.run(sql, signatureCount, at, credentialId)
    },
    async removePasskey(person, credentialId) {
      db.run('DELETE FROM passkey WHERE person = ? AND credential_id = ?', person, credentialId)
    },
  }
}

function codes(db: Database): Part<'codeKey' | 'setCodeKey' | 'takeCodeStep' | 'failCode' | 'codeFailures'> {
  const failures = (person: PersonId, since: Instant) => {
    const sql = 'SELECT count(*) AS count FROM code_failure WHERE person = ? AND at >= ?'
    return Number(db.get<{ count: number }>(sql, person, since)?.count ?? 0)
  }
  return {
    async codeKey(person) {
      const sql = 'SELECT key, confirmed FROM code_key WHERE person = ?'
      const row = db.get<{ key: string; confirmed: number }>(sql, person)
      return row ? { key: row.key, confirmed: row.confirmed === 1 } : null
    },
    async setCodeKey(person, key) {
      if (!key) {
        db.run('DELETE FROM code_key WHERE person = ?', person)
        return
      }
      const sql = `INSERT INTO code_key (person, key, confirmed) VALUES (?, ?, ?)
        ON CONFLICT (person) DO UPDATE SET key = excluded.key, confirmed = excluded.confirmed,
          last_step = CASE WHEN key = excluded.key THEN last_step ELSE 0 END`
      db.run(sql, person, key.key, key.confirmed ? 1 : 0)
    },
    async takeCodeStep(person, step) {
      const sql = 'UPDATE code_key SET last_step = ? WHERE person = ? AND last_step < ?'
      return db.run(sql, step, person, step).changes === 1
    },
    async failCode(person, at, since) {
      db.run('INSERT INTO code_failure (person, at) VALUES (?, ?)', person, at)
      return failures(person, since)
    },
    codeFailures: async (person, since) => failures(person, since),
  }
}

function tokens(db: Database): Part<'addToken' | 'token' | 'tokensOf' | 'usedToken' | 'removeToken'> {
  return {
    async addToken({ id, person, name, scopes, createdAt, expiresAt, usedAt }, hash) {
      const sql =
        'INSERT INTO token (hash, id, person, name, scopes, created_at, expires_at, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
      db.run(sql, hash, id, person, name, JSON.stringify(scopes), createdAt, expiresAt, usedAt)
    },
    async token(hash) {
      const row = db.get<TokenRow>('SELECT * FROM token WHERE hash = ?', hash)
      return row ? tokenOf(row) : null
    },
    async tokensOf(person) {
      return db.all<TokenRow>('SELECT * FROM token WHERE person = ? ORDER BY created_at', person).map(tokenOf)
    },
    async usedToken(id, at) {
      db.run('UPDATE token SET used_at = ? WHERE id = ?', at, id)
    },
    async removeToken(person, id) {
      db.run('DELETE FROM token WHERE person = ? AND id = ?', person, id)
    },
  }
}

function acts(db: Database): Part<'record' | 'acts'> {
  return {
    async record(act) {
      return db.transaction(() => {
        const newest = db.get<ActRow>('SELECT * FROM act ORDER BY act_index DESC LIMIT 1')
        const recorded = linkAct(act, newest ? actOf(newest) : null)
        const sql = `INSERT INTO act (act_index, at, actor, what, subject, details, previous_digest, digest)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
        const { index, at, actor, what, subject, details, previousDigest, digest } = recorded
        db.run(sql, index, at, actor, what, subject, JSON.stringify(details), previousDigest, digest)
        return recorded
      })
    },
    async acts({ beforeIndex, limit, subject }) {
      const before = beforeIndex ?? Number.MAX_SAFE_INTEGER
      const rows =
        subject === undefined
          ? db.all<ActRow>(
              'SELECT * FROM act WHERE act_index < ? ORDER BY act_index DESC LIMIT ?',
              before,
              limit,
            )
          : db.all<ActRow>(
              'SELECT * FROM act WHERE act_index < ? AND subject = ? ORDER BY act_index DESC LIMIT ?',
              before,
              subject,
              limit,
            )
      return rows.map(actOf)
    },
  }
}
