import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseHttpUrl } from './http-url.ts'
import { urlKey } from './url-key.ts'
import { urlTwins } from './url-twins.ts'

const areTwins = (one: string, other: string) =>
  urlTwins(parseHttpUrl(one)).includes(urlKey(parseHttpUrl(other)))

describe('the twins of an address', () => {
  test('begin with its own key', () => {
    const url = parseHttpUrl('https://m.news.example/1?id=2')
    assert.equal(urlTwins(url)[0], urlKey(url))
  })

  test('phones and desktops are led to one another', () => {
    for (const [one, other] of [
      ['https://m.paper.example/a/1.html', 'http://www.paper.example/a/1.html'],
      ['https://www.paper.example/a/1.html', 'https://wap.paper.example/a/1.html'],
      ['https://mobile.paper.example/1?utm_source=x', 'https://paper.example/1'],
      ['https://paper.example/1/amp/', 'https://paper.example/1'],
      ['https://amp.paper.example/1?amp=1', 'https://paper.example/1'],
      ['https://paper.example/news/index.html', 'https://m.paper.example/news/'],
    ] as const)
      assert.ok(areTwins(one, other), `${one} ${other}`)
  })

  test('other hosts, paths and queries are not', () => {
    for (const [one, other] of [
      ['https://news.paper.example/1', 'https://paper.example/1'],
      ['https://m.example/1', 'https://example/1'],
      ['https://paper.example/1?id=1', 'https://m.paper.example/1'],
      ['http://127.0.0.1/1', 'http://m.127.0.0.example/1'],
      ['https://paper.example/camp', 'https://paper.example/c'],
    ] as const)
      assert.ok(!areTwins(one, other), `${one} ${other}`)
  })
})
