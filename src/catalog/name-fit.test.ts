import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { nameFit, typedName } from './name-fit.ts'
import { peopleIn } from './people.ts'

const fit = (name: string, typed: string) => nameFit(name, typedName(typed))

describe('a name answers what is being typed', () => {
  const cases: readonly [name: string, typed: string, expected: string | null][] = [
    ['王小明', '王', 'beginning'],
    ['王小明', '王小明', 'whole'],
    ['王小明', 'wangxiaoming', 'pinyin'],
    ['王小明', 'Wang Xiao', 'pinyin'],
    ['王小明', 'wxm', 'initials'],
    ['王小明', 'wxia', 'initials'],
    ['张哲', 'zhz', 'initials'],
    ['单田芳', 'shantian', 'pinyin'],
    ['曾志伟', 'zeng', 'pinyin'],
    ['重庆晨报', 'cqcb', 'initials'],
    ['重慶晨報', '重庆', 'beginning'],
    ['吕梁', 'lvliang', 'pinyin'],
    ['西安', "xi'an", 'pinyin'],
    ['人民日报', '日报', 'inside'],
    ['Harbour Times', 'times', 'inside'],
    ['Harbour Times', 'bour', null],
    ['王小明', 'w', null],
    ['王小明', 'xiaoming', null],
    ['王小明', '', null],
  ]
  for (const [name, typed, expected] of cases)
    test(`${name}, typed "${typed}": ${expected}`, () => assert.equal(fit(name, typed), expected))

  test('whatever is typed, in time', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (name, typed) => fit(name, typed) !== undefined))
    assert.equal(fit('长'.repeat(60), `${'chang'.repeat(40)}x`), null)
  })
})

describe('people in a headline', () => {
  test('are told by dictionary and surname', () => {
    assert.deepEqual(peopleIn('華春瑩答记者问'), ['华春莹'])
    assert.deepEqual(peopleIn('李克强主持召开座谈会'), ['李克强'])
    assert.deepEqual(peopleIn('天气预报：明天有雨'), [])
    assert.deepEqual(peopleIn(''), [])
  })
})
