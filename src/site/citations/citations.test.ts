import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Article, Author, Instant, NewsTime } from '#model'
import { citeApa } from './apa.ts'
import { citeBibtex } from './bibtex.ts'
import type { Cited } from './cited.ts'
import { type CitationName, citationFormats } from './formats.ts'
import { citeGbt } from './gbt.ts'
import { citeMla } from './mla.ts'
import { citeRis } from './ris.ts'
import { citeWikipedia } from './wikipedia.ts'

const reporters = (...names: string[]): Author[] => names.map((name) => ({ name, role: 'reporter' }))
const latin = { title: 'A bridge', language: 'en' }

describe('GB/T 7714—2015', () => {
  test('§4.5.1: authors, title, [N/OL], newspaper, day, [day of citation], access path', () => {
    assert.equal(
      citeGbt(cited()),
      '林晚, 郑小满. 一座桥[N/OL]. 灯笼日报, 2024-09-18[2024-09-20]. https://v.example/s/abc.',
    )
  })

  test('§8.1.2: more than three authors become three and 等, or et al', () => {
    assert.match(citeGbt(cited({ authors: reporters('甲', '乙', '丙', '丁') })), /^甲, 乙, 丙, 等\. /)
    const four = reporters('Ann Lee', 'Bo Katz', 'Cy Ross', 'Di Wood')
    assert.match(citeGbt(cited({ ...latin, authors: four })), /^LEE A, KATZ B, ROSS C, et al\. /)
  })

  test('§8.1.1: family names in Latin letters in capitals, initials without stops', () => {
    assert.match(
      citeGbt(cited({ ...latin, authors: reporters('Jean-Paul van der Berg') })),
      /^VAN DER BERG J P\. /,
    )
  })

  test('§8.1.5: where nobody is named, the title comes first', () => {
    assert.match(citeGbt(cited({ authors: [] })), /^一座桥\[N\/OL\]\. 灯笼日报/)
  })

  test('a subtitle follows the title, a later day of modification stands in round brackets', () => {
    const text = citeGbt(cited({ subtitle: '三次改图', modifiedAt: '2024-09-19T08:00:00+08:00' as NewsTime }))
    assert.match(text, /一座桥: 三次改图\[N\/OL\]\. 灯笼日报, 2024-09-18\(2024-09-19\)\[2024-09-20\]/)
  })

  test('without a day, and without an outlet, nothing stands for them', () => {
    assert.match(citeGbt(cited({ publishedAt: null })), /灯笼日报\[2024-09-20\]/)
    assert.match(citeGbt({ ...cited(), outlet: null }), /\[N\/OL\]\. 2024-09-18\[2024-09-20\]/)
  })
})

