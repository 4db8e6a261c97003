import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { Parser } from 'htmlparser2'
import { sanitizeHtml } from './sanitize-html.ts'

describe('foreign HTML in our pages', () => {
  test('keeps text, structure, links and images', () => {
    assert.equal(
      sanitizeHtml(
        '<p>A <b>bold</b> <a href="https://a.example/x" onclick="x()">link</a></p><img src="https://a.example/i.png" alt="i" onerror=x>',
      ),
      '<p>A <b>bold</b> <a href="https://a.example/x" rel="nofollow noopener noreferrer">link</a></p><img data-original="https://a.example/i.png" alt="i" />',
    )
  })

  test('drops what runs, submits, frames, styles or reaches elsewhere', () => {
    const html = sanitizeHtml(
      '<script>x</script><style>p{}</style><form action="/x"><input></form><iframe src="https://a.example"></iframe><svg><a href="x">t</a></svg><a href="javascript:x">a</a><a href="data:text/html,x">b</a><p style="color:red" class="x" id="y">c</p>',
    )
    assert.equal(html, '<a>a</a><a>b</a><p>c</p>')
  })

  test('does not hang on elements nested without an end', { timeout: 5000 }, () => {
    for (const piece of ['<div><b>', '<ul><li>', '<a href=x>', '<', '</p>'])
      assert.equal(typeof sanitizeHtml(piece.repeat(200_000)), 'string')
  })

  test('is its own result when done again', () => {
    const once = sanitizeHtml('<p>1 < 2 &amp; <i>x</i><a href="//a.example/">q</a></p>')
    assert.equal(sanitizeHtml(once), once)
  })
})

const suite = new URL('../../../shared/suites/xss-sample.json', import.meta.url)

describe('payloads of DOMPurify and PayloadsAllTheThings', () => {
  const skip = existsSync(suite) ? false : 'the shared suites are not here'
  test('none leaves an element, an attribute or an address that is not on our list', { skip }, () => {
    const { cases } = JSON.parse(readFileSync(suite, 'utf8')) as { cases: { payload: string }[] }
    for (const { payload } of cases)
      for (const problem of problemsIn(sanitizeHtml(payload))) assert.fail(`${payload}: ${problem}`)
    assert.ok(cases.length > 50)
  })
})

const tags = new Set(
  'p h2 h3 h4 ul ol li blockquote table thead tbody tfoot tr td th caption figure figcaption img a strong b em i sub sup code pre br hr time q cite s u ruby rt rp'.split(
    ' ',
  ),
)
const attributes = new Set([
  'href',
  'rel',
  'data-original',
  'alt',
  'width',
  'height',
  'colspan',
  'rowspan',
  'datetime',
  'start',
])

function problemsIn(html: string): string[] {
  const problems: string[] = []
  const parser = new Parser({
    onopentag(tag, found) {
      if (!tags.has(tag)) problems.push(`<${tag}>`)
      for (const [name, value] of Object.entries(found)) {
        if (!attributes.has(name)) problems.push(`${tag} ${name}`)
        if ((name === 'href' || name === 'data-original') && !/^https?:\/\//.test(value))
          problems.push(`${name}=${value}`)
      }
    },
    oncomment: () => problems.push('a comment'),
    onprocessinginstruction: (name) => problems.push(`<${name}>`),
  })
  parser.end(html)
  return problems
}
