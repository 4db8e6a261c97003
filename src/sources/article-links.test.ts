import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseHttpUrl } from '#model'
import { findArticleLinks } from './index.ts'

const url = parseHttpUrl('https://www.news.example/china/')
const find = (html: string) =>
  findArticleLinks(Buffer.from(html), { url, contentType: 'text/html; charset=utf-8' })

describe('the links of a section page', () => {
  test('that lead to articles, in order, without navigation and adverts', () => {
    const links = find(`<html><body>
      <nav><a href="/">首页</a><a href="/world/">国际</a><a href="/2026/special.html">全国两会专题报道二〇二六</a></nav>
      <ul><li><a href="/2026-03/01/c_1129.htm">清河大桥今晨通车 两岸居民步行过江</a></li>
      <li><a href="/2026-03/01/c_1130.htm"><img src="x.jpg" alt="春耕时节的江南水乡图集"></a></li>
      <li><a href="c_1131.htm?from=list">城南小学新校舍九月启用</a></li></ul>
      <a href="https://shop.example/2026/03/01/1.html">全场五折起只限今天的优惠</a>
      <a href="/app.apk">下载客户端阅读更多精彩内容</a>
      <a href="javascript:void(0)">点击加载更多的新闻报道</a>
      <div class="footer"><a href="/about/2026.html">关于我们网站的版权声明</a></div></body></html>`)
    assert.deepEqual(links, [
      { url: 'https://www.news.example/2026-03/01/c_1129.htm', text: '清河大桥今晨通车 两岸居民步行过江' },
      { url: 'https://www.news.example/2026-03/01/c_1130.htm', text: '春耕时节的江南水乡图集' },
      { url: 'https://www.news.example/china/c_1131.htm?from=list', text: '城南小学新校舍九月启用' },
    ])
  })

  test('in English, by their slugs; a second link to the same article counts once, with the longer text', () => {
    const links = find(`<base href="https://www.news.example/"><article>
      <a href="harbour-bridge-reopens-after-storm">Read more</a>
      <h2><a href="harbour-bridge-reopens-after-storm#top">Harbour bridge reopens after the storm</a></h2></article>
      <a href="/tag/harbour-and-sea-and-weather">Harbour and sea and weather</a>`)
    assert.deepEqual(links, [
      {
        url: 'https://www.news.example/harbour-bridge-reopens-after-storm',
        text: 'Harbour bridge reopens after the storm',
      },
    ])
  })

  test('of other hosts of the same site count too', () => {
    assert.equal(
      find('<a href="https://finance.news.example/2026/0301/123456.html">央行宣布下调存款准备金率</a>')
        .length,
      1,
    )
  })

  test('are looked for in any bytes without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) =>
        Array.isArray(findArticleLinks(bytes, { url, contentType: null })),
      ),
    )
    find('<a href="/1">'.repeat(50_000))
    find('<div>'.repeat(100_000))
  })
})
