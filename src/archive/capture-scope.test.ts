import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { tryParseHttpUrl, urlKey } from '#model'
import { type CaptureScope, keyRangesOf } from './capture-scope.ts'

function isIn(matchType: CaptureScope['matchType'], scope: string, url: string): boolean {
  const key = urlKey(tryParseHttpUrl(url)!)
  return keyRangesOf({ url: tryParseHttpUrl(scope)!, matchType }).some(
    ({ from, below }) => from <= key && key < below,
  )
}

describe('the scopes of the CDX server API', () => {
  const claims: [CaptureScope['matchType'], scope: string, inside: string[], outside: string[]][] = [
    [
      'prefix',
      'https://news.example/2024',
      ['http://www.news.example/2024', 'https://news.example/2024/1.html', 'https://news.example/20245'],
      ['https://news.example/', 'https://news.example/2023', 'https://a.news.example/2024'],
    ],
    [
      'prefix',
      'https://news.example/2024/',
      ['https://news.example/2024', 'https://news.example/2024/1', 'https://news.example/2024/?page=2'],
      ['https://news.example/20245', 'https://news.example/2024!', 'https://news.example/2024-1/1'],
    ],
    [
      'prefix',
      'https://news.example/show?',
      ['https://news.example/show?id=1'],
      ['https://news.example/show', 'https://news.example/shows?id=1'],
    ],
    [
      'prefix',
      'https://news.example/show?id=1',
      ['https://news.example/show?id=12'],
      ['https://news.example/show?id=2'],
    ],
    ['prefix', 'https://news.example/', ['https://news.example/a?b'], ['https://news.example.org/']],
    [
      'host',
      'https://news.example/any/path',
      ['https://news.example/', 'https://www.news.example/b'],
      ['https://a.news.example/', 'https://news.example:8080/', 'https://news.example.org/'],
    ],
    ['host', 'http://news.example:8080/', ['http://news.example:8080/a'], ['http://news.example/a']],
    [
      'domain',
      'https://news.example/',
      ['https://news.example/a', 'https://b.a.news.example/c', 'http://news.example:8080/'],
      ['https://oldnews.example/', 'https://news.example.org/', 'https://example/'],
    ],
    ['domain', 'http://news.example:8080/', ['https://news.example/', 'https://a.news.example/'], []],
  ]
  for (const [matchType, scope, inside, outside] of claims) {
    test(`${matchType} ${scope}`, () => {
      for (const url of inside) assert.equal(isIn(matchType, scope, url), true, url)
      for (const url of outside) assert.equal(isIn(matchType, scope, url), false, url)
    })
  }

  test('have their ranges in order, none over another', () => {
    const scopes = fc.record({
      url: fc.webUrl({ withQueryParameters: true }).map((url) => tryParseHttpUrl(url)!),
      matchType: fc.constantFrom('prefix' as const, 'host' as const, 'domain' as const),
    })
    fc.assert(
      fc.property(scopes, (scope) => {
        const ends = keyRangesOf(scope).flatMap(({ from, below }) => [from, below])
        assert.deepEqual(ends, ends.toSorted())
        // What ends with a question mark has nothing behind it yet.
        if (!scope.url.endsWith('?')) assert.equal(isIn(scope.matchType, scope.url, scope.url), true)
      }),
    )
  })
})
