import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Instant, ServiceError } from '#model'
import type { LogStore, NewLeaf, Opening, SealedHead, StoredLeaf } from '#transparency'
import { replaceFile } from '../files/replace-file.ts'
import { type Database, openDatabase } from './database.ts'

/**
 * The log in a folder: its leaves and tiles in `log.db`, and beside it `last-signed`, the newest signed head as
 * plain text. A restore puts back the first and leaves the second as it is: then an old copy of the log is
 * noticed before anything is signed on top of it.
 */
export function openLogStore(folder: string): LogStore {
  mkdirSync(folder, { recursive: true })
  const lastSignedPath = join(folder, 'last-signed')
  const db = openDatabase(join(folder, 'log.db'), migrations)

  return {
    async append(leaves) {
      return db.transaction(() => leaves.map((leaf) => appendLeaf(db, leaf)))
    },

    async leafOf(subject, below = Number.MAX_SAFE_INTEGER) {
      return newestLeafOf(db, subject, below)
    },

    async leaves(start, end) {
      const sql = 'SELECT * FROM leaf WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index'
      return db.all<LeafRow>(sql, start, end).map(storedLeaf)
    },

    async size() {
      return sizeOf(db)
    },

    async erase(subject) {
      db.run('UPDATE leaf SET opening = NULL WHERE subject = ?', subject)
      // What was overwritten would live on in the write-ahead log until that is written over.
      const { busy } = db.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)') ?? { busy: 1 }
      if (busy === 0) return
      throw new ServiceError(
        'An erased value may still stand in the write-ahead log: another process is reading.',
        {
          retry: 'later',
          toDo: 'Erase it again; what was erased already stays so.',
        },
      )
    },

    async head() {
      return headOf(db)
    },

    async tile(level, index) {
      const sql = 'SELECT hashes FROM tile WHERE level = ? AND tile_index = ?'
      return db.get<{ hashes: Uint8Array }>(sql, level, index)?.hashes ?? null
    },

    async lastSigned() {
      return readIfThere(lastSignedPath)
    },

    async seal(sign) {
      return db.transaction(() => {
        const head = headOf(db)
        const treeSize = head?.treeSize ?? 0
        const newest = 'SELECT leaf_hash FROM leaf WHERE leaf_index >= ? ORDER BY leaf_index'
        const leafHashes = db.all<{ leaf_hash: Uint8Array }>(newest, treeSize).map((row) => row.leaf_hash)
        const lastSigned = readIfThere(lastSignedPath)
        const sealing = sign({ head, edge: edgeOf(db, treeSize), leafHashes, lastSigned })
        if (!sealing) return null
        // Before the tree: a crash in between leaves a promise that the leaves still keep.
        replaceFile(lastSignedPath, sealing.head.checkpoint, { mode: 0o644 })
        const putTile = `INSERT INTO tile (level, tile_index, hashes) VALUES (?, ?, ?)
          ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes`
        for (const { level, index, hashes } of sealing.tiles) db.run(putTile, level, index, hashes)
        const { checkpoint, signedAt } = sealing.head
        db.run('DELETE FROM head')
        db.run('INSERT INTO head VALUES (?, ?, ?)', sealing.head.treeSize, checkpoint, signedAt)
        return sealing.head
      })
    },

    async close() {
      db.close()
    },
  }
}

const migrations = [
  `CREATE TABLE leaf (
     leaf_index INTEGER PRIMARY KEY,
     subject TEXT NOT NULL,
     entry BLOB NOT NULL,
     leaf_hash BLOB NOT NULL,
     opening TEXT
   ) STRICT;
   CREATE INDEX leaf_subject ON leaf (subject, leaf_index);
   CREATE TABLE tile (
     level INTEGER NOT NULL,
     tile_index INTEGER NOT NULL,
     hashes BLOB NOT NULL,
     PRIMARY KEY (level, tile_index)
   ) STRICT;
   CREATE TABLE head (tree_size INTEGER NOT NULL, checkpoint TEXT NOT NULL, signed_at TEXT NOT NULL) STRICT;`,
]

interface LeafRow {
  leaf_index: number
  subject: string
  entry: Uint8Array
  leaf_hash: Uint8Array
  opening: string | null
}

function appendLeaf(db: Database, leaf: NewLeaf): number {
  const held = newestLeafOf(db, leaf.subject, Number.MAX_SAFE_INTEGER)
  const isHeld =
    held && (held.opening === null || isDeepStrictEqual(held.opening.fields, { ...leaf.opening.fields }))
  if (isHeld) return held.leafIndex
  const leafIndex = sizeOf(db)
  const sql = 'INSERT INTO leaf (leaf_index, subject, entry, leaf_hash, opening) VALUES (?, ?, ?, ?, ?)'
  db.run(sql, leafIndex, leaf.subject, leaf.entry, leaf.leafHash, JSON.stringify(leaf.opening))
  return leafIndex
}

function newestLeafOf(db: Database, subject: string, below: number): StoredLeaf | null {
  const sql = 'SELECT * FROM leaf WHERE subject = ? AND leaf_index < ? ORDER BY leaf_index DESC LIMIT 1'
  const row = db.get<LeafRow>(sql, subject, below)
  return row ? storedLeaf(row) : null
}

function sizeOf(db: Database): number {
  const sql = 'SELECT coalesce(max(leaf_index) + 1, 0) AS size FROM leaf'
  return db.get<{ size: number }>(sql)?.size ?? 0
}

function headOf(db: Database): SealedHead | null {
  const row = db.get<{ tree_size: number; checkpoint: string; signed_at: string }>('SELECT * FROM head')
  return row
    ? { treeSize: row.tree_size, checkpoint: row.checkpoint, signedAt: row.signed_at as Instant }
    : null
}

/** By level, the last tile where it is not full. */
function edgeOf(db: Database, treeSize: number): Uint8Array[] {
  const edge: Uint8Array[] = []
  for (let count = treeSize; count > 0; count = Math.floor(count / 256)) {
    const sql = 'SELECT hashes FROM tile WHERE level = ? AND tile_index = ?'
    const tile = db.get<{ hashes: Uint8Array }>(sql, edge.length, Math.floor(count / 256))
    edge.push(tile?.hashes ?? new Uint8Array())
  }
  return edge
}

function storedLeaf(row: LeafRow): StoredLeaf {
  return {
    leafIndex: row.leaf_index,
    subject: row.subject,
    entry: row.entry,
    leafHash: row.leaf_hash,
    opening: row.opening === null ? null : (JSON.parse(row.opening) as Opening),
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
