import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, type WebState } from '#model'
import { webStateHistory } from './web-state-history.ts'

const at = (minute: number) => instantOf(minute * 60_000)
const change = (minute: number, state: WebState) => ({ at: at(minute), state })
const told = (changes: ReturnType<typeof change>[], revised: number[] = []) =>
  webStateHistory(at(0), changes, revised.map(at)).map(({ state, from, isBack }) => [
    state,
    Date.parse(from) / 60_000,
    isBack,
  ])

test('an article that was never seen otherwise is live since its first capture', () => {
  assert.deepEqual(webStateHistory(at(0), [], []), [
    { state: 'live', from: at(0), until: null, isBack: false },
  ])
})

test('changed, gone, back again: each with its time, without gaps', () => {
  const spans = webStateHistory(at(0), [change(5, 'gone'), change(9, 'live')], [at(3)])
  assert.deepEqual(
    spans.map(({ state }) => state),
    ['live', 'changed', 'gone', 'live'],
  )
  for (const [index, span] of spans.entries()) assert.equal(span.until, spans[index + 1]?.from ?? null)
  assert.equal(spans.at(-1)?.isBack, true)
})

test('what comes back with another text is told once, as changed', () => {
  assert.deepEqual(told([change(5, 'unreachable'), change(9, 'live')], [9]), [
    ['live', 0, false],
    ['unreachable', 5, false],
    ['changed', 9, true],
  ])
})
