import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { decodeText, sniffCharset } from './charset.ts'

// "今天的报纸说，这里的人们都在等待新的消息。" and the like, in the encodings that news pages come in.
const gbkSentence = Buffer.from(
  'bdf1ccecb5c4b1a8d6bdcbb5a3acd5e2c0efb5c4c8cbc3c7b6bcd4dab5c8b4fdd0c2b5c4cffbcfa2a1a3',
  'hex',
)
const gbkText = '今天的报纸说，这里的人们都在等待新的消息。'

function page(label: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`<html><head><meta charset="${label}"></head><body><p>`), body])
}

describe('the encoding of a body', () => {
  test('a byte order mark outranks the header', () => {
    assert.deepEqual(sniffCharset(Buffer.from('\ufeffhello'), 'text/html; charset=gbk'), {
      charset: 'utf-8',
      evidence: 'bom',
    })
  })

  test('the header outranks the meta tag', () => {
    const bytes = page('iso-8859-2', Buffer.from([0xe1, 0x20]))
    assert.equal(sniffCharset(bytes, 'text/html; charset=windows-1251').charset, 'windows-1251')
  })

  test('labels are read as the Encoding Standard names them', () => {
    assert.equal(sniffCharset(page('gb2312', gbkSentence), null).charset, 'gbk')
    assert.equal(sniffCharset(page('latin1', Buffer.of()), null).charset, 'windows-1252')
  })

  for (const label of ['utf-8', 'iso-8859-1', 'big5', 'shift_jis']) {
    test(`a GBK page labelled ${label} is read as GBK`, () => {
      const bytes = page(label, Buffer.concat(Array.from({ length: 6 }, () => gbkSentence)))
      const { text, finding } = decodeText(bytes, `text/html; charset=${label}`)
      assert.equal(finding.charset, 'gbk')
      assert.ok(text.includes(gbkText))
    })
  }

  test('a UTF-8 page labelled gbk is read as UTF-8', () => {
    const { text, finding } = decodeText(page('gbk', Buffer.from(gbkText)), 'text/html; charset=gb2312')
    assert.equal(finding.charset, 'utf-8')
    assert.ok(text.includes(gbkText))
  })

  test('a few damaged bytes do not make a UTF-8 page something else', () => {
    const bytes = Buffer.concat([Buffer.from(gbkText.repeat(4)), Buffer.from([0xff]), Buffer.from('<p>')])
    assert.equal(sniffCharset(bytes, 'text/html; charset=utf-8').charset, 'utf-8')
  })

  test('a feed is read by its XML declaration', () => {
    const bytes = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="GB2312"?><rss>'), gbkSentence])
    assert.deepEqual(sniffCharset(bytes, 'text/xml'), { charset: 'gbk', evidence: 'xml-declaration' })
  })

  test('GBK is decoded with the four-byte sequences of GB 18030', () => {
    const bytes = Buffer.concat([gbkSentence, Buffer.from('9032bc34', 'hex')])
    assert.ok(!decodeText(bytes, 'text/html; charset=gbk').text.includes('\ufffd'))
  })

  test('without any sign it is windows-1252', () => {
    assert.deepEqual(sniffCharset(Buffer.from('plain'), null), {
      charset: 'windows-1252',
      evidence: 'default',
    })
  })

  test('any bytes and any label give text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.option(fc.string()), (bytes, label) => {
        assert.equal(typeof decodeText(bytes, label && `text/html; charset=${label}`).text, 'string')
      }),
    )
  })
})

const suite = new URL('../../../shared/suites/html-encoding.json', import.meta.url)

describe('html5lib encoding cases', () => {
  test('at least 80 of 83 agree', {
    skip: existsSync(suite) ? false : 'the shared suites are not here',
  }, () => {
    const { cases } = JSON.parse(readFileSync(suite, 'utf8')) as {
      cases: { base64: string; encoding: string }[]
    }
    const agreed = cases.filter(
      (each) =>
        sniffCharset(Buffer.from(each.base64, 'base64'), null).charset === each.encoding.toLowerCase(),
    )
    // The rest: one that needs a script to run, and a page in UTF-8 that calls itself EUC-JP.
    assert.ok(agreed.length >= 80, `${agreed.length} of ${cases.length}`)
  })
})
