import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { formatSubscriptions, parseSubscriptions } from './subscription.ts'

describe('subscriptions in an address', () => {
  test('each once, in its order; what cannot be a slug is left out', () => {
    const parameters = new URLSearchParams(
      'channel=sport&q=洪水 -渡轮&outlet=../etc&channel=sport&lang=en&outlet=qinghe-daily&q=',
    )
    assert.deepEqual(parseSubscriptions(parameters), [
      { kind: 'channel', value: 'sport' },
      { kind: 'q', value: '洪水 -渡轮' },
      { kind: 'outlet', value: 'qinghe-daily' },
    ])
  })

  test('what was read and formatted is read the same again, whatever came in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('channel', 'outlet', 'q', 'x'), fc.string())),
        (pairs) => {
          const once = parseSubscriptions(new URLSearchParams(pairs))
          assert.deepEqual(parseSubscriptions(formatSubscriptions(once)), once)
        },
      ),
    )
  })
})
