import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { SnapshotView } from '#access'
import { createFigureSizes, imageSize } from './image-size.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

const files: Readonly<Record<string, Uint8Array>> = {
  PNG: bytes('89504e470d0a1a0a 0000000d49484452 00000280 000001e0 0802000000'),
  GIF: bytes('474946383961 8002 e001 f70000'),
  'JPEG, behind a comment': bytes('ffd8 fffe0004 6869 ffc0 0011 08 01e0 0280 03'),
  'lossy WebP': bytes('52494646 00000000 57454250 56503820 00000000 300100 9d012a 8002 e001'),
  'lossless WebP': bytes('52494646 00000000 57454250 5650384c 00000000 2f 7fc27700'),
  'extended WebP': bytes('52494646 00000000 57454250 56503858 0a000000 00000000 7f0200 df0100'),
}

describe('the size of a picture', () => {
  for (const [name, file] of Object.entries(files)) {
    test(`${name}: 640 by 480`, () => {
      assert.deepEqual(imageSize(file), { width: 640, height: 480 })
    })

    test(`${name}, cut short anywhere: a size or none, no error`, () => {
      for (let end = 0; end < file.length; end++) imageSize(file.subarray(0, end))
    })
  }

  test('any bytes give a size or none', () => {
    const start = fc.constantFrom(...Object.values(files), new Uint8Array())
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        const size = imageSize(Uint8Array.from([...head.subarray(0, 16), ...tail]))
        assert.ok(size === null || (size.width > 0 && size.height > 0))
      }),
    )
  })

  test('is read once a snapshot, and again when another of its pictures has come in', async () => {
    let reads = 0
    const sizesOf = createFigureSizes({
      async image() {
        reads++
        return { bytes: files['PNG'] as Uint8Array, mediaType: 'image/png' }
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
