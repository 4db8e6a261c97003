import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { getElementsByTagName } from 'domutils'
import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { type HttpUrl, parseHttpUrl } from '#model'
import { parsePattern } from './cdx-pattern.ts'
import { Problem } from './problem.ts'
import { rewriteCss } from './rewrite-css.ts'
import { rewriteHtml } from './rewrite-html.ts'

const options = {
  url: parseHttpUrl('https://news.example/a/b.html'),
  rewrite: (url: HttpUrl) => `/web/1/${url}`,
}

describe('rewriting a page', () => {
  test('leaves tags where they are, mis-nested ones too', () => {
    const odd = '<!DOCTYPE html>\r\n<p class="a">x &amp; y<br /><b>1<i>2</b>3</i><td>1 &lt; 2</p></p>'
    assert.equal(rewriteHtml(odd, options), odd)
  })

  test('text stays text, whatever it looks like', () => {
    assert.equal(
      rewriteHtml('<title><b>x</title><textarea></p><!--</textarea>', options),
      '<title>&lt;b&gt;x</title><textarea>&lt;/p&gt;&lt;!--</textarea>',
    )
    assert.equal(rewriteHtml('<xmp><img src=x></xmp>', options), '<pre>&lt;img src=x&gt;</pre>')
    assert.equal(
      rewriteHtml('<svg><style><img src=x onerror=y></style>', options),
      '<svg><style>\\3c img src=x onerror=y></style>',
    )
  })

  test('scripts, comments, and whatever stands in them, go; an unclosed one takes the rest', () => {
    assert.equal(
      rewriteHtml('a<script>"<p>"</script>b<SCRIPT src=x></SCRIPT><!-- <script> -->c<script>d', options),
      'abc',
    )
    assert.equal(
      rewriteHtml('<iframe src="x"><b>no</iframe>y', options),
      '<iframe src="/web/1/https://news.example/a/x"></iframe>y',
    )
  })

  test('style sheets load captures alone, however it is written', () => {
    const web = '/web/1/https://evil.example/x'
    for (const css of [
      'url(//evil.example/x)',
      'URL( "//evil.example/x" )',
      'url(//evil.example/x',
      "url('//evil.example/x",
      '\\75rl(//evil.example/x)',
      'u\\72 l(//evil.example/x)',
    ])
      assert.equal(rewriteCss(css, options), `url("${web}")`, css)
    for (const css of [
      '@import "//evil.example/x"',
      "@import'//evil.example/x'",
      '@import/**/"//evil.example/x',
      '@\\69mport "//evil.example/x"',
    ])
      assert.equal(rewriteCss(css, options), `@import "${web}"`, css)
    assert.equal(rewriteCss('content:"\\201C\\41b"', options), 'content:"\\201C\\41b"')
  })

  test('addresses that are none of the web are dropped, harmless ones stay', () => {
    const links = ['javascript:x', ' JaVaScRiPt:x', 'vbscript:x', 'data:text/html,x', 'file:///etc', 'blob:x']
    for (const link of links) assert.equal(rewriteHtml(`<a href="${link}">`, options), '<a>')
    for (const link of ['#top', 'mailto:a@b.example', 'tel:1', ''])
      assert.equal(rewriteHtml(`<a href="${link}">`, options), `<a href="${link}">`)
  })

  test('quotes and ampersands in addresses stay inside their attribute', () => {
    assert.equal(
      rewriteHtml(`<a href='x?a=1&amp;b="2"'>`, options),
      '<a href="/web/1/https://news.example/a/x?a=1&amp;b=%222%22">',
    )
  })

  test('any markup comes out, without scripts and handlers', () => {
    const pieces = fc.constantFrom(
      '<script',
      '>',
      '</script>',
      '<a href=',
      '"',
      "'",
      'x',
      '/',
      ' onclick=y ',
      '<style>',
      '</style>',
      '<!--',
      '-->',
      'url(',
      ')',
      '<base href=//b>',
      '&amp;',
      '<svg>',
      '<![CDATA[',
      ']]>',
      '<textarea>',
      '<title>',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const rewritten = rewriteHtml(parts.join(''), options)
        assert.equal(typeof rewritten, 'string')
      }),
      { numRuns: 200 },
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void rewriteHtml(text, options)))
  })

  test('time grows with the page, not with its square', () => {
    for (const piece of [
      '<a href=x>',
      'url(',
      '<style>url("',
      '<',
      '<script',
      '<p style="url( ',
      '<img srcset="a ,',
    ]) {
      const start = process.cpuUsage()
      rewriteHtml(piece.repeat(100_000), options)
      rewriteCss(piece.repeat(100_000), options)
      const { user } = process.cpuUsage(start)
      assert.ok(user < 5_000_000, `${piece}: ${user} µs`)
    }
  })
})

const suite = join(import.meta.dirname, '../../../shared/suites/xss-sample.json')

describe('payloads that others collected', {
  skip: existsSync(suite) ? false : `${suite} is not there`,
}, () => {
  test('leave no script, no handler and no javascript: behind', () => {
    for (const { title, payload } of JSON.parse(readFileSync(suite, 'utf8')).cases) {
      for (const element of getElementsByTagName('*', parseDocument(rewriteHtml(payload, options)))) {
        assert.notEqual(element.name, 'script', title)
        for (const [name, value] of Object.entries(element.attribs)) {
          assert.doesNotMatch(name, /^on/i, title)
          assert.doesNotMatch(value.replace(/\s/g, ''), /javascript:/i, title)
        }
      }
    }
  })
})

describe('CDX filters', () => {
  test('match whole values as the regular expressions that they look like', () => {
    const parts = fc
      .array(fc.constantFrom('a', 'b', '.', '.*', '|', '/'), { maxLength: 8 })
      .map((each) => each.join(''))
    const values = fc
      .array(fc.constantFrom('a', 'b', '/', 'c'), { maxLength: 8 })
      .map((each) => each.join(''))
    fc.assert(
      fc.property(parts, values, (pattern, value) => {
        if (pattern.includes('.**')) return
        assert.equal(
          parsePattern(pattern)(value),
          new RegExp(`^(?:${pattern})$`, 's').test(value),
          `${pattern} ${value}`,
        )
      }),
      { numRuns: 1000 },
    )
  })

  test('refuse what would need a real engine', () => {
    for (const pattern of ['(a+)+', '[a]', 'a*', 'a?', '^a$', 'a{2}'])
      assert.throws(() => parsePattern(pattern), Problem)
    assert.ok(parsePattern('a\\.b')('a.b') && !parsePattern('a\\.b')('axb'))
  })
})
