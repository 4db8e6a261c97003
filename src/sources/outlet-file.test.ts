import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatOutlet, OutletError, parseOutlet } from './outlet-file.ts'

const plain = { slug: 'paper', name: 'The Paper', homepage: 'https://paper.example/', sources: [] }
const withHints = (...hints: unknown[]) => parseOutlet(JSON.stringify({ ...plain, hints }))

describe("hints in an outlet's file", () => {
  const hint = { title: 'h2.tit', body: '#content .text', from: '2021-03-01', until: '2023-12-31' }

  test('are kept as they were written', () => {
    const outlet = withHints(hint, { authors: '[rel=author]', publishedAt: 'time[datetime]' })
    assert.deepEqual(outlet.hints?.[0], hint)
    assert.deepEqual(parseOutlet(formatOutlet(outlet)), outlet)
  })

  test('may be left out', () => assert.equal(parseOutlet(JSON.stringify(plain)).hints, undefined))

  for (const [what, bad, why] of [
    [
      'a selector of another kind',
      { body: 'div > p' },
      /"> p" in the selector "div > p"[\s\S]*hints\[0\]\.body/,
    ],
    ['an unknown part', { title: 'h1', lead: 'p' }, /Unrecognized key: "lead"/],
    ['no part at all', { from: '2021-01-01' }, /names none of title, body, authors, publishedAt/],
    ['a day that there is not', { title: 'h1', from: '2021-02-30' }, /is no day such as 2024-05-13/],
    ['an end before its start', { title: 'h1', from: '2022-01-02', until: '2022-01-01' }, /ends before/],
  ] as const) {
    test(`${what} is refused, with its place and the reason`, () =>
      assert.throws(
        () => withHints(bad),
        (error) => error instanceof OutletError && why.test(error.message),
      ))
  }

  test('every mistake is told at once', () => {
    assert.throws(
      () => withHints({ title: 'a>b' }, { title: 'h1', until: 'soon' }),
      (error) => error instanceof Error && /hints\[0\][\s\S]*hints\[1\]/.test(error.message),
    )
  })
})
