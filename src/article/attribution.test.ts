import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Article, type NotAnArticle, parseHttpUrl } from '#model'
import { extractArticle } from './extract-article.ts'

const sentence = '江州市交通运输局昨天宣布，跨江大桥将于本月底通车，届时两岸往来的时间将缩短一半。'
const text = `<div class="content"><p>${sentence}市民代表参加了现场会。</p><p>${sentence}工程历时三年。</p></div>`

function read(html: string) {
  const url = parseHttpUrl('https://www.example.com/a/1.html')
  return extractArticle(Buffer.from(html), { url, contentType: 'text/html; charset=utf-8' })
}

function article(head: string, top: string, tail = ''): Article {
  const extraction = read(
    `<html lang="zh-CN"><head>${head}</head><body><div>${top}${text}${tail}</div></body></html>`,
  )
  return extraction.kind === 'article' ? extraction.article : assert.fail(extraction.why.detail)
}

function reason(html: string): NotAnArticle['reason'] | null {
  const extraction = read(html)
  return extraction.kind === 'article' ? null : extraction.why.reason
}

const title = '<title>跨江大桥月底通车_江州在线</title>'
const heading = '<h1>跨江大桥月底通车</h1>'

describe('the outlet', () => {
  test('is named by the end of the window title where nothing else does', () => {
    assert.equal(article(title, heading).outlet, '江州在线')
  })
  test('is a name rather than an address', () => {
    const head = `${title}<meta property="og:site_name" content="江州.com">`
    assert.equal(article(head, heading).outlet, '江州在线')
  })
})

describe('来源 and 转自', () => {
  test('a source that is another outlet was copied from', () => {
    const found = article(title, `${heading}<p>2024-04-03 09:30 来源：河东日报</p>`)
    assert.deepEqual([found.source, found.reprintedFrom], ['河东日报', '河东日报'])
  })
  test('a source that is the outlet itself was not', () => {
    assert.equal(article(title, `${heading}<p>2024-04-03 09:30 来源：江州在线</p>`).reprintedFrom, null)
  })
  test('a label that is no outlet was not copied from', () => {
    assert.equal(article(title, `${heading}<p>2024-04-03 09:30 来源：商讯</p>`).reprintedFrom, null)
  })
  test('what an account posted on an open platform is its own', () => {
    const tail = '<p>特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。</p>'
    const found = article(title, `${heading}<p>2024-04-03 09:30 来源：河东日报</p>`, tail)
    assert.deepEqual([found.source, found.reprintedFrom], ['河东日报', null])
  })
})

describe('what stands around the title', () => {
  test('a line with a dash behind it is its 副题', () => {
    assert.equal(article(title, `${heading}<p>——两岸居民等了三十年</p>`).subtitle, '两岸居民等了三十年')
  })
  test('the breadcrumb tells the section', () => {
    const crumbs = '<p><a href="/">首页</a> &gt; <a href="/gn">国内</a> &gt; 正文</p>'
    assert.equal(article(title, crumbs + heading).section, '国内')
  })
})

describe('what is no article', () => {
  test('a page about the outlet', () => {
    const html = `<title>关于我们_江州在线</title><h1>关于我们</h1><p>${sentence}</p><p>${sentence}</p>`
    assert.equal(reason(html), 'too-little-text')
  })
  test('a section page with leads under its links', () => {
    const item = `<div><h3><a href="/1">跨江大桥月底通车的消息传来</a></h3><p>${sentence}</p></div>`
    const html = `<title>财经_江州在线</title><p><a href="/">首页</a> <a href="/cj">财经</a></p><h1>财经</h1>${item.repeat(4)}`
    assert.equal(reason(html), 'list-page')
  })
})
