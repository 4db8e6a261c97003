import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { articleIdOf, type Instant, parseChannelSlug, parseHttpUrl, urlKey } from '#model'
import { openCorrectionStore } from './correction-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'verbatim-corrections-'))
after(() => rmSync(folder, { recursive: true }))

const correction = {
  at: '2024-01-01T00:00:00.000Z' as Instant,
  articleId: articleIdOf(urlKey(parseHttpUrl('https://a.example/1'))),
  channel: parseChannelSlug('sport'),
  words: [[4_294_967_295, 0.5]] as const,
}

describe('corrections.jsonl', () => {
  test('keeps every act in its order, for other processes and later ones', async () => {
    const path = join(folder, 'a.jsonl')
    const [one, other] = [openCorrectionStore(path), openCorrectionStore(path)]
    assert.deepEqual(await one.all(), [])
    await one.add(correction)
    await other.add({ ...correction, channel: parseChannelSlug('culture') })
    assert.deepEqual(
      (await one.all()).map(({ channel }) => channel),
      ['sport', 'culture'],
    )
    assert.deepEqual((await openCorrectionStore(path).all())[0], correction)
  })

  test('a line that a crash cut short is passed over, and swallows nothing', async () => {
    const path = join(folder, 'b.jsonl')
    await openCorrectionStore(path).add(correction)
    appendFileSync(path, '{"at":"2024')
    assert.equal((await openCorrectionStore(path).all()).length, 1)
    await openCorrectionStore(path).add(correction)
    assert.equal(readFileSync(path, 'utf8').split('\n').length, 3)
    assert.equal((await openCorrectionStore(path).all()).length, 2)
  })

  test('one that was damaged is told with its line', async () => {
    const path = join(folder, 'c.jsonl')
    writeFileSync(path, `{"at":1}\n${JSON.stringify(correction)}\n`)
    await assert.rejects(openCorrectionStore(path).all(), /Line 1 of/)
  })
})
