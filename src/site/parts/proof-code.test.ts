import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encode } from 'uqr'
import { proofCode } from './proof-code.ts'

describe('the proof’s address as a code', () => {
  const address = 'https://v.example/s/0690805o53hoe8rr7c/proof'
  const { text } = proofCode(address, 'The proof')

  test('the path fills the dark modules and no others', () => {
    const { data, size } = encode(address, { ecc: 'M', border: 0, maskPattern: 2 })
    const drawn = data.map((row) => row.map(() => false))
    for (const [, x, y, width] of text.matchAll(/M(\d+) (\d+)h(\d+)v1/g))
      for (let at = Number(x); at < Number(x) + Number(width); at++)
        (drawn[Number(y)] as boolean[])[at] = true
    assert.deepEqual(drawn, data)
    assert.match(
      text,
      new RegExp(`viewBox="-4 -4 ${size + 8} ${size + 8}"`),
      'ISO/IEC 18004: a quiet zone of four modules',
    )
  })

  test('has a name, and is the same when it is asked for again', () => {
    assert.match(text, /role="img" aria-label="The proof"/)
    assert.equal(proofCode(address, 'The proof').text, text)
  })
})
