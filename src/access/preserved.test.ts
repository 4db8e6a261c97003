import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Block, parseHttpUrl } from '#model'
import { figuresOf, imageTypeOf } from './preserved.ts'

const figure = (name: string): Block => ({
  kind: 'figure',
  image: parseHttpUrl(`https://paper.example/${name}`),
  alt: null,
  caption: null,
  credit: null,
})

describe('the figures of a body', () => {
  test('are counted in reading order, those in quotations too', () => {
    const body: Block[] = [
      { kind: 'divider' },
      figure('1'),
      { kind: 'quotation', blocks: [figure('2'), { kind: 'quotation', blocks: [figure('3')] }] },
      { kind: 'paragraph', runs: [{ text: 'words' }] },
      figure('4'),
    ]
    assert.deepEqual(
      figuresOf(body).map((url) => url.slice(-1)),
      ['1', '2', '3', '4'],
    )
    assert.deepEqual(figuresOf([]), [])
  })
})

describe('the type of a picture', () => {
  const bytes = (latin1: string) => Buffer.from(latin1, 'latin1')
  const known: readonly [string, Uint8Array][] = [
    ['image/png', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['image/jpeg', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['image/gif', bytes('GIF89a\x01\0')],
    ['image/gif', bytes('GIF87a\x01\0')],
    ['image/webp', bytes('RIFF\x24\0\0\0WEBPVP8 ')],
    ['image/avif', bytes('\0\0\0\x20ftypavif\0\0\0\0')],
  ]
  for (const [type, head] of known) {
    test(`${type} is told by its first bytes`, () => assert.equal(imageTypeOf(head), type))
  }

  const refused: readonly [string, Uint8Array][] = [
    ['SVG, which can carry scripts', bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['SVG behind an XML declaration', bytes('<?xml version="1.0"?><svg/>')],
    ['a page', bytes('<!doctype html><script>')],
    ['a page that begins like a RIFF file', bytes('RIFF<script>WAVE')],
    ['a film', bytes('\0\0\0\x20ftypisom\0\0\0\0')],
    ['the beginning of a PNG', bytes('\x89PNG')],
    ['nothing', bytes('')],
  ]
  for (const [what, head] of refused) {
    test(`${what} is no picture`, () => assert.equal(imageTypeOf(head), null))
  }

  test('any bytes have a type of the list or none', () => {
    const types = new Set([...known.map(([type]) => type), null])
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (head) => types.has(imageTypeOf(head))))
  })
})
