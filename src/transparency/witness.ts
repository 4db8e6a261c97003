import type { Instant } from '#model'
import { parseCheckpoint } from './checkpoint.ts'
import { acceptCosignature } from './cosignature.ts'
import { base64, parseSignedNote, type VerifierKey } from './signed-note.ts'

/** Somebody else who keeps watch that the log only grows, and signs that it does. */
export interface Witness {
  /** The submission prefix, without a slash at its end. */
  readonly url: string
  readonly key: VerifierKey
}

/** One POST; whoever hands it in bounds time and bytes. @throws if no whole answer comes. */
export type Post = (
  url: string,
  body: Uint8Array | string,
  contentType: string,
) => Promise<{ readonly status: number; readonly contentType: string; readonly body: Uint8Array }>

export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly line: string; readonly signedAt: Instant }
  /** It has cosigned a tree of this log that ours does not contain: larger, or of the same size and different. */
  | { readonly kind: 'fork'; readonly treeSize: number }
  | { readonly kind: 'refused'; readonly reason: string }

/**
 * Asks one witness to cosign a checkpoint, proving that the tree it saw last is a beginning of this one.
 *
 * @param options.seenSize What the witness is believed to have cosigned last; 0 where nothing is known. A witness that
 *   knows better says so, and is asked once more.
 * @param options.proveFrom The consistency proof from a smaller tree to this one.
 * @see https://c2sp.org/tlog-witness
 */
export async function askWitness(
  witness: Witness,
  checkpoint: string,
  options: {
    readonly seenSize: number
    readonly proveFrom: (treeSize: number) => Promise<readonly Uint8Array[]>
    readonly post: Post
    readonly now: Instant
  },
): Promise<WitnessAnswer> {
  const { proveFrom, post, now } = options
  const { treeSize } = parseCheckpoint(parseSignedNote(checkpoint).text)
  let oldSize = Math.min(options.seenSize, treeSize)
  for (let attempt = 0; attempt < 2; attempt++) {
    const proof = oldSize === 0 || oldSize === treeSize ? [] : await proveFrom(oldSize)
    const body = formatAddCheckpoint(oldSize, proof, checkpoint)
    const answer = await post(`${witness.url}/add-checkpoint`, body, 'text/plain; charset=utf-8')
    const text = Buffer.from(answer.body).toString('utf8')
    if (answer.status === 200) {
      const cosigned = acceptCosignature(checkpoint, text, witness.key, now)
      return cosigned
        ? { kind: 'cosigned', ...cosigned }
        : { kind: 'refused', reason: 'It answered without a good cosignature by its key.' }
    }
    if (answer.status !== 409)
      return { kind: 'refused', reason: refusals[answer.status] ?? `HTTP ${answer.status}.` }
    const seen = parseSize(text)
    if (seen === null) return { kind: 'refused', reason: 'It answered 409 without a size.' }
    // The size is the right one, so the conflict is one of roots: two trees of one size.
    if (seen > treeSize || (seen === treeSize && oldSize === treeSize))
      return { kind: 'fork', treeSize: seen }
    oldSize = seen
  }
  return { kind: 'refused', reason: 'It named another size each time that it was asked.' }
}

/** The request's body: the old size, the proof, an empty line, the checkpoint. */
export function formatAddCheckpoint(
  oldSize: number,
  proof: readonly Uint8Array[],
  checkpoint: string,
): string {
  return `old ${oldSize}\n${proof.map((hash) => `${base64(hash)}\n`).join('')}\n${checkpoint}`
}

const refusals: Readonly<Record<number, string>> = {
  400: 'It finds the request malformed.',
  403: 'It does not trust the key of this log.',
  404: 'It does not know this log.',
  422: 'It does not accept the consistency proof.',
}

function parseSize(text: string): number | null {
  const match = /^(0|[1-9]\d{0,15})\n?$/.exec(text)
  return match && Number.isSafeInteger(Number(match[1])) ? Number(match[1]) : null
}
