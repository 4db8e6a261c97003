import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LiveSegment } from './live-segment.ts'
import { nearestOf, nearTerms, slipsBetween } from './near-terms.ts'

const nothing = { title: '', lead: '', body: '', captions: '', authors: '', source: '' }
const fields = { key: 1, snapshot: 1, sortMs: 0, tie: 0, channel: 0, region: 0, outlet: 0, outletName: 0 }
const more = { language: 0, host: 0, webState: 0, isReprint: false, isRevised: false }
const nobody = { author: [], person: [] }
const nearest = (segment: LiveSegment, word: string) => nearestOf([nearTerms(segment, word)])

describe('Typing errors in words of letters', () => {
  test('a letter left out, added, mistaken or swapped is one slip', () => {
    for (const typed of ['olypic', 'olymppic', 'olynpic', 'oylmpic'])
      assert.equal(slipsBetween(typed, 'olympic'), 1)
    assert.equal(slipsBetween('olympic', 'olympic'), 0)
    assert.equal(slipsBetween('', 'abc'), 3)
  })

  test('one slip in a word of four letters, two from eight on; of equals the one that more articles have', () => {
    const segment = new LiveSegment()
    segment.add({ ...fields, ...more }, { ...nothing, body: 'olympic coronavirus grand grant' }, nobody)
    segment.add({ ...fields, ...more, key: 2 }, { ...nothing, body: 'grant' }, nobody)
    assert.equal(nearest(segment, 'olimpic'), 'olympic')
    assert.equal(nearest(segment, 'corronavirs'), 'coronavirus')
    assert.equal(nearest(segment, 'olimpik'), null)
    assert.equal(nearest(segment, 'granx'), 'grant')
    assert.equal(nearest(segment, 'grx'), null)
    assert.equal(nearest(segment, '西昌'), null)
  })
})
