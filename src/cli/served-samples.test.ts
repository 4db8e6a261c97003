import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { forgetServedSamples, noteServedSamples, servedSamples } from './served-samples.ts'

describe('where the sample outlets are served', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-samples-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('is known to others while they are, and to nobody before and after', () => {
    assert.deepEqual(servedSamples(folder), {})
    noteServedSamples(folder, { 'www.paper.example': '127.0.0.1:4711' })
    assert.deepEqual(servedSamples(folder), { 'www.paper.example': '127.0.0.1:4711' })
    forgetServedSamples(folder)
    forgetServedSamples(folder)
    assert.deepEqual(servedSamples(folder), {})
  })

  for (const note of ['', '{', 'null', '[]', '7', '{"www.paper.example":7}']) {
    test(`is nowhere where the note says ${note || 'nothing'}`, () => {
      writeFileSync(join(folder, 'samples-served.json'), note)
      assert.deepEqual(servedSamples(folder), {})
    })
  }
})
