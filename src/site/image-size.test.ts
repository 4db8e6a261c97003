import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SnapshotView } from '#access'
import { createFigureSizes } from './image-size.ts'

const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000280000001e00802000000', 'hex')

describe('the size of a picture', () => {
  test('is read once a snapshot, and again when another of its pictures has come in', async () => {
    let reads = 0
    const sizesOf = createFigureSizes({
      async image() {
        reads++
        return { bytes: png, mediaType: 'image/png' }
      },
    })
    const view = (heldImages: boolean[]) =>
      ({ held: { snapshot: { id: 'a' } }, heldImages }) as unknown as SnapshotView
    assert.deepEqual(await sizesOf(view([false, true])), [null, { width: 640, height: 480 }])
    await sizesOf(view([false, true]))
    assert.equal(reads, 1)
    await sizesOf(view([true, true]))
    assert.equal(reads, 3)
  })
})
