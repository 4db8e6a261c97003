import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { imageFault, imageSize, imageTypeOf } from './image.ts'

describe('the type of a picture', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1')
  const known: readonly [string, Uint8Array][] = [
    ['image/png', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['image/jpeg', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['image/gif', latin1('GIF89a\x01\0')],
    ['image/gif', latin1('GIF87a\x01\0')],
    ['image/webp', latin1('RIFF\x24\0\0\0WEBPVP8 ')],
    ['image/avif', latin1('\0\0\0\x20ftypavif\0\0\0\0')],
  ]
  for (const [type, head] of known) {
    test(`${type} is told by its first bytes`, () => assert.equal(imageTypeOf(head), type))
  }

  const refused: readonly [string, Uint8Array][] = [
    ['SVG, which can carry scripts', latin1('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['SVG behind an XML declaration', latin1('<?xml version="1.0"?><svg/>')],
    ['a page', latin1('<!doctype html><script>')],
    ['a page that begins like a RIFF file', latin1('RIFF<script>WAVE')],
    ['a film', latin1('\0\0\0\x20ftypisom\0\0\0\0')],
    ['the beginning of a PNG', latin1('\x89PNG')],
    ['nothing', latin1('')],
  ]
  for (const [what, head] of refused) {
    test(`${what} is no picture`, () => assert.equal(imageTypeOf(head), null))
  }

  test('any bytes have a type of the list or none', () => {
    const types = new Set([...known.map(([type]) => type), null])
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (head) => types.has(imageTypeOf(head))))
  })
})

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
})

test('a picture that would fill the memory of whoever looks at it is not shown', () => {
  const png = (width: number, height: number) => {
    const file = Buffer.from(files['PNG'] as Uint8Array)
    file.writeUInt32BE(width, 16)
    file.writeUInt32BE(height, 20)
    return imageFault(file)
  }
  assert.equal(png(9_000, 9_000), null)
  assert.match(png(50_000, 50_000) ?? '', /^it has 50000 × 50000 pixels, more than 100000000$/)
})
