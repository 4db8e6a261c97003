import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseHttpUrl } from '#model'
import { homeHost } from './home-host.ts'
import { knownOutlet } from './known-outlets.ts'
import { ownerIn } from './outlet-footer.ts'
import { findOutlet } from './outlet-name.ts'
import { readFacts } from './page-facts.ts'
import { readSegments } from './page-text.ts'
import { parsePage } from './page-tree.ts'

function pageOf(html: string, url: string) {
  const tree = parsePage(html)
  return { tree, facts: readFacts(tree, parseHttpUrl(url)) }
}

function outletOf(html: string, url = 'https://news.example/1'): string | undefined {
  const { tree, facts } = pageOf(html, url)
  const segments = readSegments(tree, (node) => node.tag === 'head')
  return findOutlet({ tree, facts, segments, title: null, language: 'zh-Hans' })?.outlet
}

describe('the outlet', () => {
  test('is the name that the window title ends with', () => {
    assert.equal(outletOf('<title>大桥今日通车_青山新闻网</title><p>正文</p>'), '青山新闻网')
  })

  test('is read out of a company name in the copyright line, without its place and trade', () => {
    assert.equal(ownerIn('© 2010-2020 福建青山在线网络股份有限公司 版权所有'), '青山在线')
    assert.equal(ownerIn('主办：某办公厅 © 青山网 版权所有'), '青山网')
  })

  test('is read out of a footer that links to pages about it', () => {
    assert.equal(outletOf('<p>大桥今日通车</p><p>关于青山 | 诚聘英才 | 广告服务</p>'), '青山')
  })

  test('is written as words where a part of the page does, without the form of its company', () => {
    const named = (name: string) => `<meta property="og:site_name" content="${name}">`
    assert.equal(
      outletOf(`${named('hilltownherald')}<title>Bridge opens | Hilltown Herald</title><p>Bridge opens</p>`),
      'Hilltown Herald',
    )
    assert.equal(outletOf(named('Freies Blatt - Beispielverlag GmbH &amp;amp; Co. KG')), 'Freies Blatt')
    assert.equal(outletOf(named('Hilltown Radio (www.hilltown.example)')), 'Hilltown Radio')
  })

  test('is the known name of a page that names itself by nothing but its address', () => {
    assert.equal(knownOutlet('news.people.com.cn'), '人民网')
    assert.equal(knownOutlet('www.some.gov.cn'), null)
    assert.equal(outletOf('<title>Meldung - taz.de</title>', 'https://taz.de/1'), 'taz')
  })
})

describe('the host that a page belongs to', () => {
  test('is that of its address, also where most links lead elsewhere', () => {
    const { tree, facts } = pageOf(
      '<a href="//other.test/1">1</a><a href="//other.test/2">2</a><a href="//other.test/3">3</a><a href="https://www.news.example/">Home</a>',
      'https://news.example/1',
    )
    assert.equal(homeHost(tree, facts), 'news.example')
  })

  test('of a copy out of a web archive is that of the page that was archived', () => {
    const { tree, facts } = pageOf(
      '',
      'https://archive.example/web/20120611024252/http://www.people.com.cn/a',
    )
    assert.equal(homeHost(tree, facts), 'www.people.com.cn')
  })

  test('of a mirrored page is the one that its links lead home to', () => {
    const links = [1, 2, 3].map((each) => `<a href="http://news.other.test/${each}">${each}</a>`).join('')
    const { tree, facts } = pageOf(links, 'https://mirror.example/1')
    assert.equal(homeHost(tree, facts), 'news.other.test')
  })
})
