import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { extractArticle, extractionRecord } from '#article'
import { parseHttpUrl, parseInstant } from '#model'

interface PageNote {
  readonly url: string
  readonly contentType: string
  readonly capturedAt: string
  readonly why: string
}

/** Each folder holds a page, a note on it, and the fields that it must give. */
describe('golden pages', () => {
  for (const file of globSync('*/*/page.html', { cwd: import.meta.dirname }).sort()) {
    const folder = join(import.meta.dirname, dirname(file))
    const note = readJson(join(folder, 'page.json')) as PageNote
    test(`${dirname(file)}: ${note.why}`, () => {
      const extraction = extractArticle(readFileSync(join(folder, 'page.html')), {
        url: parseHttpUrl(note.url),
        contentType: note.contentType,
        capturedAt: parseInstant(note.capturedAt),
      })
      const expected = join(folder, 'expected.json')
      assert.ok(existsSync(expected), `${expected} is missing`)
      assert.deepEqual(JSON.parse(JSON.stringify(extractionRecord(extraction))), readJson(expected))
    })
  }
})

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
