import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { extractArticle, extractionRecord } from '#article'
import { parseHttpUrl } from '#model'
import { Dice, mutate } from '../../bench/fuzz/mutations.ts'

const context = { url: parseHttpUrl('https://news.example/2024/01/02/a_1.html'), contentType: 'text/html' }

/** A short run of `verbatim bench fuzz`. */
describe('damaged pages', () => {
  const pages = globSync('*/*/page.html', { cwd: import.meta.dirname })
    .sort()
    .map((each) => readFileSync(join(import.meta.dirname, each)))

  test('cut, spliced, doubled, flipped and flooded ones give an article or a reason, the same each time', () => {
    for (let index = 0; index < 300; index++) {
      const page = mutate(pages, new Dice(index))
      const first = JSON.stringify(extractionRecord(extractArticle(page, context)))
      assert.equal(JSON.stringify(extractionRecord(extractArticle(page, context))), first)
    }
  })

  test('a hundred thousand characters of one thing are read in linear time: this would not end otherwise', () => {
    for (const flood of floods) {
      const piece = flood.repeat(Math.ceil(100_000 / flood.length))
      for (const html of [
        piece,
        `<title>${piece}</title><h1>${piece}</h1><p>${piece}`,
        `<p class="${piece}">x`,
      ])
        extractArticle(Buffer.from(html), context)
    }
  })
})

const floods = [
  ...[
    '<div>',
    '<a',
    '</',
    '<!--',
    '<script>',
    '&amp;',
    '&',
    ' ',
    '- ',
    ' | ',
    '> > ',
    '1',
    '2024-01-01 ',
    '（',
    '《',
  ],
  ...[
    '来源：',
    '转自',
    '记者',
    'By A ',
    '<a href=x>下一页</a>',
    '<h1>标题在这里</h1>',
    '<img src=a.jpg>',
    '<iframe src=/embed/x>',
  ],
]
