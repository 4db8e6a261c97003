import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crc32, inflateSync } from 'node:zlib'
import { imageSize } from '#model'
import { articlePicture, cardSize, iconPicture, tombstonePicture } from './card-picture.ts'
import { createCanvas, encodePng, fillRectangle } from './png.ts'

describe('our own pictures, PNG Third Edition', () => {
  test('a drawing comes back pixel by pixel', () => {
    const canvas = createCanvas(3, 2)
    fillRectangle(canvas, { x: 1, y: -5, w: 9, h: 6 }, 1)
    const chunks = chunksOf(
      encodePng(canvas, [
        [255, 255, 255],
        [0, 0, 0],
      ]),
    )
    assert.deepEqual([...chunks.keys()], ['IHDR', 'PLTE', 'IDAT', 'IEND'])
    assert.deepEqual([...inflateSync(chunks.get('IDAT') as Uint8Array)], [0, 0, 1, 1, 0, 0, 0, 0])
  })

  test('a card has the size of large previews and some kilobytes, whatever the article', () => {
    const run = { text: '云溪大桥合龙。'.repeat(400) }
    const png = articlePicture('题'.repeat(500), [
      { kind: 'heading', level: 2, runs: [run] },
      { kind: 'paragraph', runs: [run] },
      { kind: 'list', ordered: false, items: Array(500).fill([run]) },
      { kind: 'divider' },
    ])
    assert.deepEqual(imageSize(png), cardSize)
    assert.ok(png.length < 8_000, `${png.length} bytes`)
    assert.ok(articlePicture('', []).length > 0)
  })

  test('that of a tombstone shows nothing of what was there; the icon is square', () => {
    assert.deepEqual(tombstonePicture(), tombstonePicture())
    assert.deepEqual(imageSize(iconPicture(192)), { width: 192, height: 192 })
  })
})

/** Each with its checksum proved. */
function chunksOf(png: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const chunks = new Map<string, Uint8Array>()
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at)
    const body = png.subarray(at + 4, at + 8 + length)
    assert.equal(view.getUint32(at + 8 + length), crc32(body))
    chunks.set(new TextDecoder().decode(body.subarray(0, 4)), body.subarray(4))
    at += length + 12
  }
  return chunks
}
