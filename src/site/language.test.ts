import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { languages, negotiateLanguage, parseLanguage } from './language.ts'

describe('the language of a page', () => {
  test('the highest quality that we have wins, RFC 9110 §12.5.4', () => {
    assert.equal(negotiateLanguage('fr;q=0.9, en;q=0.5, zh-CN;q=0.8'), 'zh-Hans')
    assert.equal(negotiateLanguage('en-US,en;q=0.9'), 'en')
  })

  test('Taiwan, Hong Kong and Macao read Traditional characters, whatever the script says otherwise', () => {
    assert.equal(negotiateLanguage('zh-TW'), 'zh-Hant')
    assert.equal(negotiateLanguage('zh-HK,zh;q=0.8'), 'zh-Hant')
    assert.equal(negotiateLanguage('zh-Hans-HK'), 'zh-Hans')
  })

  test('other languages get English; no preference gets the default', () => {
    assert.equal(negotiateLanguage('fr,de'), 'en')
    assert.equal(negotiateLanguage('*'), 'zh-Hans')
    assert.equal(negotiateLanguage(null), 'zh-Hans')
  })

  test('q=0 refuses', () => assert.equal(negotiateLanguage('zh;q=0, en;q=0.1'), 'en'))

  test('any header gives one of our languages', () => {
    fc.assert(fc.property(fc.string(), (header) => languages.includes(negotiateLanguage(header))))
  })

  test('a name that is none of ours is null', () => {
    assert.equal(parseLanguage('ZH-hans'), 'zh-Hans')
    assert.equal(parseLanguage('xx'), null)
  })
})
