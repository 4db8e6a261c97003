import type { ArticleId, Instant } from '#model'
import {
  addressKey,
  type Delivery,
  type Followed,
  type JournalEvent,
  type Owner,
  type SubscriptionStore,
  type Target,
} from '#subscriptions'
import { type Database, openDatabase, type SqlValue } from './database.ts'
import { subscriptionMigrations } from './subscription-schema.ts'

/** Subscriptions in one SQLite file. @throws {ServiceError} if it cannot be opened. */
export function openSubscriptionStore(path: string): SubscriptionStore {
  const database = openDatabase(path, subscriptionMigrations)
  return {
    ...journalOf(database),
    ...followsOf(database),
    ...targetsOf(database),
    ...outboxOf(database),
    ...readingOf(database),
    async forget(owner) {
      database.transaction(() => {
        for (const table of ['follows', 'targets', 'read_articles'])
          database.run(`DELETE FROM ${table} WHERE owner = ?`, owner)
      })
    },
    async sweep(before) {
      database.run(`DELETE FROM deliveries WHERE state <> 'due' AND settled_at < ?`, before)
    },
    async close() {
      database.close()
    },
  }
}

function journalOf(database: Database) {
  return {
    async note(happenings, at) {
      return database.transaction(() =>
        happenings.flatMap((each): JournalEvent[] => {
          const { changes, lastInsertRowid } = database.run(
            `INSERT INTO events (key, kind, at, noted_at, article, snapshot, previous, outlet, channel, story)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
            ...[each.key, each.kind, each.at, at, each.articleId, each.snapshotId, each.previous],
            ...[each.outletSlug, each.channel, each.story],
          )
          return changes > 0 ? [{ ...each, seq: lastInsertRowid, notedAt: at }] : []
        }),
      )
    },
    async eventsAfter(seq, limit) {
      return database
        .all<EventRow>('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?', seq, limit)
        .map(eventOf)
    },
    async event(seq) {
      const row = database.get<EventRow>('SELECT * FROM events WHERE seq = ?', seq)
      return row ? eventOf(row) : null
    },
    async eventOfSnapshot(snapshotId) {
      const row = database.get<EventRow>(
        'SELECT * FROM events WHERE snapshot = ? ORDER BY seq DESC LIMIT 1',
        snapshotId,
      )
      return row ? eventOf(row) : null
    },
    async seqsOf(articleIds) {
      const rows = database.all<{ article: ArticleId; seq: number }>(
        `SELECT article, seq FROM events WHERE key IN (SELECT 'new ' || value FROM json_each(?))`,
        JSON.stringify(articleIds),
      )
      return new Map(rows.map(({ article, seq }) => [article, seq]))
    },
    async withdrawals(limit) {
      const sql = `SELECT * FROM events WHERE kind = 'withdrawn' ORDER BY seq DESC LIMIT ?`
      return database.all<EventRow>(sql, limit).map(eventOf)
    },
    async lastSeq() {
      return database.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM events')?.seq ?? 0
    },
    async place(name) {
      return database.get<{ place: string }>('SELECT place FROM places WHERE name = ?', name)?.place ?? null
    },
    async movePlace(name, place) {
      database.run('INSERT OR REPLACE INTO places (name, place) VALUES (?, ?)', name, place)
    },
  } satisfies Partial<SubscriptionStore>
}

function followsOf(database: Database) {
  return {
    async follow(owner, { kind, value }, events, at) {
      const row = database.get<FollowRow>(
        `INSERT INTO follows (owner, kind, value, events, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (owner, kind, value) DO UPDATE SET events = excluded.events RETURNING *`,
        ...[owner, kind, value, events.join(' '), at],
      )
      return followedOf(row as FollowRow)
    },
    async unfollow(owner, id) {
      return database.run('DELETE FROM follows WHERE owner = ? AND id = ?', owner, id).changes > 0
    },
    async followedBy(owner) {
      return database
        .all<FollowRow>('SELECT * FROM follows WHERE owner = ? ORDER BY id', owner)
        .map(followedOf)
    },
    async followed(ids) {
      const sql = 'SELECT * FROM follows WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id'
      return database.all<FollowRow>(sql, JSON.stringify(ids)).map(followedOf)
    },
    async followsChangedAfter(change, limit) {
      return database
        .all<FollowRow & { change: number; changed: number }>(
          `SELECT c.change, c.id AS changed, f.* FROM follow_changes c LEFT JOIN follows f ON f.id = c.id
           WHERE c.change > ? ORDER BY c.change LIMIT ?`,
          ...[change, limit],
        )
        .map((row) => ({
          change: row.change,
          id: row.changed,
          followed: row.owner === null ? null : followedOf(row),
        }))
    },
  } satisfies Partial<SubscriptionStore>
}

function targetsOf(database: Database) {
  const one = (where: string, value: SqlValue) => {
    const row = database.get<TargetRow>(`SELECT * FROM targets WHERE ${where} = ?`, value)
    return row ? targetOf(row) : null
  }
  const all = (where: string, value: SqlValue) =>
    database.all<TargetRow>(`SELECT * FROM targets WHERE ${where} = ? ORDER BY id`, value).map(targetOf)
  return {
    async addTarget({ owner, key, address, rhythm, state, createdAt, expiresAt }) {
      const row = database.get<TargetRow>(
        `INSERT INTO targets (owner, key, address_key, address, rhythm, state, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (owner, address_key) DO UPDATE SET address = excluded.address, rhythm = excluded.rhythm,
           state = excluded.state, reason = NULL, expires_at = excluded.expires_at RETURNING *`,
        ...[owner, key, addressKey(address), JSON.stringify(address), rhythm, state, createdAt, expiresAt],
      )
      return targetOf(row as TargetRow)
    },
    target: async (id) => one('id', id),
    targetByKey: async (key) => one('key', key),
    targetsOf: async (owner) => all('owner', owner),
    targetsAt: async (address) => all('address_key', addressKey(address)),
    async changeTarget(id, change) {
      const names = { state: 'state', reason: 'reason', rhythm: 'rhythm', expiresAt: 'expires_at' } as const
      for (const [name, value] of Object.entries(change))
        database.run(
          `UPDATE targets SET ${names[name as keyof typeof names]} = ? WHERE id = ?`,
          ...[value ?? null, id],
        )
    },
  } satisfies Partial<SubscriptionStore>
}

function outboxOf(database: Database) {
  return {
    async queue(deliveries) {
      database.transaction(() => {
        for (const each of deliveries) {
          database.run(
            `INSERT INTO deliveries (target, event, article, follows, state, reason, attempts, queued_at, due_at, settled_at)
             VALUES (?, ?, (SELECT article FROM events WHERE seq = ?), ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (target, event) DO NOTHING`,
            ...[
              each.targetId,
              each.eventSeq,
              each.eventSeq,
              JSON.stringify(each.subscriptionIds),
              each.state,
            ],
            ...[each.reason, each.attempts, each.queuedAt, each.dueAt, each.settledAt],
          )
        }
      })
    },
    async due(now, { perTarget, without }) {
      return database
        .all<DeliveryRow>(
          `SELECT * FROM (
             SELECT d.*, row_number() OVER (PARTITION BY d.target ORDER BY d.due_at, d.id) AS place
             FROM deliveries d JOIN targets t ON t.id = d.target
             WHERE d.state = 'due' AND d.due_at <= ? AND t.state IN ('active', 'failing')
               AND d.target NOT IN (SELECT value FROM json_each(?)))
           WHERE place <= ? ORDER BY due_at, id`,
          ...[now, JSON.stringify(without), perTarget],
        )
        .map(deliveryOf)
    },
    async rest(targetId, until) {
      database.run(
        `UPDATE deliveries SET due_at = max(due_at, ?) WHERE target = ? AND state = 'due'`,
        ...[until, targetId],
      )
    },
    async settle(ids, { state, reason, dueAt, settledAt }) {
      database.run(
        `UPDATE deliveries SET state = ?, reason = ?, due_at = ?, settled_at = ?, attempts = attempts + 1
         WHERE id IN (SELECT value FROM json_each(?))`,
        ...[state, reason, dueAt, settledAt, JSON.stringify(ids)],
      )
    },
    async revive(targetId, at) {
      return database.run(
        `UPDATE deliveries SET state = 'due', due_at = ?, settled_at = NULL, attempts = 0
         WHERE target = ? AND state = 'dead'`,
        ...[at, targetId],
      ).changes
    },
    async deliveriesTo(targetId, { beforeId, limit }) {
      return database
        .all<DeliveryRow>(
          'SELECT * FROM deliveries WHERE target = ? AND id < ? ORDER BY id DESC LIMIT ?',
          ...[targetId, beforeId ?? Number.MAX_SAFE_INTEGER, limit],
        )
        .map(deliveryOf)
    },
    async toldOf(targetId, articleId) {
      return database
        .all<DeliveryRow>(
          `SELECT * FROM deliveries WHERE article = ? AND target = ? AND state IN ('due', 'sent') ORDER BY id`,
          ...[articleId, targetId],
        )
        .map(deliveryOf)
    },
    async targetsTold(articleId) {
      return database
        .all<{ target: number }>(
          `SELECT DISTINCT target FROM deliveries WHERE article = ? AND state IN ('due', 'sent')`,
          articleId,
        )
        .map(({ target }) => target)
    },
  } satisfies Partial<SubscriptionStore>
}

function readingOf(database: Database) {
  return {
    async read(owner, articleIds) {
      const rows = database.all<{ article: ArticleId }>(
        'SELECT article FROM read_articles WHERE owner = ? AND article IN (SELECT value FROM json_each(?))',
        ...[owner, JSON.stringify(articleIds)],
      )
      return new Set(rows.map(({ article }) => article))
    },
    async markRead(owner, articleIds, at, isRead) {
      database.transaction(() => {
        for (const article of articleIds) {
          if (isRead)
            database.run(
              'INSERT OR REPLACE INTO read_articles (owner, article, at) VALUES (?, ?, ?)',
              owner,
              article,
              at,
            )
          else database.run('DELETE FROM read_articles WHERE owner = ? AND article = ?', owner, article)
        }
      })
    },
  } satisfies Partial<SubscriptionStore>
}

interface EventRow {
  readonly seq: number
  readonly key: string
  readonly kind: JournalEvent['kind']
  readonly at: Instant
  readonly noted_at: Instant
  readonly article: ArticleId | null
  readonly snapshot: JournalEvent['snapshotId']
  readonly previous: JournalEvent['previous']
  readonly outlet: string | null
  readonly channel: string | null
  readonly story: JournalEvent['story']
}

function eventOf({ noted_at, article, snapshot, outlet, ...row }: EventRow): JournalEvent {
  return { ...row, notedAt: noted_at, articleId: article, snapshotId: snapshot, outletSlug: outlet }
}

interface FollowRow {
  readonly id: number
  readonly owner: Owner
  readonly kind: Followed['follow']['kind']
  readonly value: string
  readonly events: string
  readonly created_at: Instant
}

function followedOf({ id, owner, kind, value, events, created_at }: FollowRow): Followed {
  const kinds = events.split(' ') as unknown as Followed['events']
  return { id, owner, follow: { kind, value }, events: kinds, createdAt: created_at }
}

interface TargetRow {
  readonly id: number
  readonly owner: Owner
  readonly key: string
  readonly address: string
  readonly rhythm: Target['rhythm']
  readonly state: Target['state']
  readonly reason: string | null
  readonly created_at: Instant
  readonly expires_at: Instant | null
}

function targetOf({
  id,
  owner,
  key,
  address,
  rhythm,
  state,
  reason,
  created_at,
  expires_at,
}: TargetRow): Target {
  const parsed = JSON.parse(address) as Target['address']
  return {
    ...{ id, owner, key, rhythm, state, reason },
    ...{ address: parsed, createdAt: created_at, expiresAt: expires_at },
  }
}

interface DeliveryRow {
  readonly id: number
  readonly target: number
  readonly event: number
  readonly follows: string
  readonly state: Delivery['state']
  readonly reason: string | null
  readonly attempts: number
  readonly queued_at: Instant
  readonly due_at: Instant
  readonly settled_at: Instant | null
}

function deliveryOf(row: DeliveryRow): Delivery {
  const { id, state, reason, attempts } = row
  return {
    ...{ id, state, reason, attempts, targetId: row.target, eventSeq: row.event },
    subscriptionIds: JSON.parse(row.follows) as number[],
    ...{ queuedAt: row.queued_at, dueAt: row.due_at, settledAt: row.settled_at },
  }
}
