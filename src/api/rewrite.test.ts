import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
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
  test('leaves a page without links as it is, character for character', () => {
    const odd =
      '<!doctype html>\r\n<P CLASS=a  >x &nbsp; &copy y<br/><b>1<i>2</b>3</i><!-- <script> --> <td>1 < 2'
    assert.equal(rewriteHtml(odd, options), odd)
  })

  test('scripts, and whatever stands in them, go; an unclosed one takes the rest', () => {
    assert.equal(rewriteHtml('a<script>"<p>"</script>b<SCRIPT src=x></SCRIPT>c<script>d', options), 'abc')
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
      { numRuns: 500 },
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
      rewriteHtml(piece.repeat(20_000), options)
      rewriteCss(piece.repeat(20_000), options)
      const { user } = process.cpuUsage(start)
      assert.ok(user < 5_000_000, `${piece}: ${user} µs`)
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
