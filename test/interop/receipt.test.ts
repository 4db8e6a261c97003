import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Receipt, verifyReceipt } from '#transparency'

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/receipt.md'), 'utf8')
const example = JSON.parse(block('json')) as Receipt
const { check } = await import(`data:text/javascript,${encodeURIComponent(block('js'))}`)

describe('docs/reference/receipt.md', () => {
  test('its program accepts its example, and so do we', async () => {
    await check(example, example.verifierKey)
    assert.ok(verifyReceipt(example, { verifierKey: example.verifierKey }).holds)
  })

  test('its program refuses what we refuse', async () => {
    const url = { ...example.statement.fields, url: 'https://news.example/d.html' }
    for (const changed of [
      { ...example, leafIndex: 1 },
      { ...example, treeSize: 4 },
      { ...example, inclusionProof: [] },
      { ...example, statement: { ...example.statement, fields: url } },
      { ...example, checkpoint: example.checkpoint.replace('\n3\n', '\n4\n') },
    ]) {
      assert.equal(verifyReceipt(changed).holds, false)
      await assert.rejects(check(changed, changed.verifierKey))
    }
  })

  test('the entry it shows is the one in the example', () => {
    assert.ok(page.includes(`\n${Buffer.from(example.entry, 'base64')}`))
  })
})

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)
  assert.ok(found, `The page has no block of ${language}`)
  return found[1] as string
}
