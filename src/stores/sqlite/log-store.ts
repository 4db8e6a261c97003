import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Instant, ServiceError } from '#model'
import type { Attestation, LogStore, NewLeaf, Opening, SealedHead, StoredLeaf } from '#transparency'
import { replaceFile } from '../files/replace-file.ts'
import { type Database, openDatabase } from './database.ts'

/**
 * The log in a folder: its leaves and tiles in `log.db`, and beside it `last-signed`, the newest signed head as
 * plain text. A restore puts back the first and leaves the second as it is: then an old copy of the log is
 * noticed before anything is signed on top of it.
 *
 * @param headFile Another place for the same text, outside of whatever is backed up and put back with the folder.
 *   Where it cannot be written, signing goes on without it.
 */
export function openLogStore(folder: string, { headFile }: { headFile?: string } = {}): LogStore {
  mkdirSync(folder, { recursive: true })
  const lastSignedPath = join(folder, 'last-signed')
  const readLastSigned = () => {
    const notes = [lastSignedPath, ...(headFile ? [headFile] : [])].map(readIfThere)
    return [...new Set(notes.filter((note) => note !== null))]
  }
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

    async erase(subject, replaceEntry) {
      db.transaction(() => {
        db.run('UPDATE leaf SET opening = NULL WHERE subject = ?', subject)
        if (!replaceEntry) return
        const ofSubject = 'SELECT leaf_index, leaf_hash FROM leaf WHERE subject = ?'
        for (const row of db.all<LeafRow>(ofSubject, subject))
          db.run(
            'UPDATE leaf SET entry = ? WHERE leaf_index = ?',
            replaceEntry(row.leaf_hash),
            row.leaf_index,
          )
      })
      // What was overwritten would live on in the write-ahead log until that is written over.
      if (db.emptyLog()) return
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
      return readLastSigned()
    },

    async seal(sign) {
      return db.transaction(() => {
        const head = headOf(db)
        const treeSize = head?.treeSize ?? 0
        const newest = 'SELECT leaf_hash FROM leaf WHERE leaf_index >= ? ORDER BY leaf_index'
        const leafHashes = db.all<{ leaf_hash: Uint8Array }>(newest, treeSize).map((row) => row.leaf_hash)
        const lastSigned = readLastSigned()
        const sealing = sign({ head, edge: edgeOf(db, treeSize), leafHashes, lastSigned })
        if (!sealing) return null
        // Before the tree: a crash in between leaves a promise that the leaves still keep.
        replaceFile(lastSignedPath, sealing.head.checkpoint, { mode: 0o644 })
        if (headFile) writeIfPossible(headFile, sealing.head.checkpoint)
        const putTile = `INSERT INTO tile (level, tile_index, hashes) VALUES (?, ?, ?)
          ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes`
        for (const { level, index, hashes } of sealing.tiles) db.run(putTile, level, index, hashes)
        const { checkpoint, signedAt } = sealing.head
        db.run('DELETE FROM head')
        db.run('INSERT INTO head VALUES (?, ?, ?)', sealing.head.treeSize, checkpoint, signedAt)
        return sealing.head
      })
    },

    async keepAttestation({ treeSize, checkpoint, signedAt }, { kind, by, at, value }) {
      db.transaction(() => {
        db.run('INSERT OR IGNORE INTO attested_head VALUES (?, ?, ?)', treeSize, checkpoint, signedAt)
        db.run('INSERT OR REPLACE INTO attestation VALUES (?, ?, ?, ?, ?)', treeSize, kind, by, at, value)
      })
    },

    async attestations(treeSize) {
      const sql =
        'SELECT kind, attestor AS by, at, value FROM attestation WHERE tree_size = ? ORDER BY kind, attestor'
      return db.all<AttestationRow>(sql, treeSize).map(({ kind, by, at, value }) => ({ kind, by, at, value }))
    },

    async attestedHead(leafIndex) {
      const sql = `SELECT tree_size, checkpoint, signed_at FROM
          (SELECT * FROM attested_head WHERE tree_size > ? ORDER BY tree_size LIMIT ${headsMax}) AS near
        ORDER BY (SELECT count(DISTINCT kind) FROM attestation
          WHERE attestation.tree_size = near.tree_size) DESC, tree_size LIMIT 1`
      const row = db.get<HeadRow>(sql, leafIndex)
      return row ? headOfRow(row) : null
    },

    async close() {
      db.close()
    },
  }
}

/** So many attested heads behind a leaf are looked at: with one every ten seconds, more than an hour of them. */
const headsMax = 500

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
  `CREATE TABLE attested_head (
     tree_size INTEGER PRIMARY KEY,
     checkpoint TEXT NOT NULL,
     signed_at TEXT NOT NULL
   ) STRICT;
   CREATE TABLE attestation (
     tree_size INTEGER NOT NULL REFERENCES attested_head,
     kind TEXT NOT NULL,
     attestor TEXT NOT NULL,
     at TEXT NOT NULL,
     value BLOB NOT NULL,
     PRIMARY KEY (tree_size, kind, attestor)
   ) STRICT;`,
]

type AttestationRow = Record<string, unknown> & Attestation

interface HeadRow {
  tree_size: number
  checkpoint: string
  signed_at: string
}

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
  const row = db.get<HeadRow>('SELECT * FROM head')
  return row ? headOfRow(row) : null
}

function headOfRow(row: HeadRow): SealedHead {
  return { treeSize: row.tree_size, checkpoint: row.checkpoint, signedAt: row.signed_at as Instant }
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

/** A container without a home, or a disk that is full elsewhere, must not stop the log. */
function writeIfPossible(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    replaceFile(path, text, { mode: 0o600 })
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error
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
