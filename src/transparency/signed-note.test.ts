import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle-tree.ts'
import {
  base64,
  formatSigningKey,
  isSignedBy,
  parseSignedNote,
  parseSigningKey,
  parseVerifierKey,
  signingKeyOf,
} from './signed-note.ts'

const key = signingKeyOf('news.example/log', new Uint8Array(32).fill(7))
const root = leafHash(Buffer.from('leaf'))

describe('signed notes, C2SP signed-note', () => {
  test('the example of the specification of Go is read: PeterNeumann', () => {
    const verifier = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
    const note = parseSignedNote(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
    )
    assert.ok(isSignedBy(note, verifier))
    assert.equal(note.text.split('\n').length, 3)
  })

  test('a signature by another key of the same name does not count', () => {
    const other = signingKeyOf(key.name, new Uint8Array(32).fill(8))
    const note = parseSignedNote(key.sign('text\n'))
    assert.ok(isSignedBy(note, parseVerifierKey(key.verifierKey)))
    assert.ok(!isSignedBy(note, parseVerifierKey(other.verifierKey)))
  })

  test('signatures of witnesses beside ours do not disturb', () => {
    const witness = signingKeyOf('witness.example', new Uint8Array(32).fill(9))
    const ours = key.sign('text\n')
    const theirs = witness.sign('text\n').split('\n\n')[1]
    const note = parseSignedNote(ours + theirs)
    assert.equal(note.signatures.length, 2)
    assert.ok(isSignedBy(note, parseVerifierKey(key.verifierKey)))
  })

  test('a changed text is not signed', () => {
    const note = key.sign('text\n').replace('text', 'test')
    assert.ok(!isSignedBy(parseSignedNote(note), parseVerifierKey(key.verifierKey)))
  })

  test('keys come back from their text form, damaged ones are refused without being repeated', () => {
    const secret = formatSigningKey(key.name, new Uint8Array(32).fill(7))
    assert.equal(parseSigningKey(secret).verifierKey, key.verifierKey)
    const damaged = secret.replace('news', 'newt')
    assert.throws(
      () => parseSigningKey(damaged),
      (error: Error) => error instanceof RangeError && !error.message.includes('Bwc'),
    )
    assert.throws(() => parseVerifierKey(key.verifierKey.replace('news', 'newt')), RangeError)
  })

  test('names that would break a note are refused', () => {
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u2003b'])
      assert.throws(() => signingKeyOf(name, new Uint8Array(32)), RangeError)
  })

  test('any text is read or refused with a RangeError', () => {
    const fragments = fc.array(
      fc.constantFrom('a', '\n', '\n\n', '— ', 'x ', 'AAAA', '=', '+', '\u0000', '\ud800', '3'),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fragments.map((each) => each.join('')),
        ),
        (text) => {
          for (const parse of [parseSignedNote, parseVerifierKey, parseSigningKey, parseCheckpoint]) {
            try {
              parse(text)
            } catch (error) {
              assert.ok(error instanceof RangeError)
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('checkpoints, C2SP tlog-checkpoint', () => {
  test('origin, size and root come back, extension lines are passed over', () => {
    const text = formatCheckpoint({ origin: 'news.example/log', treeSize: 20852163, root })
    assert.equal(text, `news.example/log\n20852163\n${base64(root)}\n`)
    assert.deepEqual(parseCheckpoint(`${text}extension\n`), {
      origin: 'news.example/log',
      treeSize: 20852163,
      root,
    })
  })

  test('sizes have one spelling and roots are 32 bytes', () => {
    for (const text of [
      `o\n01\n${base64(root)}\n`,
      `o\n-1\n${base64(root)}\n`,
      'o\n1\nAAAA\n',
      `o\n1\n${base64(root)}`,
      `\n1\n${base64(root)}\n`,
      `o\n99999999999999999999\n${base64(root)}\n`,
      `o\n1\n${base64(root)}\n\n`,
    ])
      assert.throws(() => parseCheckpoint(text), RangeError, text)
  })

  test('one opens with the key that signed it alone', () => {
    const note = signCheckpoint({ origin: key.name, treeSize: 1, root }, key)
    assert.equal(openCheckpoint(note, parseVerifierKey(key.verifierKey)).treeSize, 1)
    const other = signingKeyOf(key.name, new Uint8Array(32).fill(8))
    assert.throws(() => openCheckpoint(note, parseVerifierKey(other.verifierKey)), RangeError)
  })
})
