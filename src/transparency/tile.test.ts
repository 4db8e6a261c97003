import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { GrowingTree } from './growing-tree.ts'
import { rootAt } from './merkle-proof.ts'
import { leafHash } from './merkle-tree.ts'
import { formatEntryBundle, formatTilePath, parseEntryBundle, parseTilePath, widthIn } from './tile.ts'
import { nodesOf } from './tile-tree.ts'

describe('tile paths, C2SP tlog-tiles', () => {
  test('are those of the specification', () => {
    assert.equal(formatTilePath({ level: 0, index: 1234067, width: 256 }), 'tile/0/x001/x234/067')
    assert.equal(formatTilePath({ level: 'entries', index: 0, width: 5 }), 'tile/entries/000.p/5')
    assert.deepEqual(parseTilePath('tile/1/x001/067.p/8'), { level: 1, index: 1067, width: 8 })
  })

  test('have one spelling each', () => {
    for (const path of [
      'tile/00/000',
      'tile/64/000',
      'tile/0/1',
      'tile/0/x000/001',
      'tile/0/001/002',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/05',
      'tile/0/000.p',
      'tile/-1/000',
      '/tile/0/000',
      'tile/0/000/',
      'tile/data/000',
      'tile/0/../0/000',
    ])
      assert.equal(parseTilePath(path), null, path)
  })

  test('come back from their text', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 }))
    const index = fc.integer({ min: 0, max: 10 ** 15 - 1 })
    const width = fc.integer({ min: 1, max: 256 })
    const tile = fc.record({ level, index, width }, { noNullPrototype: true })
    fc.assert(fc.property(tile, (each) => assert.deepEqual(parseTilePath(formatTilePath(each)), each)))
    fc.assert(fc.property(fc.string(), (text) => void parseTilePath(text)))
  })

  test('a tree of 70,000 leaves has these tiles', () => {
    const widths = [
      [0, 272],
      [0, 273],
      [0, 274],
      [1, 0],
      [1, 1],
      [2, 0],
      [3, 0],
    ].map(([level, index]) => widthIn(70_000, { level: level!, index: index! }))
    assert.deepEqual(widths, [256, 112, 0, 256, 17, 1, 0])
  })
})

describe('entry bundles', () => {
  test('come back, and broken ones are refused', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 })
    fc.assert(
      fc.property(entries, (each) => {
        const bundle = formatEntryBundle(each)
        assert.deepEqual(
          parseEntryBundle(bundle).map((entry) => [...entry]),
          each.map((entry) => [...entry]),
        )
        if (bundle.length > 0) assert.throws(() => parseEntryBundle(bundle.subarray(0, -1)), RangeError)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseEntryBundle(bytes)
        } catch (error) {
          assert.ok(error instanceof RangeError)
        }
      }),
    )
  })
})

describe('the growing tree', () => {
  test('gives, leaf by leaf and resumed from its tiles, the roots of RFC 6962', async () => {
    const tiles = new Map<string, Uint8Array>()
    let edge: Uint8Array[] = []
    let size = 0
    for (const step of [1, 2, 252, 1, 1, 300, 65_000, 1, 1500]) {
      const tree = new GrowingTree(size, edge)
      for (let at = 0; at < step; at++) tree.add(leafHash(Buffer.from(String(size + at))))
      for (const { level, index, hashes } of [...tree.takeFullTiles(), ...tree.partialTiles()])
        tiles.set(`${level}/${index}`, hashes)
      size += step
      edge = []
      for (let count = size; count > 0; count = Math.floor(count / 256))
        edge.push(tiles.get(`${edge.length}/${Math.floor(count / 256)}`) ?? new Uint8Array())
      const read = nodesOf({ tile: async (level, index) => tiles.get(`${level}/${index}`) ?? null })
      assert.deepEqual(tree.root(), await rootAt(size, read))
    }
    assert.equal(size, 67_058)
  })

  test('refuses an edge that is not of its size', () => {
    assert.throws(() => new GrowingTree(2, [new Uint8Array(32)]), RangeError)
    assert.throws(() => new GrowingTree(0, [new Uint8Array(32)]), RangeError)
    assert.throws(() => new GrowingTree(256, [new Uint8Array()]), RangeError)
  })
})
