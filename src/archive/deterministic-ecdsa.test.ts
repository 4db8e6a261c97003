import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { signDeterministically } from './deterministic-ecdsa.ts'

describe('RFC 6979 A.2.6, P-384 with SHA-256', () => {
  const secret = Buffer.from(
    '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
    'hex',
  )

  for (const [message, r, s] of [
    [
      'sample',
      '21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33bde1e888e63355d92fa2b3c36d8fb2cd',
      'f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feebefdc63eccd1ac42ec0cb8668a4fa0ab0',
    ],
    [
      'test',
      '6d6defac9ab64dabafe36c6bf510352a4cc27001263638e5b16d9bb51d451559f918eedaf2293be5b475cc8f0188636b',
      '2d46f3becbcc523d5f1a1256bf0c9b024d879ba9e838144c8ba6baeb4b53b47d51ab373f9845c0514eefb14024787265',
    ],
  ] as const) {
    test(`"${message}" has the signature of the standard, each time`, () => {
      const sign = () => signDeterministically(Buffer.from(message), secret).toString('hex')
      assert.equal(sign(), r + s)
      assert.equal(sign(), r + s)
    })
  }

  test('a number outside of the curve is refused', () => {
    assert.throws(() => signDeterministically(Buffer.alloc(1), Buffer.alloc(48)), RangeError)
    assert.throws(() => signDeterministically(Buffer.alloc(1), Buffer.alloc(48, 255)), RangeError)
    assert.throws(() => signDeterministically(Buffer.alloc(1), Buffer.alloc(32, 1)), RangeError)
  })
})