describe('APA 7', () => {
  test('names turned round, date in brackets, both addresses', () => {
    assert.equal(
      citeApa(cited({ ...latin, authors: reporters('Jane Anne Doe') })),
      'Doe, J. A. (2024, September 18). A bridge. 灯笼日报. https://n.example/1 (archived 2024-09-18 at https://v.example/s/abc)',
    )
  })

  test('§9.8: hyphens, particles and suffixes of names; & before the last of several', () => {
    const authors = reporters('Jean-Paul Sartre', 'Ludwig van Beethoven', 'Martin Luther King Jr.')
    assert.match(
      citeApa(cited({ authors })),
      /^Sartre, J\.-P\., van Beethoven, L\., & King, M\. L\., Jr\. \(2024/,
    )
  })

  test('§9.8: of more than twenty authors the first nineteen and the last', () => {
    const authors = reporters(
      ...Array.from({ length: 22 }, (_, index) => `Ann Writer${String.fromCharCode(97 + index)}`),
    )
    const text = citeApa(cited({ authors }))
    assert.match(text, /Writers, A\., \. \. \. Writerv, A\. \(2024/)
    assert.doesNotMatch(text, /Writert/)
  })

  test('§9.11: the name of an organisation is not turned round', () => {
    const agency: Author[] = [{ name: 'Associated Press', role: 'agency' }]
    assert.match(citeApa(cited({ authors: agency })), /^Associated Press\. \(2024/)
    assert.match(citeApa(cited({ authors: reporters('The Editorial Board') })), /^The Editorial Board\. \(/)
  })

  test('§9.12: where nobody is named, the title takes that place; without a date n.d.', () => {
    assert.match(
      citeApa(cited({ authors: [], publishedAt: null })),
      /^一座桥\. \(n\.d\.\)\. 灯笼日报\. https/,
    )
  })

  test('a title that ends in a mark of its own has no stop behind it', () => {
    assert.match(citeApa(cited({ title: '渡口何去何从？' })), /渡口何去何从？ 灯笼日报/)
  })
})

describe('MLA 9', () => {
  test('newspaper and archive are containers, months shortened, day of access', () => {
    assert.equal(
      citeMla(cited({ ...latin, authors: reporters('Jane Anne Doe') })),
      'Doe, Jane Anne. “A bridge.” 灯笼日报, 18 Sept. 2024, https://n.example/1. Verbatim, https://v.example/s/abc. Accessed 20 Sept. 2024.',
    )
  })

  test('of two authors the second is not turned round, of three the first, et al.', () => {
    assert.match(citeMla(cited({ authors: reporters('Jane Doe', 'Li Ming') })), /^Doe, Jane, and Li Ming\. “/)
    assert.match(
      citeMla(cited({ authors: reporters('Jane Doe', '李明', 'Bo Katz') })),
      /^Doe, Jane, et al\. “/,
    )
  })

  test('without author or date it begins with the title; quotation marks in it become single', () => {
    const text = citeMla(cited({ authors: [], publishedAt: null, title: 'What “bridge”?' }))
    assert.match(text, /^“What ‘bridge’\?” 灯笼日报, https:\/\/n\.example/)
  })
})

describe('BibTeX', () => {
  test('braces keep capitals and whole names, and nothing in a title can end its field', () => {
    const text = citeBibtex(cited({ title: '100% {of} #1 \\cmd_$' }))
    assert.match(text, /title = \{\{100\\% \\\{of\\\} \\#1 \\textbackslash\{\}cmd\\_\\\$\}\}/)
    assert.match(text, /author = \{\{林晚\} and \{郑小满\}\}/)
    assert.match(text, /^@online\{snapshot2024-abc,\n/m)
    assert.match(text, /langid = \{chinese\}/)
  })

  test('a person is family name first, a suffix between', () => {
    const authors = reporters('Martin Luther King Jr.', 'Ludwig van Beethoven')
    assert.match(
      citeBibtex(cited({ authors })),
      /author = \{King, Jr\., Martin Luther and van Beethoven, Ludwig\}/,
    )
  })

  test('braces stay balanced whatever a page says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, name) => {
        const text = citeBibtex(cited({ title, authors: reporters(name) }))
        const braces = text.replace(/\\[{}\\]/g, '')
        assert.equal(braces.split('{').length, braces.split('}').length)
      }),
    )
  })
})

describe('RIS', () => {
  test('begins with TY, ends with ER, each line a tag, two spaces, a hyphen, a space', () => {
    const lines = citeRis(cited({ authors: reporters('Jane Anne Doe', '李明') })).split('\r\n')
    assert.deepEqual(lines.slice(0, 7), [
      'TY  - NEWS',
      'AU  - Doe, Jane Anne',
      'AU  - 李明',
      'TI  - 一座桥',
      'T2  - 灯笼日报',
      'PY  - 2024',
      'DA  - 2024/09/18/',
    ])
    assert.deepEqual(lines.slice(-2), ['ER  - ', ''])
  })

  test('nothing that a page says can begin a line', () => {
    const text = citeRis(cited({ title: 'A\r\nER  - \r\nTY  - BOOK' }))
    assert.equal(text.match(/^(TY|ER) {2}- /gm)?.length, 2)
  })
})

describe('Wikipedia', () => {
  test('the state of the address, and nothing in a title can end the template', () => {
    const text = citeWikipedia({ ...cited({ title: 'a|b}}[[c]]<ref>' }), webState: 'gone' }, 'zh')
    assert.match(text, /\|url-status=dead\}\}$/)
    assert.match(text, /\|title=a&#124;b&#125;&#125;&#91;&#91;c&#93;&#93;&#60;ref&#62; /)
    assert.match(text, /\|author1=林晚 \|author2=郑小满 /)
  })

  test('the English one takes a Chinese title as script-title, and a person apart', () => {
    const text = citeWikipedia(cited({ authors: reporters('Jane Anne Doe') }), 'en')
    assert.match(text, /\|last=Doe \|first=Jane Anne \|script-title=zh:一座桥 /)
    assert.match(text, /\|language=zh /)
  })

  test("each leaves its own wiki's language unsaid", () => {
    assert.doesNotMatch(citeWikipedia(cited(latin), 'en'), /language=/)
    assert.match(citeWikipedia(cited(latin), 'zh'), /\|language=en /)
    assert.match(citeWikipedia(cited({ language: 'zh-Hant' }), 'zh'), /\|language=zh-hant /)
  })
})

describe('every form', () => {
  const names = Object.keys(citationFormats) as CitationName[]

  test('leaves photographers and editors out', () => {
    const authors: Author[] = [
      { name: '陈望山', role: 'photographer' },
      { name: '编辑甲', role: 'editor' },
    ]
    for (const name of names)
      assert.doesNotMatch(citationFormats[name].cite(cited({ authors })), /陈望山|编辑甲/)
  })

  test('has title and snapshot, says nothing of what is not known, and never throws', () => {
    const bare = { ...cited({ authors: [], publishedAt: null, language: null }), outlet: null }
    for (const name of names) {
      const text = citationFormats[name].cite(bare)
      assert.match(text, /一座桥/)
      assert.match(text, /https:\/\/v\.example\/s\/abc/)
      assert.doesNotMatch(text, /undefined|null|NaN|, ,|\. \. (?!\.)/, name)
    }
  })
})

function cited(article: Partial<Article> = {}): Cited {
  return {
    article: {
      title: '一座桥',
      subtitle: null,
      publishedAt: '2024-09-18T11:50:00+08:00',
      modifiedAt: null,
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
    archive: 'Verbatim',
    capturedAt: '2024-09-18T04:00:00.000Z' as Instant,
    citedAt: '2024-09-20T04:00:00.000Z' as Instant,
    webState: 'live',
  }
}
