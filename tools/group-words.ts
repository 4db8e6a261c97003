/**
 * Makes `src/stories/word-kinds.txt.gz`: Chinese words grouped by what they stand beside in text, so that a classifier
 * knows words that its training rows lack. Run it from the repository root:
 *
 *     node tools/group-words.ts WORDS.vector
 *
 * WORDS.vector is in word2vec's binary form. The shipped file was made from `synonyms/data/words.vector` of the Python
 * package synonyms 3.10.2 (MIT; learnt from the Chinese Wikipedia). The vectors stay where they are.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { foldText } from '#model'

/** How many kinds there are on each level, coarsest first. Best of four settings on two sets of headlines. */
const kindCounts = [100, 1000, 10_000] as const

const [file = ''] = process.argv.slice(2)
const { words, vectors, dimensions } = readVectors(readFileSync(file))
const random = seededRandom(5)
const lines: string[] = []
let middle = 0
for (const [coarse, group] of split([...words.keys()], kindCounts[0]).entries()) {
  for (const part of split(group, Math.round((group.length * kindCounts[1]) / words.length))) {
    for (const kind of split(part, Math.round((part.length * kindCounts[2]) / words.length)))
      lines.push(`${coarse} ${middle}\t${kind.map((index) => words[index]).join(' ')}\n`)
    middle++
  }
}
writeFileSync('src/stories/word-kinds.txt.gz', gzipSync(lines.join(''), { level: 9 }))

/** The words in folded form, each once, and their vectors at length 1. */
function readVectors(bytes: Buffer): { words: string[]; vectors: Float32Array; dimensions: number } {
  const headEnd = bytes.indexOf(0x0a)
  const [count = 0, dimensions = 0] = bytes.toString('utf8', 0, headEnd).split(' ').map(Number)
  const found = new Map<string, Float32Array>()
  let at = headEnd + 1
  for (let index = 0; index < count; index++) {
    const space = bytes.indexOf(0x20, at)
    const word = foldText(bytes.toString('utf8', at, space).trim())
    at = space + 1
    const vector = Float32Array.from({ length: dimensions }, (_, d) => bytes.readFloatLE(at + 4 * d))
    at += 4 * dimensions
    const length = Math.hypot(...vector) || 1
    if (/^[\p{L}\p{M}\p{N}]+$/u.test(word) && !found.has(word))
      found.set(
        word,
        vector.map((v) => v / length),
      )
  }
  const vectors = new Float32Array(found.size * dimensions)
  for (const [index, vector] of [...found.values()].entries()) vectors.set(vector, index * dimensions)
  return { words: [...found.keys()], vectors, dimensions }
}

/** Parts words into at most `count` groups of like direction (spherical k-means); none is empty. */
function split(members: readonly number[], count: number): number[][] {
  const groupCount = Math.max(1, Math.min(count, members.length))
  const centres = new Float32Array(groupCount * dimensions)
  for (const [group, member] of sample(members, groupCount).entries()) add(centres, group, member)
  const groupOf = new Int32Array(members.length)
  for (let round = 0; round < 12; round++) {
    for (const [index, member] of members.entries()) groupOf[index] = nearest(centres, groupCount, member)
    centres.fill(0)
    for (const [index, member] of members.entries()) add(centres, groupOf[index]!, member)
    for (let group = 0; group < groupCount; group++) {
      const centre = centres.subarray(group * dimensions, (group + 1) * dimensions)
      const length = Math.hypot(...centre) || 1
      for (let d = 0; d < dimensions; d++) centre[d]! /= length
    }
  }
  const groups: number[][] = Array.from({ length: groupCount }, () => [])
  for (const [index, member] of members.entries()) groups[groupOf[index]!]!.push(member)
  return groups.filter((group) => group.length > 0)
}

function add(centres: Float32Array, group: number, member: number): void {
  for (let d = 0; d < dimensions; d++) centres[group * dimensions + d]! += vectors[member * dimensions + d]!
}

function nearest(centres: Float32Array, groupCount: number, member: number): number {
  let best = 0
  let closest = -Infinity
  for (let group = 0; group < groupCount; group++) {
    let likeness = 0
    for (let d = 0; d < dimensions; d++)
      likeness += centres[group * dimensions + d]! * vectors[member * dimensions + d]!
    if (likeness > closest) [best, closest] = [group, likeness]
  }
  return best
}

function sample(members: readonly number[], count: number): number[] {
  const pool = [...members]
  return Array.from({ length: count }, () => pool.splice(Math.floor(random() * pool.length), 1)[0]!)
}

/** Mulberry32: the same numbers for the same seed, 0 to 1. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
