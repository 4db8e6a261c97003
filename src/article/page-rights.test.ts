import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseHttpUrl } from '#model'
import { readCited, readOriginalTitle } from './cited.ts'
import { findLicence } from './licence.ts'
import { readFacts } from './page-facts.ts'
import { readSegments } from './page-text.ts'
import { parsePage } from './page-tree.ts'
import { findTwins } from './page-twins.ts'
import { readAccess } from './paywall.ts'

function pageOf(html: string, url = 'https://news.example/1') {
  const tree = parsePage(html)
  return {
    tree,
    facts: readFacts(tree, parseHttpUrl(url)),
    segments: readSegments(tree, (node) => node.tag === 'head' || node.tag === 'script'),
  }
}

const linked = (fields: object) =>
  `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'A', ...fields })}</script>`

describe('twins of a page', () => {
  test('are its AMP version and the one for small screens', () => {
    const { facts } = pageOf(
      '<link rel="amphtml" href="/1/amp"><link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.news.example/1"><link rel="alternate" type="application/rss+xml" href="/feed">',
    )
    assert.deepEqual(findTwins(facts), [
      { kind: 'amp', url: 'https://news.example/1/amp' },
      { kind: 'mobile', url: 'https://m.news.example/1' },
    ])
  })

  test('of a page for phones are what it names as canonical', () => {
    const { facts } = pageOf(
      '<link rel="canonical" href="https://news.example/1">',
      'https://m.news.example/1',
    )
    assert.deepEqual(findTwins(facts), [{ kind: 'desktop', url: 'https://news.example/1' }])
  })
})

describe('the licence', () => {
  test('is what JSON-LD names', () => {
    const license = 'https://creativecommons.org/licenses/by/4.0/'
    const { facts, segments } = pageOf(linked({ license }))
    assert.deepEqual(findLicence(facts, segments), { kind: 'open', url: license, text: license })
  })

  test('is reserved where the page says 未经授权不得转载', () => {
    const { facts, segments } = pageOf('<p>正文。</p><p>未经授权，不得转载。</p>')
    assert.equal(findLicence(facts, segments)?.kind, 'reserved')
  })

  test('is unknown where the page says nothing', () => {
    const { facts, segments } = pageOf('<p>正文。</p>')
    assert.equal(findLicence(facts, segments), null)
  })
})

describe('access', () => {
  test('is paid where JSON-LD says so of the article or of a part', () => {
    for (const fields of [
      { isAccessibleForFree: 'False' },
      { hasPart: { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector: '.paywall' } },
    ]) {
      const { tree, facts } = pageOf(linked(fields))
      assert.equal(readAccess(tree, facts), 'paid')
    }
  })

  test('is paid where a wall with words stands on the page', () => {
    const { tree, facts } = pageOf(
      '<div class="paywall-offer">Subscribe now to go on reading this article</div>',
    )
    assert.equal(readAccess(tree, facts), 'paid')
  })

  test('is free where the page says so, and unknown where it says nothing', () => {
    const free = pageOf(linked({ isAccessibleForFree: true }))
    assert.equal(readAccess(free.tree, free.facts), 'free')
    const silent = pageOf('<div class="paywall-offer"></div>')
    assert.equal(readAccess(silent.tree, silent.facts), null)
  })
})

describe('what a text is taken from and what it cites', () => {
  test('原标题 is the title it had', () => {
    assert.equal(readOriginalTitle(['来源：某报', '原标题：大桥今日通车']), '大桥今日通车')
    assert.equal(readOriginalTitle(['（原标题：《大桥今日通车》）']), '大桥今日通车')
    assert.equal(readOriginalTitle(['大桥今日通车']), null)
  })

  test('据…报道 cites, and 记者 or 本报 is nobody else', () => {
    assert.deepEqual(readCited(['据青山日报9月1日报道，大桥通车。', '据本报报道，据外媒报道。']), [
      '青山日报',
    ])
  })
})
