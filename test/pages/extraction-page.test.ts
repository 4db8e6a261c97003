import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { extractArticle, extractionRecord } from '#article'
import { parseHttpUrl } from '#model'
import { extractionPage } from '../../tools/extraction-page.ts'

describe('a page beside its extraction', () => {
  test('lies in a frame without any right, and none of its markup gets out of there', () => {
    const url = parseHttpUrl('https://a.example/1.html')
    const html = `"></iframe><script>alert(1)</script><h1>'"<img src=x onerror=alert(2)></h1>`
    const record = extractionRecord(extractArticle(Buffer.from(html), { url, contentType: 'text/html' }))
    const evidence = { title: { rule: '<b>', where: '"<i>', sure: 1 } }
    const shown = extractionPage([{ id: '<x>', url, html, record, evidence, truth: { title: '<u>' } }])
    assert.match(shown, /<iframe sandbox="" /)
    assert.match(shown, /default-src 'none'/)
    assert.doesNotMatch(shown, /<script|<img|<b>|<i>|<u>|<x>/)
    assert.equal(shown.match(/<\/iframe>/g)?.length, 1)
  })
})
