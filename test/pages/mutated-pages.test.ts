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
})
