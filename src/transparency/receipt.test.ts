import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { instantOf } from '#model'
import { signCheckpoint } from './checkpoint.ts'
import { formatEntry, parseEntry } from './entry.ts'
import { leafHash, nodeHash } from './merkle-tree.ts'
import { formatReceipt } from './receipt.ts'
import { base64, signingKeyOf } from './signed-note.ts'
import { verifyReceipt } from './verify.ts'

const key = signingKeyOf('news.example/log', new Uint8Array(32).fill(7))
const fields = { url: 'https://news.example/1', text: 'sha256:AAAA', title: '标题' }
const salts = {
  url: new Uint8Array(16).fill(1),
  text: new Uint8Array(16).fill(2),
  title: new Uint8Array(16).fill(3),
}
const entry = formatEntry({ subject: 'snapshot-1', fields }, salts)

describe('entries', () => {
  test('are lines of text, fields sorted, values only as salted digests', () => {
    const lines = new TextDecoder().decode(entry).split('\n')
    assert.deepEqual(lines.slice(0, 2), ['verbatim-entry/1', 'snapshot-1'])
    assert.deepEqual(
      lines.slice(2, -1).map((line) => line.split(' ')[0]),
      ['text', 'title', 'url'],
    )
    assert.ok(!lines.join().includes('news.example'))
  })

  test('equal values under different salts look different', () => {
    const other = formatEntry(
      { subject: 'snapshot-1', fields },
      { ...salts, text: new Uint8Array(16).fill(9) },
    )
    assert.notDeepEqual(parseEntry(entry).digests.get('text'), parseEntry(other).digests.get('text'))
    assert.deepEqual(parseEntry(entry).digests.get('url'), parseEntry(other).digests.get('url'))
  })

  test('what would not fit on its line is refused', () => {
    for (const subject of ['', 'a\nb', 'x'.repeat(513), '\ud800'])
      assert.throws(() => formatEntry({ subject, fields: {} }, {}), RangeError)
    for (const name of ['', 'a b', 'a\nb', '1a', 'x'.repeat(65), '__proto__', 'ü'])
      assert.throws(
        () =>
          formatEntry(
            { subject: 's', fields: Object.fromEntries([[name, '']]) },
            Object.fromEntries([[name, salts.url]]),
          ),
        RangeError,
      )
    assert.throws(() => formatEntry({ subject: 's', fields: { url: '' } }, {}), RangeError)
  })

  test('any bytes are an entry in its one spelling, or refused with a RangeError', () => {
    const mutated = fc.tuple(fc.nat(entry.length - 1), fc.nat(255)).map(([at, byte]) => entry.with(at, byte))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
        try {
          assert.ok(parseEntry(bytes).subject)
        } catch (error) {
          assert.ok(error instanceof RangeError)
        }
      }),
    )
  })
})

describe('receipts', () => {
  test('hold, offline', () => {
    const report = verifyReceipt(receipt(), {
      verifierKey: key.verifierKey,
      expected: { text: 'sha256:AAAA' },
    })
    assert.deepEqual(
      report.steps.filter(({ holds }) => !holds),
      [],
    )
    assert.equal(report.holds, true)
    assert.equal(report.steps.length, 5)
  })

  test('survive JSON', () => assert.ok(verifyReceipt(JSON.parse(JSON.stringify(receipt()))).holds))

  test('that name their own key say so', () => {
    assert.match(
      verifyReceipt(receipt())
        .steps.map(({ detail }) => detail)
        .join(),
      /compare it with the one the log publishes/,
    )
  })

  test('of another log do not hold against the key one trusts', () => {
    const other = signingKeyOf('news.example/log', new Uint8Array(32).fill(8))
    assert.equal(verifyReceipt(receipt(), { verifierKey: other.verifierKey }).holds, false)
  })

  test('do not hold for other content', () => {
    assert.equal(verifyReceipt(receipt(), { expected: { text: 'sha256:BBBB' } }).holds, false)
    assert.equal(verifyReceipt(receipt(), { expected: { unknown: '' } }).holds, false)
    assert.equal(verifyReceipt(receipt(), { expected: { toString: '' } }).holds, false)
  })

  test('do not hold with any part changed', () => {
    const good = receipt()
    for (const changed of [
      { ...good, statement: { ...good.statement, subject: 'snapshot-2' } },
      { ...good, statement: { ...good.statement, fields: { ...fields, url: 'https://news.example/2' } } },
      { ...good, statement: { ...good.statement, fields: { ...fields, more: 'x' } } },
      { ...good, salts: { ...good.salts, url: good.salts['text'] } },
      { ...good, salts: {} },
      { ...good, leafIndex: 0 },
      { ...good, treeSize: 3 },
      { ...good, inclusionProof: [] },
      { ...good, inclusionProof: [...good.inclusionProof, ...good.inclusionProof] },
      { ...good, entry: base64(formatEntry({ subject: 'snapshot-1', fields: {} }, {})) },
      { ...good, checkpoint: good.checkpoint.replace('\n2\n', '\n3\n') },
      { ...good, format: 'verbatim-receipt/2' },
    ])
      assert.equal(verifyReceipt(changed).holds, false)
  })

  test('with erased salts still prove that the entry was logged', () => {
    const report = verifyReceipt(receipt(false))
    assert.equal(report.holds, true)
    assert.match(
      report.steps.map(({ detail }) => detail).join(),
      /0 of 3 fields agree. Not opened: text, title, url/,
    )
  })

  test('anything at all gives a report', () => {
    const good = receipt() as unknown as Record<string, unknown>
    const mutated = fc
      .tuple(fc.constantFrom(...Object.keys(good)), fc.anything())
      .map(([name, value]) => ({ ...good, [name]: value }))
    fc.assert(
      fc.property(fc.oneof(fc.anything(), mutated), (value) => {
        const report = verifyReceipt(value)
        assert.equal(
          report.holds,
          report.steps.every(({ holds }) => holds),
        )
      }),
      { numRuns: 500 },
    )
  })
})

function receipt(isOpen = true) {
  const sibling = leafHash(Buffer.from('the leaf before'))
  const checkpoint = signCheckpoint(
    { origin: key.name, treeSize: 2, root: nodeHash(sibling, leafHash(entry)) },
    key,
  )
  const opening = {
    fields,
    salts: Object.fromEntries(Object.entries(salts).map(([name, salt]) => [name, base64(salt)])),
  }
  return formatReceipt({
    leaf: {
      leafIndex: 1,
      subject: 'snapshot-1',
      entry,
      leafHash: leafHash(entry),
      opening: isOpen ? opening : null,
    },
    head: { treeSize: 2, checkpoint, signedAt: instantOf(0) },
    proof: [sibling],
    verifierKey: key.verifierKey,
  })
}
