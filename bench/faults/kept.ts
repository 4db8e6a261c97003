import { join } from 'node:path'
import { type Archive, createArchive } from '#archive'
import { systemClock } from '#model'
import { createTransparencyLog, signingKeyOf, type TransparencyLog } from '#transparency'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'
import { openLogStore } from '../../src/stores/sqlite/log-store.ts'

/** What a visit keeps before it counts as done: the archive and the log, over their real engines, recovered. */
export async function openKept(folder: string): Promise<{ archive: Archive; log: TransparencyLog }> {
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
  return { archive, log }
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

/** Holds a folder against what was said of it. Empty where all is there. */
export async function missing(folder: string, { acknowledged }: Said): Promise<string[]> {
  const wrong: string[] = []
  const { archive, log } = await openKept(folder)
  try {
    for (const id of acknowledged) {
      const preserved = await archive.read(id as never).catch((error: Error) => error)
      if (preserved === null) wrong.push(`${id} is lost`)
      else if (preserved instanceof Error) wrong.push(`${id} cannot be read: ${preserved.message}`)
      if (!(await log.position(id))) wrong.push(`${id} has no leaf in the log`)
    }
    for (const findings of [archive.fsck(), log.fsck()]) {
      for await (const { kind, subject, detail } of findings)
        if (kind === 'problem') wrong.push(`${subject}: ${detail}`)
    }
  } finally {
    await archive.close()
    await log.close()
  }
  return wrong
}
