import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseQuery } from './query.ts'
import { wantedWords, wordParts } from './telling-words.ts'
import { textScore } from './text-score.ts'

describe('What a query asks for', () => {
  test('a number and its unit are one word, decimals and all', () => {
    assert.deepEqual(wantedWords('新增3例').words, ['新增', '3例'])
    assert.ok(wantedWords('超过1.5万例').words.includes('1.5万例'))
    assert.deepEqual(wantedWords('2020年3月').words, ['2020年', '3月'])
    assert.deepEqual(wantedWords('12.').words, ['12'])
  })

  test('a question for yes or no asks by what it is about', () => {
    const { words, isSentence } = wantedWords('疫情会不会影响粮食')
    assert.equal(isSentence, true)
    assert.deepEqual(words, ['疫情', '影响', '粮食'])
    assert.ok(!wantedWords('可不可以摘口罩').words.includes('可以'))
  })

  test('a compound has its words, a short word none', () => {
    assert.deepEqual(wordParts('粮食供应'), ['粮食', '供应'])
    assert.deepEqual(wordParts('粮食'), [])
    assert.deepEqual(wordParts('abcdef'), [])
  })

  test('a place and a story narrow a query', () => {
    assert.equal(parseQuery('火灾 region:西昌').filter.region, '西昌')
    assert.throws(() => parseQuery('story:../x'), /story/)
  })
})

describe('How well a text answers', () => {
  const words = [
    { text: '火灾', weight: 2 },
    { text: '西昌', weight: 3 },
  ]
  const filler = '今天的天气很好，大家都出门散步。'.repeat(12)

  test('what stands at the beginning, close together and in the title counts more', () => {
    const score = (title: string, text: string) => textScore({ title, text }, words).score
    assert.ok(score('', `火灾${filler}`) > score('', `${filler}火灾`))
    assert.ok(score('', `${filler}西昌火灾`) > score('', `${filler}西昌${filler}火灾`))
    assert.ok(score('火灾', filler) > score('', `火灾${filler}`))
  })

  test('tells which words are missing, and the share of what was asked for that is there', () => {
    const { coverage, missing } = textScore({ title: '', text: '西昌' }, words)
    assert.deepEqual(missing, [0])
    assert.equal(coverage, 0.6)
  })

  test('the wording of the question counts beside its words', () => {
    const pairs = ['西昌', '昌火', '火灾'].map((text) => ({ text, weight: 1 }))
    const as = textScore({ title: '', text: `${filler}西昌火灾` }, words, pairs).score
    const apart = textScore({ title: '', text: `${filler}西昌的火灾` }, words, pairs).score
    assert.ok(as > apart)
  })
})
