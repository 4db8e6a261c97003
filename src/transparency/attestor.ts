import { type Clock, epochMs, type Log } from '#model'
import { parseCheckpoint } from './checkpoint.ts'
import { cosignatureAlgorithm } from './cosignature.ts'
import type { LogStore, SealedHead } from './log-store.ts'
import { consistencyProof } from './merkle-proof.ts'
import { ForkError } from './seal.ts'
import { formatVerifierKey, parseSignedNote } from './signed-note.ts'
import { nodesOf } from './tile-tree.ts'
import { acceptTimeStampReply, formatTimeStampQuery, imprintOf, timeStampQueryType } from './time-stamp.ts'
import { verifyTimeStamp } from './verify-time-stamp.ts'
import { askWitness, type Post, type Witness } from './witness.ts'

export interface AttestationOptions {
  readonly witnesses: readonly Witness[]
  /** Addresses of time-stamp authorities, RFC 3161 over HTTP. */
  readonly authorities: readonly string[]
  readonly post: Post
  /** Least time between two questions to one witness; default 10 seconds. */
  readonly witnessIntervalMs?: number
  /** Least time between two questions to one authority; default an hour, as most give stamps for nothing. */
  readonly stampIntervalMs?: number
}

/** Takes the log's heads to those who vouch for them, and keeps what they say. */
export interface Attestor {
  /** Takes this head to whoever has not seen it and may be asked again; resolves when all have answered or failed. */
  attest(head: SealedHead): Promise<void>
  /** The same for witnesses alone and at once, which does not count as a question: at the start and at the end. */
  attestNow(head: SealedHead): Promise<void>
  /** @throws {ForkError} if a witness has seen a tree of this log that ours does not contain. */
  checkUnrefuted(): void
}

export function createAttestor(
  options: AttestationOptions,
  parts: {
    readonly store: LogStore
    readonly clock: Clock
    readonly log: Log
    readonly randomBytes: (count: number) => Uint8Array
  },
): Attestor {
  const { store, clock, log, randomBytes } = parts
  const { witnessIntervalMs = 10_000, stampIntervalMs = 3_600_000, post } = options
  const asked = new Map<string, { atMs: number; treeSize: number }>()
  let refutation: ForkError | null = null

  function isDue(name: string, head: SealedHead, intervalMs: number): boolean {
    const last = asked.get(name)
    if (!last) return true
    return last.treeSize < head.treeSize && epochMs(clock.now()) - last.atMs >= intervalMs
  }

  /** A failure is told, and leaves the name to be asked again after its interval. */
  async function ask(
    name: string,
    head: SealedHead,
    question: (seenSize: number) => Promise<void>,
    atMs: number,
  ): Promise<void> {
    const seenSize = asked.get(name)?.treeSize ?? 0
    asked.set(name, { atMs, treeSize: head.treeSize })
    try {
      await question(seenSize)
    } catch (error) {
      if (error instanceof ForkError) refutation = error
      asked.set(name, { atMs, treeSize: seenSize })
      log.warn('log.not-attested', { by: name, reason: reasonOf(error as Error) })
    }
  }

  async function cosign(witness: Witness, head: SealedHead, seenSize: number): Promise<void> {
    const answer = await askWitness(witness, head.checkpoint, {
      seenSize,
      proveFrom: (treeSize) => consistencyProof(treeSize, head.treeSize, nodesOf(store)),
      post,
      now: clock.now(),
    })
    if (answer.kind === 'refused') throw new Error(answer.reason)
    if (answer.kind === 'fork') {
      // Another process may have signed on meanwhile, and shown the witness more than this head.
      const current = (await store.head())?.treeSize ?? 0
      if (answer.treeSize > head.treeSize && answer.treeSize <= current) return
      throw new ForkError(
        `The witness ${witness.key.name} has cosigned a checkpoint over ${answer.treeSize} leaves of this log that is not one of ours (${current} leaves).`,
      )
    }
    await store.keepAttestation(head, {
      kind: 'cosignature',
      by: formatVerifierKey(witness.key, cosignatureAlgorithm),
      at: answer.signedAt,
      value: Buffer.from(answer.line),
    })
    log.info('log.cosigned', { by: witness.key.name, treeSize: head.treeSize })
  }

  async function stamp(authority: string, head: SealedHead): Promise<void> {
    const { text } = parseSignedNote(head.checkpoint)
    const [imprint, nonce] = [imprintOf(text), randomBytes(nonceBytes)]
    const reply = await post(authority, formatTimeStampQuery(imprint, nonce), timeStampQueryType)
    if (reply.status !== 200) throw new Error(`HTTP ${reply.status}.`)
    const value = acceptTimeStampReply(reply.body, imprint, nonce)
    const { stampedAt: at } = verifyTimeStamp(value, text)
    await store.keepAttestation(head, { kind: 'time-stamp', by: authority, at, value })
    log.info('log.time-stamped', { by: authority, treeSize: parseCheckpoint(text).treeSize })
  }

  return {
    async attest(head) {
      const atMs = epochMs(clock.now())
      const witnesses = options.witnesses.filter(({ url }) => isDue(url, head, witnessIntervalMs))
      const authorities = options.authorities.filter((url) => isDue(url, head, stampIntervalMs))
      await Promise.all([
        ...witnesses.map((each) => ask(each.url, head, (seenSize) => cosign(each, head, seenSize), atMs)),
        ...authorities.map((url) => ask(url, head, () => stamp(url, head), atMs)),
      ])
    },
    async attestNow(head) {
      const witnesses = options.witnesses.filter(({ url }) => isDue(url, head, 0))
      await Promise.all(
        witnesses.map((each) => ask(each.url, head, (seenSize) => cosign(each, head, seenSize), 0)),
      )
    },
    checkUnrefuted() {
      if (refutation) throw refutation
    },
  }
}

/** Node's `fetch` says why it failed one level down. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}

const nonceBytes = 8
