import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { matchRobots, parseRobots } from './index.ts'

const allows = (robots: string, agent: string, path: string) =>
  matchRobots(robots, agent, `https://news.example${path}`).allowed

describe('robots.txt, RFC 9309', () => {
  test('§2.2.2: the longest matching rule wins', () => {
    const robots = 'User-agent: *\nAllow: /news/\nDisallow: /'
    assert.equal(allows(robots, 'Verbatim', '/news/1'), true)
    assert.equal(allows(robots, 'Verbatim', '/other'), false)
  })

  test('§2.2.2: Allow wins ties', () => {
    assert.equal(allows('User-agent: *\nDisallow: /a\nAllow: /a', 'Verbatim', '/a'), true)
  })

  test('§2.2.1: groups of one agent are merged, and the agent decides without regard to case', () => {
    const robots =
      'User-agent: VERBATIM\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-agent: verbatim\nDisallow: /b'
    assert.equal(allows(robots, 'Verbatim', '/a'), false)
    assert.equal(allows(robots, 'Verbatim', '/b'), false)
    assert.equal(allows(robots, 'Verbatim', '/c'), true)
  })

  test('§2.2.1: the group for all holds only where there is none for the agent', () => {
    const robots = 'User-agent: *\nDisallow: /\n\nUser-agent: verbatim\nDisallow: /private/'
    assert.equal(allows(robots, 'Verbatim/1.0', '/news'), true)
    assert.equal(allows(robots, 'Another', '/news'), false)
  })

  test('§2.2.3: * and $', () => {
    const robots = 'User-agent: *\nDisallow: /*.pdf$\nDisallow: /a*b*c'
    assert.equal(allows(robots, 'Verbatim', '/x.pdf'), false)
    assert.equal(allows(robots, 'Verbatim', '/x.pdf?page=1'), true)
    assert.equal(allows(robots, 'Verbatim', '/a-b-c-d'), false)
    assert.equal(allows(robots, 'Verbatim', '/a-c-b'), true)
  })

  test('§2.2.2: characters beyond ASCII match their percent-encoding', () => {
    assert.equal(allows('User-agent: *\nDisallow: /新闻/', 'Verbatim', '/%E6%96%B0%E9%97%BB/1'), false)
  })

  test('§2.5: what stands behind 500 KiB does not count', () => {
    assert.equal(allows(`User-agent: *\n${'#'.repeat(512_000)}\nDisallow: /`, 'Verbatim', '/'), true)
  })

  test('the verdict names the line, the delay and the sitemaps', () => {
    const robots =
      '\uFEFFSitemap: /a.xml\nUser-agent: *\nCrawl-delay: 2.5\nDisallow: /private/ # not yours\nSitemap: https://b.example/b.xml'
    assert.deepEqual(matchRobots(robots, 'Verbatim', 'https://a.example/private/1'), {
      allowed: false,
      rule: 'Disallow: /private/',
      crawlDelayMs: 2500,
      sitemaps: ['/a.xml', 'https://b.example/b.xml'],
    })
  })

  test('a hostile pattern costs little', () => {
    const robots = `User-agent: *\n${`Disallow: /${'*a'.repeat(2000)}b\n`.repeat(100)}`
    assert.equal(allows(robots, 'Verbatim', `/${'a'.repeat(4000)}`), true)
  })

  test('there is no text that it does not read', () => {
    const words = fc.constantFrom(
      'User-agent:',
      'Allow:',
      'Disallow',
      ':',
      '*',
      '$',
      '/',
      '\n',
      '\r',
      '%',
      'é',
      '\uD800',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), fc.string(), fc.string(), (parts, agent, url) => {
        const { allowed, rule } = parseRobots(parts.join('')).verdict(agent, url)
        assert.equal(allowed || rule !== null, true)
      }),
    )
  })
})

const suite = '../shared/suites/robots-google.json'
test("Google's own cases", { skip: existsSync(suite) ? false : `${suite} is not here` }, (t) => {
  const { match } = JSON.parse(readFileSync(suite, 'utf8')) as {
    match: { test: string; robots: { text: string }; agent: string; url: string; allowed: boolean }[]
  }
  const wrong = match.filter(
    (each) => matchRobots(each.robots.text, each.agent, each.url).allowed !== each.allowed,
  )
  t.diagnostic(`${match.length - wrong.length} of ${match.length} agree`)
  assert.deepEqual(wrong, [])
})
