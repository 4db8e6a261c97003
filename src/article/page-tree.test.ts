import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { type PageNode, parsePage } from './page-tree.ts'

describe('a page as a tree', () => {
  test('an end tag that is left out is added where the next element begins', () => {
    assert.equal(shape('<ul><li>a<li>b</ul><p>c<p>d<div>e</div>'), 'ul(li(a)li(b))p(c)p(d)div(e)')
    assert.equal(shape('<table><tr><td>a<td>b<tr><td>c'), 'table(tr(td(a)td(b))tr(td(c)))')
  })

  test('a lone </p> and </br> are elements, any other lone end tag is none', () => {
    assert.equal(shape('a</p>b</br>c</div>d'), 'ap()bbr()cd')
  })

  test('a character reference is decoded in text and in an attribute, where &copy=1 is none', () => {
    const node = parsePage('<a href="?a=1&copy=2&amp;b" title=&#x4e2d;>&copy=&notit;&#20013;</a>').root
      .children[0]!
    assert.deepEqual({ ...node.attributes }, { href: '?a=1&copy=2&b', title: '中' })
    assert.equal(node.children[0]!.text, '©=¬it;中')
  })

  test('of two attributes with one name the first holds, and names are read in lower case', () => {
    const node = parsePage('<p ID=One id=two CLASS="Big Box">').root.children[0]!
    assert.equal(node.attribute('id'), 'One')
    assert.equal(node.attributes['id'], 'One')
    assert.equal(node.names, 'big box one')
  })

  test('scripts are kept as text, and end where their end tag does', () => {
    const { scripts, root } = parsePage('<script id=x type="A/B">if (a</b) "</p>"</script >after')
    assert.deepEqual(scripts, [{ type: 'a/b', id: 'x', text: 'if (a</b) "</p>"' }])
    assert.equal(shapeOf(root), 'after')
  })

  test('comments, declarations and tags that never end are no text', () => {
    assert.equal(shape('<!doctype html>a<!-- <p> -- >b-->c<!-->d<?php e ?>f</ g>h<p title="'), 'acdfh')
  })

  test('a page that is too deep is cut there, and says so', () => {
    const tree = parsePage(`before${'<div>'.repeat(100_000)}`)
    assert.equal(tree.isCut, true)
    assert.ok(tree.nodes.length < 1000)
  })

  test('any markup gives the elements, attributes and text that htmlparser2 reads', () => {
    const piece = fc.constantFrom(...soup)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const html = pieces.join('')
        assert.equal(
          shapeOf(parsePage(html).root),
          theirs(parseDocument(html).children as unknown as Theirs[]),
        )
      }),
      { numRuns: 2000, seed: 1 },
    )
  })
})

// Not `<&` within a title: there we follow the standard, and htmlparser2 misses the reference.
const soup = [
  ...['<', '>', '</', '<!--', '-->', '--!>', '"', "'", '=', '/ ', ' ', '\n', '\0', 'x', '中', '𝒳'],
  ...['x&', 'x&amp', 'x&notit;', 'x&copy=', 'x&#x4e2d;', 'x&#0;', 'x&#150', '<![CDATA[', ']]>', '<!doctype'],
  ...[
    '<p>',
    '</p>',
    '<div class="a &amp b">',
    '</div>',
    '<form>',
    '</form>',
    '<image src=x>',
    '<br/>',
    '</br>',
  ],
  ...['<svg>', '</svg>', '<SVG/>', '<foreignObject>', '</foreignobject>', '<math><mi>', '<path/>', '<desc>'],
  ...[
    '<title>',
    '</title>',
    '<script>',
    '</SCRIPT >',
    '<textarea>',
    '</textarea>',
    '<iframe>',
    '<plaintext>',
  ],
  ...[
    '<a href=x?a=1&lt=3&lt;>',
    '<A ID=1 id=2>',
    '<a =b c = "d" e=f/>',
    '< p>',
    '</ x>',
    '<?php',
    '<h1>',
    '<h2>',
  ],
  ...[
    '<table><tr><td>',
    '</table>',
    '<li>',
    '<select><option>',
    '<noscript>',
    '<style>',
    '<dd>',
    '<rt>',
    '<hr>',
  ],
]

function shape(html: string): string {
  return shapeOf(parsePage(html).root)
}

/** `div.class(text p())`, without what a tree leaves out. */
function shapeOf(node: PageNode): string {
  return node.children
    .map((each) =>
      each.tag === '#text' ? each.text : `${each.tag}${attributesOf(each.attributes)}(${shapeOf(each)})`,
    )
    .join('')
}

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  return Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : ''
}

interface Theirs {
  readonly type: string
  readonly name?: string
  readonly data: string
  readonly attribs: Record<string, string>
  readonly children: Theirs[]
}

function theirs(nodes: readonly Theirs[]): string {
  return nodes
    .map((each) => {
      if (each.type === 'text') return each.data
      if (each.name === undefined || each.type === 'directive' || leftOut.has(each.name)) return ''
      return `${each.name}${attributesOf(each.attribs)}(${theirs(each.children)})`
    })
    .join('')
}

const leftOut = new Set(
  'script style template svg math select option textarea canvas object applet map dialog param track area col input'.split(
    ' ',
  ),
)
