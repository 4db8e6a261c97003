import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Article } from '#model'
import { formatChanges, withChanges } from './field-changes.ts'

describe('what a rebuild changed, by field', () => {
  test('is counted as found, lost or otherwise; what stayed the same is not named', () => {
    const before = { title: 'A', kicker: null, authors: [], source: 'X' } as unknown as Article
    const after = {
      title: 'B',
      kicker: null,
      authors: [{ name: 'N', role: 'author' }],
      source: null,
    } as unknown as Article
    const once = withChanges({}, before, after)
    assert.deepEqual(once, {
      title: { found: 0, lost: 0, otherwise: 1 },
      authors: { found: 1, lost: 0, otherwise: 0 },
      source: { found: 0, lost: 1, otherwise: 0 },
    })
    assert.equal(
      formatChanges(withChanges(once, before, after)),
      '  title: 2 otherwise\n  authors: 2 found\n  source: 2 lost\n',
    )
  })
})
