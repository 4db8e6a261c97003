import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  consistencyProof,
  inclusionProof,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from './merkle-proof.ts'
import { emptyRoot, leafHash, nodeHash, rootOfComplete, type TreeNode } from './merkle-tree.ts'

const suite = join(import.meta.dirname, '../../../shared/suites/merkle.json')
const skip = existsSync(suite) ? false : `${suite} is not there`
const vectors = skip ? null : JSON.parse(readFileSync(suite, 'utf8'))

describe('Merkle tree, RFC 6962 §2.1', () => {
  test('the root of no leaves is the hash of nothing', () => {
    assert.equal(hex(emptyRoot), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('roots are those of the reference leaves of Certificate Transparency', { skip }, async () => {
    const { leaves_hex, roots_hex_by_size } = vectors.rfc6962
    const read = readerOf(leaves_hex.map((leaf: string) => Buffer.from(leaf, 'hex')))
    for (const [size, root] of roots_hex_by_size.entries()) assert.equal(hex(await rootAt(size, read)), root)
  })

  test('roots and proofs are those of the recursive definition', async () => {
    const leaves = Array.from({ length: 70 }, (_, at) => Buffer.from(`leaf ${at}`))
    const read = readerOf(leaves)
    for (let size = 1; size <= leaves.length; size++) {
      const root = await rootAt(size, read)
      assert.equal(hex(root), hex(defined(leaves.slice(0, size))))
      const leafIndex = (size * 7) % size
      const proof = await inclusionProof(leafIndex, size, read)
      assert.ok(
        verifyInclusion({ leafIndex, treeSize: size, leafHash: leafHash(leaves[leafIndex]!), proof, root }),
      )
    }
  })
})

describe('proofs by other people, transparency-dev/merkle', () => {
  test('inclusion proofs hold and fail as they should', { skip }, () => {
    for (const each of vectors.inclusion) {
      const holds = verifyInclusion({
        leafIndex: each.leafIdx,
        treeSize: each.treeSize,
        leafHash: bytes(each.leafHash),
        proof: (each.proof ?? []).map(bytes),
        root: bytes(each.root),
      })
      assert.equal(holds, !each.wantErr, `${each.file}: ${each.desc}`)
    }
  })

  test('consistency proofs hold and fail as they should, those from size 0 always fail', { skip }, () => {
    for (const each of vectors.consistency) {
      const holds = verifyConsistency({
        firstSize: each.size1,
        secondSize: each.size2,
        firstRoot: bytes(each.root1),
        secondRoot: bytes(each.root2),
        proof: (each.proof ?? []).map(bytes),
      })
      assert.equal(holds, !each.wantErr, `${each.file}: ${each.desc}`)
    }
  })
})

describe('proofs that we make', () => {
  const leaves = Array.from({ length: 300 }, (_, at) => Buffer.from(String(at)))
  const read = readerOf(leaves)
  const sizes = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }))

  test('every leaf is proved in every tree, and no other leaf by the same path', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([one, other]) => {
        const [leafIndex, treeSize] = [Math.min(one, other) - 1, Math.max(one, other)]
        const claim = {
          leafIndex,
          treeSize,
          leafHash: leafHash(leaves[leafIndex]!),
          proof: await inclusionProof(leafIndex, treeSize, read),
          root: await rootAt(treeSize, read),
        }
        assert.ok(verifyInclusion(claim))
        assert.ok(!verifyInclusion({ ...claim, leafHash: leafHash(Buffer.from('other')) }))
        assert.ok(!verifyInclusion({ ...claim, leafIndex: leafIndex + 1 }))
        assert.ok(!verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] }))
      }),
      { numRuns: 60 },
    )
  })

  test('every tree is proved to begin with every smaller one', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([one, other]) => {
        const [firstSize, secondSize] = [Math.min(one, other), Math.max(one, other)]
        const claim = {
          firstSize,
          secondSize,
          firstRoot: await rootAt(firstSize, read),
          secondRoot: await rootAt(secondSize, read),
          proof: await consistencyProof(firstSize, secondSize, read),
        }
        assert.ok(verifyConsistency(claim))
        assert.ok(!verifyConsistency({ ...claim, firstRoot: leafHash(Buffer.from('fork')) }))
        assert.ok(!verifyConsistency({ ...claim, proof: [...claim.proof, claim.firstRoot] }))
      }),
      { numRuns: 60 },
    )
  })

  test('there is none for a leaf or a tree that does not exist', async () => {
    await assert.rejects(inclusionProof(3, 3, read), RangeError)
    await assert.rejects(consistencyProof(0, 3, read), RangeError)
    await assert.rejects(consistencyProof(4, 3, read), RangeError)
  })

  test('numbers of any kind are judged, not stumbled over', () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.double(),
        fc.array(fc.uint8Array({ maxLength: 33 })),
        (one, other, proof) => {
          verifyInclusion({ leafIndex: one, treeSize: other, leafHash: emptyRoot, proof, root: emptyRoot })
          verifyConsistency({
            firstSize: one,
            secondSize: other,
            firstRoot: emptyRoot,
            secondRoot: emptyRoot,
            proof,
          })
        },
      ),
    )
  })
})

function readerOf(leaves: readonly Uint8Array[]) {
  return async ({ level, index }: TreeNode) =>
    rootOfComplete(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level).map(leafHash))
}

/** MTH as RFC 6962 writes it down. */
function defined(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leafHash(leaves[0]!)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return nodeHash(defined(leaves.slice(0, split)), defined(leaves.slice(split)))
}

function bytes(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64')
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex')
}
