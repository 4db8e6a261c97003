import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type HttpUrl, parseHttpUrl, tryParseHttpUrl } from './http-url.ts'
import { urlKey } from './url-key.ts'

const key = (text: string) => urlKey(parseHttpUrl(text))

describe('a URL key', () => {
  test('is in SURT order', () => {
    assert.equal(key('https://news.example.com/2024/1.html?id=7'), 'com,example,news)/2024/1.html?id=7')
    assert.equal(key('http://127.0.0.1:8080/a'), '1,0,0,127:8080)/a')
    assert.equal(key('http://[::1]:8080/a'), '::1:8080)/a')
  })

  const same: readonly (readonly [string, string, string])[] = [
    ['scheme and default port', 'http://a.example/1', 'https://a.example:443/1'],
    ['www', 'http://www.a.example/1', 'http://a.example/1'],
    ['a dot behind the host', 'http://a.example./1', 'http://a.example/1'],
    ['the order of parameters', 'http://a.example/?b=1&a=2', 'http://a.example/?a=2&b=1'],
    ['empty parameters', 'http://a.example/?&a=1&b=&', 'http://a.example/?a=1&b'],
    ['tracking', 'http://a.example/1?utm_source=x&id=1&fbclid=y&spm=a.b', 'http://a.example/1?id=1'],
    ["WeChat's marks", 'http://a.example/1?from=timeline&isappinstalled=0', 'http://a.example/1'],
    [
      'sessions',
      'http://a.example/1;jsessionid=A1B2?sid=0123456789abcdef0123456789abcdef',
      'http://a.example/1',
    ],
    ['slashes at the end and doubled', 'http://a.example//news///1/', 'http://a.example/news/1'],
    ['escapes that need not be', 'http://a.example/%6eews/%7Ea%21', 'http://a.example/news/~a!'],
    ['escapes of escapes', 'http://a.example/%25E6%2596%25B0', 'http://a.example/新'],
    ['plus and %20', 'http://a.example/?q=a+b', 'http://a.example/?q=a%20b'],
    ['a stray %', 'http://a.example/?q=100%', 'http://a.example/?q=100%25'],
  ]
  for (const [what, one, other] of same)
    test(`does not tell ${what} apart`, () => assert.equal(key(one), key(other)))

  const different: readonly (readonly [string, string, string])[] = [
    ['upper and lower case of a path', 'http://a.example/AbC', 'http://a.example/abc'],
    ['other ports', 'http://a.example:8080/', 'http://a.example/'],
    ['values', 'http://a.example/?id=1', 'http://a.example/?id=2'],
    ['repeated parameters', 'http://a.example/?id=1&id=1', 'http://a.example/?id=1'],
    ['a slash and its escape in a path', 'http://a.example/a/b', 'http://a.example/a%2Fb'],
    ['an ampersand and its escape in a query', 'http://a.example/?a=1%26b', 'http://a.example/?a=1&b'],
    ['a plus and a blank', 'http://a.example/?q=a%2Bb', 'http://a.example/?q=a+b'],
    ['words in GBK', 'http://a.example/?q=%B1%B1', 'http://a.example/?q=%C4%CF'],
    ['where a link was passed on and where a list starts', 'http://a.example/?from=20', 'http://a.example/'],
    ['www of another host', 'http://www.example/', 'http://example/'],
  ]
  for (const [what, one, other] of different)
    test(`tells ${what} apart`, () => assert.notEqual(key(one), key(other)))

  test('of the address that a key spells is the key', () => {
    const piece = fc.constantFrom(
      'a',
      '%',
      '25',
      '%41',
      '%2F',
      '/',
      '//',
      '.',
      ';',
      'sid=',
      '(',
      ')',
      '?',
      '&',
      '=',
      '+',
      'é',
      "'",
      '|',
      'utm_x',
      '%e4',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 }), (parts) => {
        const url = tryParseHttpUrl(`http://www.a.example:81/${parts.join('')}`)
        if (url) assert.equal(key(spelled(urlKey(url))), urlKey(url))
      }),
      { numRuns: 1000 },
    )
  })
})

function spelled(surt: string): string {
  const [, host = '', port = '', rest = ''] = /^([^:)]*)(:\d+)?\)(.*)$/s.exec(surt) ?? []
  return `http://${host.split(',').reverse().join('.')}${port}${rest}`
}

const suite = '../shared/suites/urls.json'
interface UrlSuite {
  readonly crawler_commons_normalizer: readonly (readonly string[])[]
  readonly webarchive_commons: readonly { readonly test: string; readonly a: string; readonly b: string }[]
  readonly urlcanon: Readonly<Record<string, unknown>>
}

test("two spellings that others' canonical forms make one have one key", {
  skip: existsSync(suite) ? false : `${suite} is not here`,
}, (t) => {
  const cases = JSON.parse(readFileSync(suite, 'utf8')) as UrlSuite
  const pairs = [
    ...cases.crawler_commons_normalizer.map(([a = '', b = '']) => [a, b.trim()] as const),
    ...cases.webarchive_commons
      .filter((each) => !/KeyMaker|Regex/.test(each.test))
      .map(({ a, b }) => [a, b] as const),
    ...Object.entries((cases.urlcanon['aggressive'] ?? {}) as Record<string, string>),
  ].filter(([a, b]) => isFitting(a) && isFitting(b))
  const apart = pairs.filter(([a, b]) => urlKey(asUrl(a)) !== urlKey(asUrl(b)))
  t.diagnostic(`${pairs.length - apart.length} of ${pairs.length} agree; not: ${JSON.stringify(apart)}`)
  assert.ok(apart.length / pairs.length < 0.02)
})

/** Of http, and a URL on its own. */
function isFitting(text: string | undefined): text is string {
  return typeof text === 'string' && tryParseHttpUrl(withScheme(text)) !== null
}

function asUrl(text: string): HttpUrl {
  return parseHttpUrl(withScheme(text))
}

function withScheme(text: string): string {
  return /^\s*https?:/i.test(text) || !text.includes('.') ? text : `http://${text.trim()}`
}
