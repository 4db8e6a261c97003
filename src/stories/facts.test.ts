import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createClusterer } from './clusterer.ts'
import { factsOf } from './facts.ts'

const facts = (text: string) => factsOf({ title: '', text })

describe('facts that every language tells alike', () => {
  test('figures, however they are grouped or named', () => {
    assert.deepEqual(facts('3.27万户停电'), ['32700'])
    assert.deepEqual(facts('32,700 households'), ['32700'])
    assert.deepEqual(facts('un séisme de magnitude 7,6'), ['7.6'])
    assert.deepEqual(facts('1.2 million people'), facts('120万人'))
  })

  test('no years, and no small whole numbers', () => {
    assert.deepEqual(facts('2024年1月1日有48人'), [])
  })

  test('names in Latin letters', () => {
    assert.deepEqual(facts('波音公司的MAX客机被FAA叫停'), ['max', 'faa'])
    assert.deepEqual(facts('The agency said that Noto was hit.'), ['noto'])
  })

  test('any text has some or none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => facts(text).length <= 40))
  })
})

describe('stories across languages', () => {
  const quake = {
    zh: {
      title: '日本石川县发生7.6级地震',
      text: '1月1日16时10分能登半岛发生7.6级地震，目前已确认48人死亡，3.27万户停电。',
    },
    en: {
      title: 'Magnitude 7.6 earthquake hits Japan',
      text: 'A magnitude 7.6 earthquake struck the Noto peninsula on 1 January. 32,700 households lost power.',
    },
  }
  const football = {
    title: 'Arsenal beat Everton',
    text: 'Arsenal beat Everton 2-1 in London on 1 January in front of 60,241 fans.',
  }

  test('reports that share figures, place and day are one story; those of the same day alone are not', () => {
    const clusterer = createClusterer()
    clusterer.add({ id: 'zh', ...quake.zh, publishedAt: '2024-01-01T10:00:00Z', language: 'zh-Hans' })
    clusterer.add({ id: 'en', ...quake.en, publishedAt: '2024-01-01T20:00:00Z', language: 'en' })
    clusterer.add({ id: 'football', ...football, publishedAt: '2024-01-01T21:00:00Z', language: 'en' })
    assert.deepEqual(clusterer.settled(), ['zh', 'zh', 'football'])
  })

  test('months apart they are not', () => {
    const clusterer = createClusterer()
    clusterer.add({ id: 'zh', ...quake.zh, publishedAt: '2024-01-01T10:00:00Z', language: 'zh' })
    clusterer.add({ id: 'en', ...quake.en, publishedAt: '2024-03-01T20:00:00Z', language: 'en' })
    assert.deepEqual(clusterer.settled(), ['zh', 'en'])
  })
})
