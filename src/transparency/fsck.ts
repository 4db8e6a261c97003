import { erasedLeafHash, formatEntry, leafHashOf, parseEntry, type Salts } from './entry.ts'
import { GrowingTree } from './growing-tree.ts'
import type { LogStore, Opening, StoredLeaf } from './log-store.ts'
import { areEqual } from './merkle-proof.ts'
import { openOwn } from './seal.ts'
import { parseBase64, type VerifierKey } from './signed-note.ts'

export interface Finding {
  readonly kind: 'ok' | 'problem'
  readonly subject: string
  readonly detail: string
}

/** Builds the whole tree again from the leaves and holds it against tiles, checkpoint and openings. */
export async function* fsck(log: {
  readonly store: LogStore
  readonly keys: readonly VerifierKey[]
  readonly origin: string
}): AsyncGenerator<Finding> {
  const { store, keys, origin } = log
  const [head, lastSigned, size] = [await store.head(), await store.lastSigned(), await store.size()]
  let problems = 0
  const problem = (subject: string, detail: string): Finding => {
    problems++
    return { kind: 'problem', subject, detail }
  }

  const promises = new Map<number, Uint8Array>()
  for (const note of new Set([...(head ? [head.checkpoint] : []), ...lastSigned])) {
    try {
      const { treeSize, root } = openOwn(note, keys, origin)
      promises.set(treeSize, root)
      if (treeSize > size)
        yield problem('log', `A checkpoint over ${treeSize} leaves was signed; ${size} are there.`)
    } catch (error) {
      yield problem('log', (error as Error).message)
    }
  }

  const tree = new GrowingTree(0, [])
  const sealedSize = head?.treeSize ?? 0
  for (let start = 0; start < size; ) {
    // One piece ends where the sealed tree does, to hold its partial tiles against the stored ones there.
    const isSealed = start < sealedSize
    const end = Math.min(start + leavesAtOnce, isSealed ? sealedSize : size)
    for (const leaf of await store.leaves(start, end)) {
      const wrong = wrongWith(leaf, tree.size)
      if (wrong) yield problem(`leaf ${leaf.leafIndex}`, wrong)
      tree.add(leafHashOf(leaf.entry))
      const promised = promises.get(tree.size)
      if (promised && !areEqual(tree.root(), promised))
        yield problem('log', `The first ${tree.size} leaves are not those of the signed checkpoint.`)
    }
    const tiles = [...tree.takeFullTiles(), ...(end === sealedSize ? tree.partialTiles() : [])]
    for (const { level, index, hashes } of isSealed ? tiles : []) {
      const stored = await store.tile(level, index)
      if (!stored || !areEqual(stored, hashes))
        yield problem(`tile ${level}/${index}`, 'It is not what the leaves give.')
    }
    start = end
  }
  if (tree.size !== size) yield problem('log', `${size - tree.size} of ${size} leaves are missing.`)
  if (problems === 0) {
    const detail = `${size} leaves, ${sealedSize} of them sealed: entries, openings, tiles and checkpoint agree.`
    yield { kind: 'ok', subject: 'log', detail }
  }
}

const leavesAtOnce = 1024

function wrongWith(leaf: StoredLeaf, expectedIndex: number): string | null {
  if (leaf.leafIndex !== expectedIndex) return `It stands where leaf ${expectedIndex} should.`
  if (!areEqual(leafHashOf(leaf.entry), leaf.leafHash)) return 'Its hash is not that of its entry.'
  if (erasedLeafHash(leaf.entry)) return leaf.opening ? 'It was erased, but its opening is there.' : null
  try {
    const { subject } = parseEntry(leaf.entry)
    if (subject !== leaf.subject) return `Its entry is about "${subject}".`
    if (
      leaf.opening &&
      !areEqual(formatEntry({ subject, fields: leaf.opening.fields }, saltsOf(leaf.opening)), leaf.entry)
    )
      return 'Its opening does not give its entry.'
    return null
  } catch (error) {
    return (error as Error).message
  }
}

function saltsOf({ salts }: Opening): Salts {
  return Object.fromEntries(
    Object.entries(salts).map(([name, salt]) => [name, parseBase64(salt) ?? new Uint8Array()]),
  )
}
