import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { revisionChanges } from './revision-changes.ts'

const base = {
  title: '城北化工厂火灾致三人受伤',
  text: [
    '城北一家化工厂周二凌晨起火，消防部门说已造成12人受伤，火势在清晨得到控制。',
    '市应急管理局局长陶文澜在现场说，起火原因仍在调查，附近居民已经疏散。',
    '环保部门在下风向设立了四个监测点，目前空气质量没有超标，后续数据每小时公布一次。',
  ].join('\n'),
}
const withText = (change: (text: string) => string) => ({ ...base, text: change(base.text) })
const kindsTo = (to: typeof base) => revisionChanges(base, to).kinds

describe('the kind of a revision', () => {
  test('is title where the headline was rewritten', () =>
    assert.deepEqual(kindsTo({ ...base, title: '城北化工厂火灾已扑灭' }), ['title']))

  test('is number where a figure was replaced by another', () =>
    assert.deepEqual(kindsTo(withText((text) => text.replace('12人', '15人'))), ['number']))

  test('is name where a person was replaced by another, in Chinese and in Latin letters', () => {
    assert.deepEqual(kindsTo(withText((text) => text.replace('陶文澜', '谭启昱'))), ['name'])
    const english = (name: string) => ({ title: 'Fire', text: `The minister ${name} said the fire was out.` })
    assert.deepEqual(revisionChanges(english('Smith'), english('Jones')).kinds, ['name'])
  })

  test('is paragraph-removed or paragraph-added where a whole one went or came', () => {
    const shorter = withText((text) => text.split('\n').slice(0, 2).join('\n'))
    assert.deepEqual(kindsTo(shorter), ['paragraph-removed'])
    assert.deepEqual(revisionChanges(shorter, base).kinds, ['paragraph-added'])
  })

  test('is gutted where next to nothing is left, and restored where it came back', () => {
    const gutted = { ...base, text: '该内容已被删除。' }
    assert.equal(kindsTo(gutted)[0], 'gutted')
    assert.equal(revisionChanges(gutted, base).kinds[0], 'restored')
  })

  test('is wording where none of these was touched', () =>
    assert.deepEqual(kindsTo(withText((text) => text.replace('仍在调查', '正在调查中'))), ['wording']))

  test('is none for the same version', () => assert.deepEqual(kindsTo(base), []))
})

describe('a correction notice', () => {
  const corrected = withText((text) => `${text.replace('12人', '15人')}\n更正：本文早先把受伤人数写作12人。`)

  test('makes a revision a declared one', () => {
    const { kinds, isDeclared } = revisionChanges(base, corrected)
    assert.equal(isDeclared, true)
    assert.deepEqual(kinds, ['correction', 'number', 'paragraph-added'])
  })

  test('that was there before declares nothing new', () =>
    assert.equal(revisionChanges(corrected, { ...corrected, title: '城北大火' }).isDeclared, false))

  test('of somebody else, told in the text, declares nothing', () => {
    const telling = withText((text) => `${text}\n公司随后要求当地媒体更正有关报道并公开道歉。`)
    assert.equal(revisionChanges(base, telling).isDeclared, false)
  })
})

test('any two versions have kinds exactly where they differ', () => {
  const version = fc.record({ title: fc.string(), text: fc.string({ maxLength: 400 }) })
  fc.assert(
    fc.property(version, version, (from, to) => {
      const { kinds, title, body } = revisionChanges(from, to)
      const differs = title.addedChars + title.removedChars + body.addedChars + body.removedChars > 0
      assert.equal(kinds.length > 0, differs)
    }),
  )
})
