import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readRobotsDirectives } from './robots-directives.ts'

const none = { noarchive: false, noindex: false, nofollow: false, unavailableAfter: null }
const read = (headers: [string, string][], html = '') =>
  readRobotsDirectives({ headers, html: Buffer.from(html) }, 'Verbatim')

describe('what a page asks of robots', () => {
  const metas: readonly (readonly [html: string, asked: object])[] = [
    ['<meta name="robots" content="noarchive">', { noarchive: true }],
    ['<META NAME=ROBOTS CONTENT=NoArchive>', { noarchive: true }],
    ['<meta content="index,follow,noarchive" name="robots"/>', { noarchive: true }],
    ['<meta name="robots" content="none">', { noindex: true, nofollow: true }],
    ['<meta name="robots" content="max-snippet:-1, noindex">', { noindex: true }],
    ['<meta name="robots" content="all"><meta name="robots" content="nofollow">', { nofollow: true }],
    ['<meta name="verbatim" content="noarchive">', { noarchive: true }],
    ['<meta name="googlebot" content="noarchive">', {}],
    ['<!-- <meta name="robots" content="noarchive"> -->', {}],
    ['<script>"<meta name=robots content=noarchive>"</script>', {}],
    [
      '<meta name="robots" content="unavailable_after: 2030-01-02">',
      { unavailableAfter: '2030-01-02T00:00:00.000Z' },
    ],
    ['<p>Our page on robots and Verbatim', {}],
  ]
  for (const [html, asked] of metas) test(html, () => assert.deepEqual(read([], html), { ...none, ...asked }))

  const headers: readonly (readonly [value: string, asked: object])[] = [
    ['noarchive', { noarchive: true }],
    ['noindex, nofollow', { noindex: true, nofollow: true }],
    ['verbatim: noarchive, nofollow', { noarchive: true, nofollow: true }],
    ['Verbatim:noindex', { noindex: true }],
    ['otherbot: noindex, nofollow', {}],
    ['max-image-preview: large, noarchive', { noarchive: true }],
    ['unavailable_after: 25 Jun 2030 15:00:00 GMT', { unavailableAfter: '2030-06-25T15:00:00.000Z' }],
    [
      'unavailable_after: Tue, 25 Jun 2030 15:00:00 PST, noarchive',
      { unavailableAfter: '2030-06-25T23:00:00.000Z', noarchive: true },
    ],
    [
      'verbatim: unavailable_after: 2030-06-25T15:00:00+02:00',
      { unavailableAfter: '2030-06-25T13:00:00.000Z' },
    ],
    ['unavailable_after: some day', {}],
  ]
  for (const [value, asked] of headers)
    test(`X-Robots-Tag: ${value}`, () =>
      assert.deepEqual(read([['x-robots-tag', value]]), { ...none, ...asked }))

  test('several headers hold together', () =>
    assert.deepEqual(
      read([
        ['X-Robots-Tag', 'googlebot: noindex'],
        ['X-Robots-Tag', 'nofollow'],
      ]),
      {
        ...none,
        nofollow: true,
      },
    ))

  test('in UTF-16 too', () => {
    const html = Buffer.from('\ufeff<meta name="robots" content="noarchive">', 'utf16le')
    assert.equal(readRobotsDirectives({ headers: [], html }, 'Verbatim').noarchive, true)
  })

  test('any bytes and headers are read', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (html, value) => {
        readRobotsDirectives({ headers: [['X-Robots-Tag', value]], html }, 'Verbatim')
      }),
    ))
})
