import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DiffPiece, TextComparison } from '#access'
import { messages } from '../messages/index.ts'
import { changeExcerpt } from './change-excerpt.ts'

const piece = (kind: DiffPiece['kind'], text: string): DiffPiece => ({ kind, text })
const comparison = (...paragraphs: DiffPiece[][]): TextComparison => ({
  addedChars: 0,
  removedChars: 0,
  paragraphs: paragraphs.map((pieces) => ({
    kind: pieces.some(({ kind }) => kind !== 'same') ? 'changed' : 'same',
    pieces,
  })),
})
const same = comparison([piece('same', '题')])
const shown = (title: TextComparison, body: TextComparison) =>
  changeExcerpt(messages.en, { title, body })
    .text.replace(/<span[^>]*>[^<]*<\/span>/g, '')
    .replace(/<\/?(\w+)>/g, '|$1|')

describe('the first words that a rewrite changed', () => {
  test('are of the title where that changed, else of the first paragraph that differs', () => {
    const changed = comparison([piece('removed', '四'), piece('added', '三'), piece('same', '点')])
    assert.equal(shown(changed, same), '|del|四|del||ins|三|ins|点')
    assert.equal(
      shown(same, comparison([piece('same', '前')], changed.paragraphs[0]?.pieces as DiffPiece[])),
      '|del|四|del||ins|三|ins|点',
    )
  })

  test('keep a little of what stands around them', () => {
    const body = comparison([
      piece('same', '一'.repeat(40)),
      piece('added', '新'),
      piece('same', '二'.repeat(40)),
    ])
    assert.equal(shown(same, body), `…${'一'.repeat(18)}|ins|新|ins|${'二'.repeat(18)}…`)
  })

  test('long pieces and many of them are cut', () => {
    const body = comparison(Array.from({ length: 30 }, () => piece('removed', '长'.repeat(500))))
    assert.ok(shown(same, body).length < 7 * 70)
  })

  test('are nothing where both versions have the same text', () => {
    assert.equal(shown(same, same), '')
  })
})
