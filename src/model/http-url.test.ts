import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { hostOf, parseHttpUrl, tryParseHttpUrl, urlCharsMax } from './http-url.ts'

describe('an http URL', () => {
  test('is as WHATWG URL serialises it, without its fragment', () => {
    assert.equal(
      parseHttpUrl(' HTTP://新闻.Example:80/a/../b?q=新#c '),
      'http://xn--efvy88h.example/b?q=%E6%96%B0',
    )
  })

  test('may be relative to another', () => {
    assert.equal(
      parseHttpUrl('../2.html', parseHttpUrl('https://a.example/news/1.html')),
      'https://a.example/2.html',
    )
    assert.equal(parseHttpUrl('//b.example', parseHttpUrl('https://a.example/')), 'https://b.example/')
  })

  for (const [what, text] of [
    ['another scheme', 'javascript:alert(1)'],
    ['a user name', 'http://news.example@10.0.0.1/'],
    ['no URL', '/news'],
    ['no host', 'http://'],
    ['too long', `http://a.example/${'a'.repeat(urlCharsMax)}`],
  ] as const) {
    test(`${what} is refused`, () => {
      assert.throws(() => parseHttpUrl(text), RangeError)
      assert.equal(tryParseHttpUrl(text), null)
    })
  }

  test('parsed again is the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string().map((text) => `http://a.example/${text}`),
        ),
        (text) => {
          const url = tryParseHttpUrl(text)
          if (url) assert.equal(parseHttpUrl(url), url)
        },
      ),
    )
  })

  test('has a host, with a port where it is not its own', () => {
    assert.equal(hostOf(parseHttpUrl('https://a.example:443/')), 'a.example')
    assert.equal(hostOf(parseHttpUrl('https://a.example:80/')), 'a.example:80')
  })
})

const suite = '../shared/suites/urls.json'
test("WHATWG's own cases", { skip: existsSync(suite) ? false : `${suite} is not here` }, () => {
  const { wpt } = JSON.parse(readFileSync(suite, 'utf8')) as { wpt: (string | WptCase)[] }
  for (const each of wpt) {
    if (typeof each === 'string' || each.username || each.password) continue
    const { input, base, href = '' } = each
    // Of ours, and relative to one of ours: other schemes we never have.
    if (!/^https?:/.test(href) || (base && !tryParseHttpUrl(base)) || input.length > urlCharsMax) continue
    const url = tryParseHttpUrl(input, tryParseHttpUrl(base ?? '') ?? undefined)
    assert.equal(url, href.replace(/#.*$/s, ''), input)
  }
})

interface WptCase {
  readonly input: string
  readonly base: string | null
  readonly href?: string
  readonly username?: string
  readonly password?: string
}
