import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { attribute, escapeHtml, html, join, outsideUrl } from './html.ts'

describe('html``', () => {
  test('text cannot become markup', () => {
    assert.equal(
      html`<p>${'<script>alert(1)</script>'}</p>`.text,
      '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    )
  })

  test('text cannot leave an attribute', () => {
    assert.equal(html`<a title="${'" onclick="x'}">`.text, '<a title="&quot; onclick=&quot;x">')
  })

  test('markup is taken as it is, lists are joined, null and booleans leave nothing', () => {
    assert.equal(
      html`${html`<b>${'&'}</b>`}${[1, null, html`<i></i>`]}${false}${undefined}`.text,
      '<b>&amp;</b>1<i></i>',
    )
  })

  test('whatever the text, a parser reads exactly that text back, and no element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { texts, names, titles } = readBack(html`<p title="${text}">${text}</p>`.text)
        const expected = text.replace(
          /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g,
          '',
        )
        assert.equal(texts, expected)
        assert.deepEqual(names, ['p'])
        assert.deepEqual(titles, [expected])
      }),
    )
  })

  test('what turns the reading direction round is dropped', () => {
    assert.equal(escapeHtml('a\u202eb\u2066c'), 'abc')
  })
})

describe('helpers', () => {
  test('an attribute without a value is left out', () => {
    assert.equal(attribute('lang', null).text, '')
    assert.equal(attribute('hidden', true).text, ' hidden')
    assert.equal(attribute('lang', 'a"b').text, ' lang="a&quot;b"')
  })

  test('join leaves out empty parts', () => assert.equal(join(['a', null, 'b'], html` · `).text, 'a · b'))

  test('only http and https are linked', () => {
    assert.equal(outsideUrl('javascript:alert(1)'), null)
    assert.equal(outsideUrl('https://news.example/'), 'https://news.example/')
  })
})

function readBack(markup: string) {
  let texts = ''
  const names: string[] = []
  const titles: (string | undefined)[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      names.push(name)
      titles.push(attributes['title'])
    },
    ontext: (text) => {
      texts += text
    },
  })
  parser.end(markup)
  return { texts, names, titles }
}
