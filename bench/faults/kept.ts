import { join } from 'node:path'
import { type Archive, createArchive } from '#archive'
import { systemClock } from '#model'
import {
  consistencyProof,
  createTransparencyLog,
  type LogStore,
  openCheckpoint,
  parseVerifierKey,
  signingKeyOf,
  type TransparencyLog,
  verifyConsistency,
} from '#transparency'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'
import { openLogStore } from '../../src/stores/sqlite/log-store.ts'
import { nodesOf } from '../../src/transparency/tile-tree.ts'

interface Kept {
  readonly archive: Archive
  readonly log: TransparencyLog
  readonly store: LogStore
}

/** What a visit keeps before it counts as done: the archive and the log, over their real engines, recovered. */
export async function openKept(folder: string): Promise<Kept> {
  const signingKey = signingKeyOf('faults.example/log', new Uint8Array(32).fill(1))
  const archive = createArchive({
    segments: openFileSegmentStore(join(folder, 'segments')),
    index: openSqliteCaptureIndex(join(folder, 'captures.db')),
    clock: systemClock,
    software: 'Verbatim/faults',
    segmentBytesMax: 200_000,
  })
  await archive.recover()
  const store = openLogStore(join(folder, 'log'))
  const log = await createTransparencyLog({ store, signingKey, origin: signingKey.name, clock: systemClock })
  return { archive, log, store }
}

/** What processes have said, over all of their lives. */
export interface Said {
  readonly acknowledged: Set<string>
  /** Tree sizes and the roots that were signed for them. */
  readonly heads: Map<string, string>
  readonly forks: string[]
}

export function nothingSaid(): Said {
  return { acknowledged: new Set(), heads: new Map(), forks: [] }
}

/** Notes whole lines; what a kill cut off was not said. */
export function note(output: string, said: Said): void {
  for (const line of output.split('\n').slice(0, -1)) {
    const [kind, first = '', root = ''] = line.split(' ')
    if (kind === 'ack') said.acknowledged.add(first)
    if (kind !== 'head') continue
    if ((said.heads.get(first) ?? root) !== root) said.forks.push(`two heads of ${first} leaves`)
    said.heads.set(first, root)
  }
}

/**
 * Holds a folder against what was said of it. Empty where all is there.
 *
 * @param options.beyond What has been looked for before: then only the rest is, and no file is read through.
 */
export async function missing(
  folder: string,
  said: Said,
  { beyond }: { beyond?: ReadonlySet<string> } = {},
): Promise<string[]> {
  const wrong: string[] = []
  const kept = await openKept(folder)
  const { archive, log } = kept
  try {
    for (const id of said.acknowledged) {
      if (beyond?.has(id)) continue
      const preserved = await archive.read(id as never).catch((error: Error) => error)
      if (preserved === null) wrong.push(`${id} is lost`)
      else if (preserved instanceof Error) wrong.push(`${id} cannot be read: ${preserved.message}`)
      if (!(await log.position(id))) wrong.push(`${id} has no leaf in the log`)
    }
    said.forks.push(...(await forksOf(said.heads, kept)))
    for (const findings of beyond ? [] : [archive.fsck(), log.fsck()]) {
      for await (const { kind, subject, detail } of findings)
        if (kind === 'problem') wrong.push(`${subject}: ${detail}`)
    }
  } finally {
    await archive.close()
    await log.close()
  }
  return wrong
}

/**
 * Every head that was told must be a beginning of the log as it is now, shown as a stranger would ask for it: by a
 * consistency proof out of the tiles (RFC 6962 §2.1.2) against the newest signed head.
 */
async function forksOf(heads: Said['heads'], { log, store }: Kept): Promise<string[]> {
  const note = await log.checkpoint()
  if (!note) return heads.size > 0 ? ['heads were told, and there is none'] : []
  const { treeSize, root } = openCheckpoint(note, parseVerifierKey(log.verifierKey))
  const read = nodesOf(store)
  const forks: string[] = []
  for (const [size, rootText] of heads) {
    const first = { firstSize: Number(size), firstRoot: Buffer.from(rootText, 'base64') }
    if (first.firstSize > treeSize)
      forks.push(`a head of ${size} leaves was told; the newest has ${treeSize}`)
    else {
      const proof = await consistencyProof(first.firstSize, treeSize, read)
      if (!verifyConsistency({ ...first, secondSize: treeSize, secondRoot: root, proof }))
        forks.push(`the head of ${size} leaves is no beginning of that of ${treeSize}`)
    }
  }
  return forks
}
