import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Article, Instant } from '#model'
import { type Cited, citeApa, citeBibtex, citeGbt, citeWikipedia } from './citations.ts'

describe('citations', () => {
  test('GB/T 7714—2015 §8.9: authors, title, [N/OL], outlet, day, [day read], access path', () => {
    assert.equal(
      citeGbt(cited()),
      '林晚, 郑小满. 一座桥[N/OL]. 灯笼日报, 2024-09-18[2024-09-20]. https://v.example/s/abc.',
    )
  })

  test('GB/T 7714—2015 §8.1: more than three authors become three and 等', () => {
    const authors = ['甲', '乙', '丙', '丁'].map((name) => ({ name, role: 'reporter' as const }))
    assert.match(citeGbt(cited({ authors })), /^甲, 乙, 丙, 等\. /)
  })

  test('APA 7: names turned round, date in brackets, both addresses', () => {
    assert.equal(
      citeApa(cited({ authors: [{ name: 'Jane Anne Doe', role: 'reporter' }], title: 'A bridge' })),
      'Doe, J. A. (2024, September 18). A bridge. 灯笼日报. https://n.example/1 (archived 2024-09-18 at https://v.example/s/abc)',
    )
  })

  test('APA 7: without authors the outlet stands first, without a date n.d.', () => {
    assert.match(
      citeApa(cited({ authors: [], publishedAt: null })),
      /^灯笼日报\. \(n\.d\.\)\. 一座桥\. https/,
    )
  })

  test('BibTeX: braces keep capitals, and nothing in a title can end its field', () => {
    const text = citeBibtex(cited({ title: '100% {of} #1 \\cmd_$' }))
    assert.match(text, /title = \{\{100\\% \\\{of\\\} \\#1 \\textbackslash\{\}cmd\\_\\\$\}\}/)
    assert.match(text, /^@online\{snapshot2024-abc,\n/m)
    assert.equal(balance(text), 0)
  })

  test('Wikipedia: the state of the address, and nothing in a title can end the template', () => {
    const text = citeWikipedia({ ...cited({ title: 'a|b}}[[c]]<ref>' }), webState: 'gone' })
    assert.match(text, /\|url-status=dead /)
    assert.match(text, /\|title=a&#124;b&#125;&#125;&#91;&#91;c&#93;&#93;&#60;ref&#62; /)
    assert.match(text, /\|author1=林晚 \|author2=郑小满 /)
  })

  test('photographers and editors are not authors', () => {
    const authors = [{ name: '陈望山', role: 'photographer' as const }]
    for (const cite of [citeGbt, citeApa, citeBibtex, citeWikipedia])
      assert.doesNotMatch(cite(cited({ authors })), /陈望山/)
  })
})

function cited(article: Partial<Article> = {}): Cited {
  return {
    article: {
      title: '一座桥',
      publishedAt: '2024-09-18T11:50:00+08:00',
      language: 'zh-Hans',
      authors: [
        { name: '林晚', role: 'reporter' },
        { name: '郑小满', role: 'correspondent' },
      ],
      ...article,
    } as Article,
    outlet: '灯笼日报',
    originalUrl: 'https://n.example/1',
    snapshotUrl: 'https://v.example/s/abc',
    capturedAt: '2024-09-18T04:00:00.000Z' as Instant,
    citedAt: '2024-09-20T04:00:00.000Z' as Instant,
    webState: 'live',
  }
}

/** Braces that are open at the end, those behind a backslash not counted. */
function balance(text: string): number {
  const braces = text.replace(/\\[{}]/g, '')
  return braces.split('{').length - braces.split('}').length
}
