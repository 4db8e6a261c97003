import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { QueryNode } from './catalog.ts'
import { formatQuery, parseQuery, QueryError, queryCharsMax } from './query.ts'

const word = (text: string, field: 'any' | 'title' = 'any'): QueryNode => ({ kind: 'word', text, field })
const phrase = (text: string, field: 'any' | 'title' = 'any'): QueryNode => ({ kind: 'phrase', text, field })

describe('the query language', () => {
  test('words side by side must all match', () => {
    assert.deepEqual(parseQuery('西昌 火灾').root, { kind: 'and', nodes: [word('西昌'), word('火灾')] })
    assert.deepEqual(parseQuery('西昌').root, word('西昌'))
    assert.equal(parseQuery('  ').root, null)
  })

  test('OR joins its neighbours, minus excludes, parentheses group', () => {
    assert.equal(formatQuery(parseQuery('a b OR c OR d e')), 'a (b OR c OR d) e')
    assert.equal(formatQuery(parseQuery('(a b) OR -c')), '((a b) OR -c)')
    assert.equal(formatQuery(parseQuery('a -(b OR c)')), 'a -(b OR c)')
    assert.deepEqual(parseQuery('-a').root, { kind: 'not', node: word('a') })
    assert.deepEqual(parseQuery('a-b').root, word('a-b'))
    assert.deepEqual(parseQuery('a or b').root, { kind: 'and', nodes: [word('a'), word('or'), word('b')] })
  })

  test('a phrase is quoted, in Western or Chinese marks', () => {
    for (const text of ['"森林 火灾"', '“森林 火灾”', '「森林 火灾」', '＂森林 火灾＂']) {
      assert.deepEqual(parseQuery(text).root, phrase('森林 火灾'), text)
    }
  })

  test('title: holds for a word, a phrase or a group', () => {
    assert.deepEqual(parseQuery('title:火灾').root, word('火灾', 'title'))
    assert.deepEqual(parseQuery('title：“森林火灾”').root, phrase('森林火灾', 'title'))
    assert.deepEqual(parseQuery('title:(a OR b)').root, {
      kind: 'or',
      nodes: [word('a', 'title'), word('b', 'title')],
    })
    assert.deepEqual(parseQuery('-title:火灾').root, { kind: 'not', node: word('火灾', 'title') })
  })

  test('filters hold for the whole query', () => {
    const { root, filter } = parseQuery(
      '火灾 channel:财经 outlet:people author：王小明 site:https://www.news.example/x lang:zh-Hant after:2024-01-05 before:2024年3月 reprint:no',
    )
    assert.deepEqual(root, word('火灾'))
    assert.deepEqual(filter, {
      channel: 'finance',
      outletSlug: 'people',
      author: '王小明',
      site: 'news.example',
      language: 'zh-Hant',
      from: '2024-01-05T00:00:00.000Z',
      to: '2024-03-01T00:00:00.000Z',
      reprints: false,
    })
    assert.deepEqual(parseQuery('outlet:"齐鲁 晚报"').filter, { outlet: '齐鲁 晚报' })
  })

  test('full-width parentheses, colons and minus are taken for the plain ones', () => {
    assert.equal(formatQuery(parseQuery('（苹果 OR 香蕉） －梨 ｌang')), '(苹果 OR 香蕉) -梨 ｌang')
    assert.equal(parseQuery('channel：体育').filter.channel, 'sport')
  })

  test('what looks like a field and is none stays a word', () => {
    assert.deepEqual(parseQuery('https://news.example/1').root, word('https://news.example/1'))
    assert.deepEqual(parseQuery('12:30').root, word('12:30'))
  })

  test('punctuation alone asks for nothing', () => {
    for (const text of ['!!', '。', '""', '-', '- -', '""  …'])
      assert.equal(parseQuery(text).root, null, text)
  })

  test('what is wrong is told with its place and what is allowed', () => {
    const cases: [text: string, position: number, message: RegExp, code: string, filter?: string][] = [
      ['a "b', 2, /not closed/, 'quotation-not-closed'],
      ['a (b', 2, /not closed/, 'group-not-closed'],
      ['a )', 2, /no "\("/, 'group-not-opened'],
      ['OR a', 0, /nothing before/, 'or-without-left'],
      ['a OR', 2, /nothing after/, 'or-without-right'],
      ['a OR OR b', 5, /nothing before/, 'or-without-left'],
      ['channel:', 8, /no value/, 'filter-without-value', 'channel'],
      ['lang:1', 5, /language tag/, 'filter-value-wrong', 'lang'],
      ['x before:2024-02-30', 9, /2024-02-30.*A day/, 'filter-value-wrong', 'before'],
      ['reprint:perhaps', 8, /no, to leave/, 'filter-value-wrong', 'reprint'],
      ['-channel:sport', 0, /can't be excluded/, 'filter-not-alone', 'channel'],
      ['(site:a.example)', 1, /can't be excluded/, 'filter-not-alone', 'site'],
      ['lang:en OR lang:zh', 0, /joined by OR/, 'filter-not-alone', 'lang'],
      ['a OR lang:zh', 5, /joined by OR/, 'filter-not-alone', 'lang'],
      ['lang:en lang:zh', 8, /twice/, 'filter-twice', 'lang'],
    ]
    for (const [text, position, message, code, filter = null] of cases) {
      assert.throws(
        () => parseQuery(text),
        (error) => {
          assert.ok(error instanceof QueryError, text)
          assert.match(error.message, message, text)
          assert.deepEqual(
            { position: error.position, code: error.code, filter: error.filter },
            { position, code, filter },
            text,
          )
          return true
        },
      )
    }
  })

  test('length, depth and number of parts are bounded', () => {
    assert.throws(() => parseQuery('a'.repeat(queryCharsMax + 1)), QueryError)
    assert.throws(() => parseQuery('('.repeat(30)), /parentheses/)
    assert.throws(() => parseQuery('a '.repeat(200)), /parts/)
  })

  const junk = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '(',
          ')',
          '"',
          '“',
          '-',
          ' ',
          ':',
          'OR',
          ' OR ',
          'title:',
          'channel:',
          'before:',
          'lang:zh',
          '（',
          '：',
        ),
        fc.constantFrom('火灾', 'a', 'sport', '2024-01-01', '\u0000', '\ud800', '12:30'),
        fc.string({ maxLength: 5, unit: 'binary' }),
      ),
      { maxLength: 25 },
    )
    .map((parts) => parts.join(''))

  test('any text gives a query or a QueryError within the text', () => {
    fc.assert(
      fc.property(junk, (text) => {
        try {
          parseQuery(text)
        } catch (error) {
          assert.ok(error instanceof QueryError)
          assert.ok(error.position >= 0 && error.position <= text.length)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('what is formatted parses to the same tree and filter', () => {
    fc.assert(
      fc.property(junk, (text) => {
        const query = tryParse(text)
        if (!query) return
        const again = parseQuery(formatQuery(query))
        assert.deepEqual(
          { root: again.root, filter: again.filter },
          { root: query.root, filter: query.filter },
        )
      }),
      { numRuns: 500 },
    )
  })
})

function tryParse(text: string): ReturnType<typeof parseQuery> | null {
  try {
    return parseQuery(text)
  } catch {
    return null
  }
}
