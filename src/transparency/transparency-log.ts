import { randomBytes as systemRandomBytes } from 'node:crypto'
import { type Clock, type Log, ServiceError, silentLog } from '#model'
import { openCheckpoint } from './checkpoint.ts'
import { formatEntry, saltBytes } from './entry.ts'
import { fsck } from './fsck.ts'
import type { LogPosition, Statement, TransparencyLog } from './log.ts'
import type { LogStore, NewLeaf, SealedHead } from './log-store.ts'
import { areEqual, inclusionProof, rootAt, verifyInclusion } from './merkle-proof.ts'
import { hashBytes, leafHash } from './merkle-tree.ts'
import { formatReceipt } from './receipt.ts'
import { ForkError, openOwn, seal } from './seal.ts'
import { base64, parseVerifierKey, type SigningKey } from './signed-note.ts'
import { formatEntryBundle, parseTilePath, tileWidth, widthIn } from './tile.ts'
import { nodesOf } from './tile-tree.ts'

export interface TransparencyLogOptions {
  readonly store: LogStore
  readonly signingKey: SigningKey
  /** The log's name in every checkpoint. It must be the key's, as verifiers find the key by it. */
  readonly origin: string
  readonly clock: Clock
  readonly log?: Log
  /** Where salts come from; unpredictable outside of tests. */
  readonly randomBytes?: (count: number) => Uint8Array
}

/** @throws {ServiceError} if the origin is not the key's name. */
export async function createTransparencyLog(options: TransparencyLogOptions): Promise<TransparencyLog> {
  const { store, signingKey, origin, clock, log = silentLog, randomBytes = systemRandomBytes } = options
  if (origin !== signingKey.name) {
    throw new ServiceError(`The log ${origin} cannot be signed with the key of ${signingKey.name}.`, {
      retry: 'never',
      toDo: 'Give the log the name of its key: it stays the same even if the address of the service changes.',
    })
  }
  const verifierKey = parseVerifierKey(signingKey.verifierKey)
  const appends = gather((leaves: readonly NewLeaf[]) => store.append(leaves))

  return {
    verifierKey: signingKey.verifierKey,

    async append(statement) {
      return { leafIndex: await appends.add(newLeaf(statement, randomBytes)) }
    },

    async publishCheckpoint() {
      const knownPrefix = await knownPrefixOf(await store.head(), await store.lastSigned())
      const at = clock.now()
      const head = await store.seal((unsealed) =>
        seal(unsealed, { key: signingKey, origin, at, knownPrefix }),
      )
      if (!head) return null
      log.info('log.checkpoint-signed', { treeSize: head.treeSize })
      return { treeSize: head.treeSize, signedAt: head.signedAt }
    },

    async checkpoint() {
      return (await store.head())?.checkpoint ?? null
    },

    async tile(path) {
      const tile = parseTilePath(path)
      const treeSize = (await store.head())?.treeSize ?? 0
      if (!tile || widthIn(treeSize, tile) < tile.width) return null
      if (tile.level !== 'entries') {
        const hashes = await store.tile(tile.level, tile.index)
        return hashes?.subarray(0, tile.width * hashBytes) ?? null
      }
      const start = tile.index * tileWidth
      const leaves = await store.leaves(start, start + tile.width)
      return formatEntryBundle(leaves.map(({ entry }) => entry))
    },

    async receipt(subject) {
      const head = await store.head()
      const leaf = head && (await store.leafOf(subject, head.treeSize))
      if (!head || !leaf) return null
      const { treeSize, root } = openCheckpoint(head.checkpoint, verifierKey)
      const proof = await inclusionProof(leaf.leafIndex, treeSize, nodesOf(store))
      const claim = { leafIndex: leaf.leafIndex, treeSize, leafHash: leafHash(leaf.entry), proof, root }
      if (!verifyInclusion(claim)) {
        throw new ServiceError(`The log's tiles do not prove leaf ${leaf.leafIndex}.`, {
          retry: 'never',
          toDo: 'Run fsck to see which tiles are damaged, then restore the log from a backup.',
        })
      }
      return formatReceipt({ leaf, head, proof, verifierKey: signingKey.verifierKey })
    },

    async position(subject): Promise<LogPosition | null> {
      const leaf = await store.leafOf(subject)
      return leaf && { leafIndex: leaf.leafIndex }
    },

    erase: (subject) => store.erase(subject),
    size: () => store.size(),
    fsck: () => fsck({ store, signingKey, origin }),

    async close() {
      await appends.settled()
      await store.close()
    },
  }

  /**
   * Where the last signed head lies below the sealed one, as after a crash or a partial restore, only the tiles
   * can tell whether the tree begins with it.
   */
  async function knownPrefixOf(head: SealedHead | null, lastSigned: string | null): Promise<string | null> {
    if (!head || !lastSigned || head.checkpoint === lastSigned) return null
    const signed = openOwn(lastSigned, signingKey, origin)
    if (signed.treeSize >= head.treeSize) return null
    if (areEqual(await rootAt(signed.treeSize, nodesOf(store)), signed.root)) return lastSigned
    throw new ForkError(`The log's first ${signed.treeSize} leaves are not those that were signed.`)
  }
}

/** A leaf for this statement, with fresh salts. */
function newLeaf(statement: Statement, randomBytes: (count: number) => Uint8Array): NewLeaf {
  const names = Object.keys(statement.fields)
  const salts = Object.fromEntries(names.map((name) => [name, randomBytes(saltBytes)]))
  const entry = formatEntry(statement, salts)
  const saltTexts = Object.fromEntries(names.map((name) => [name, base64(salts[name] as Uint8Array)]))
  return {
    subject: statement.subject,
    entry,
    leafHash: leafHash(entry),
    opening: { fields: statement.fields, salts: saltTexts },
  }
}

/** Hands over together what comes while the last hand-over runs, so that many appends cost one disk flush. */
function gather<T, R>(handOver: (items: readonly T[]) => Promise<R[]>) {
  let waiting: { item: T; resolve: (result: R) => void; reject: (reason: unknown) => void }[] = []
  let running: Promise<void> = Promise.resolve()

  async function flush(): Promise<void> {
    const batch = waiting
    waiting = []
    try {
      const results = await handOver(batch.map(({ item }) => item))
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as R)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return {
    add(item: T): Promise<R> {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        if (waiting.length > 1) return
        running = running.then(() => new Promise((next) => setImmediate(next))).then(flush)
      })
    },
    settled: () => running,
  }
}
