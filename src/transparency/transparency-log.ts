import { randomBytes as systemRandomBytes } from 'node:crypto'
import { type Clock, type Log, ServiceError, silentLog } from '#model'
import { type AttestationOptions, type Attestor, createAttestor } from './attestor.ts'
import { formatEntry, formatErasedEntry, leafHashOf, saltBytes } from './entry.ts'
import { fsck } from './fsck.ts'
import { openKeyChange } from './key-change.ts'
import type { LogPosition, Statement, TransparencyLog } from './log.ts'
import type { LogStore, NewLeaf, SealedHead } from './log-store.ts'
import { areEqual, inclusionProof, rootAt, verifyInclusion } from './merkle-proof.ts'
import { hashBytes, leafHash } from './merkle-tree.ts'
import { cosigned, formatReceipt } from './receipt.ts'
import { ForkError, openOwn, seal } from './seal.ts'
import { base64, isSignedBy, parseSignedNote, parseVerifierKey, type SigningKey } from './signed-note.ts'
import { formatEntryBundle, parseTilePath, tileWidth, widthIn } from './tile.ts'
import { nodesOf } from './tile-tree.ts'

export interface TransparencyLogOptions {
  readonly store: LogStore
  readonly signingKey: SigningKey
  /** The notes by which earlier keys handed over to this one, as `signKeyChange` makes them. */
  readonly keyChanges?: readonly string[]
  /** The log's name in every checkpoint. It must be the key's, as verifiers find the key by it. */
  readonly origin: string
  /** Who vouches for the checkpoints; nobody by default. */
  readonly attestation?: AttestationOptions
  readonly clock: Clock
  readonly log?: Log
  /** Where salts come from; unpredictable outside of tests. */
  readonly randomBytes?: (count: number) => Uint8Array
}

/** @throws {ServiceError} if the origin is not the key's name. */
export async function createTransparencyLog(options: TransparencyLogOptions): Promise<TransparencyLog> {
  const { store, signingKey, origin, clock, log = silentLog, randomBytes = systemRandomBytes } = options
  const { keyChanges = [] } = options
  if (origin !== signingKey.name) {
    throw new ServiceError(`The log ${origin} cannot be signed with the key of ${signingKey.name}.`, {
      retry: 'never',
      toDo: 'Give the log the name of its key: it stays the same even if the address of the service changes.',
    })
  }
  const keyTexts = [signingKey.verifierKey, ...keysBefore(signingKey.verifierKey, keyChanges)]
  const keys = keyTexts.map((text) => parseVerifierKey(text))
  const attestor = options.attestation
    ? createAttestor(options.attestation, { store, clock, log, randomBytes })
    : null
  let attesting: Promise<void> | null = null
  const appends = gather((leaves: readonly NewLeaf[]) => store.append(leaves))

  return {
    verifierKey: signingKey.verifierKey,

    async append(statement) {
      return { leafIndex: await appends.add(newLeaf(statement, randomBytes)) }
    },

    async publishCheckpoint() {
      const before = await store.head()
      // Before the first signature of this process: whether a witness has seen more than what is here.
      if (attestor && !attesting && before) await attestor.attestNow(before)
      attestor?.checkUnrefuted()
      const knownPrefixes = await knownPrefixesOf(before, await store.lastSigned())
      const at = clock.now()
      const head = await store.seal((unsealed) =>
        seal(unsealed, { key: signingKey, keys, origin, at, knownPrefixes }),
      )
      if (attestor) attesting = Promise.all([attesting, attestNewest(attestor.attest)]).then(() => {})
      if (!head) return null
      log.info('log.checkpoint-signed', { treeSize: head.treeSize })
      return { treeSize: head.treeSize, signedAt: head.signedAt }
    },

    async attested() {
      await attesting
    },

    async checkpoint() {
      const head = await store.head()
      return head && cosigned(head, await store.attestations(head.treeSize))
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
      const newest = await store.head()
      const leaf = newest && (await store.leafOf(subject, newest.treeSize))
      if (!newest || !leaf) return null
      const head = (await store.attestedHead(leaf.leafIndex)) ?? newest
      const attestations = await store.attestations(head.treeSize)
      const { treeSize, root } = openOwn(head.checkpoint, keys, origin)
      const proof = await inclusionProof(leaf.leafIndex, treeSize, nodesOf(store))
      const claim = { leafIndex: leaf.leafIndex, treeSize, leafHash: leaf.leafHash, proof, root }
      if (!areEqual(leafHashOf(leaf.entry), leaf.leafHash) || !verifyInclusion(claim)) {
        throw new ServiceError(`The log's tiles do not prove leaf ${leaf.leafIndex}.`, {
          retry: 'never',
          toDo: 'Run fsck to see which tiles are damaged, then restore the log from a backup.',
        })
      }
      const verifierKey = keyTexts.find((text) =>
        isSignedBy(parseSignedNote(head.checkpoint), parseVerifierKey(text)),
      )
      return formatReceipt({
        leaf,
        head,
        proof,
        verifierKey: verifierKey ?? signingKey.verifierKey,
        attestations,
        keyChanges,
      })
    },

    async position(subject): Promise<LogPosition | null> {
      const leaf = await store.leafOf(subject)
      return leaf && { leafIndex: leaf.leafIndex }
    },

    erase: (subject, { entry = false } = {}) => store.erase(subject, entry ? formatErasedEntry : undefined),
    keyChanges,
    size: () => store.size(),
    fsck: () => fsck({ store, keys, origin }),

    async close() {
      await appends.settled()
      if (attestor && attesting) await Promise.all([attesting, attestNewest(attestor.attestNow)])
      await store.close()
    },
  }

  /** Runs beside whatever comes next, and never fails: nobody waits for it. */
  async function attestNewest(attest: Attestor['attest']): Promise<void> {
    try {
      const head = await store.head()
      if (head) await attest(head)
    } catch (error) {
      log.error('log.not-attested', { reason: (error as Error).message })
    }
  }

  /**
   * Where a signed head lies below the sealed one, as after a crash or a partial restore, only the tiles can tell
   * whether the tree begins with it.
   */
  async function knownPrefixesOf(
    head: SealedHead | null,
    lastSigned: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const known = new Set<string>()
    for (const note of head ? lastSigned : []) {
      if (note === head?.checkpoint) continue
      const signed = openOwn(note, keys, origin)
      if (signed.treeSize >= (head?.treeSize ?? 0)) continue
      if (!areEqual(await rootAt(signed.treeSize, nodesOf(store)), signed.root))
        throw new ForkError(`The log's first ${signed.treeSize} leaves are not those that were signed.`)
      known.add(note)
    }
    return known
  }
}

/** The keys that led to this one, newest first. @throws {RangeError} if a change does not hold. */
function keysBefore(verifierKey: string, keyChanges: readonly string[]): string[] {
  const changes = keyChanges.map(openKeyChange)
  const before: string[] = []
  for (let to = verifierKey; before.length < changes.length; ) {
    const change = changes.find((each) => each.to === to)
    if (!change || before.includes(change.from)) break
    before.push(change.from)
    to = change.from
  }
  return before
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
