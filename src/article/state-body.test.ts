import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyFromState } from './state-body.ts'

const one =
  'The council voted on Tuesday, after a long debate, to keep the old bridge open. It had been closed for a year, and the traffic went through the town.'
const two =
  'The mayor said that the work would start in spring. Nobody knows what it will cost. Two firms have offered to build it, one of them for half the price.'
const title = 'The bridge stays open'

function script(text: string, type = '', id = '') {
  return { type, id, text }
}

describe('the state of a page’s scripts', () => {
  test('gives HTML under any path of __NEXT_DATA__', () => {
    const state = { props: { pageProps: { post: { title, body: `<p>${one}</p><p>${two}</p>` } } } }
    const scripts = [script(JSON.stringify(state), 'application/json', '__NEXT_DATA__')]
    assert.equal(bodyFromState(scripts, title), `<p>${one}</p><p>${two}</p>`)
  })

  test('gives the parts of an article, a line each, without its pictures and adverts', () => {
    const parts = [
      { type: 'text', content: one },
      { type: 'image', caption: 'A bridge. A river. A town.' },
      { type: 'text', content: two },
    ]
    const text = `window.Fusion=window.Fusion||{};Fusion.globalContent=${JSON.stringify({ headlines: { basic: title }, content_elements: parts })};Fusion.x={}`
    assert.equal(bodyFromState([script(text)], title), `${one}\n${two}`)
  })

  test('gives text out of editors’ trees of nodes', () => {
    const paragraph = (text: string) => ({ type: 'paragraph', children: [{ text }] })
    const text = `window.__INITIAL_STATE__ = ${JSON.stringify({ article: { title, document: [paragraph(one), paragraph(two)] } })}`
    assert.equal(bodyFromState([script(text)], title), `${one}\n${two}`)
  })

  test('is read where it is a string of JSON', () => {
    const json = JSON.stringify({ article: { title, content: `<p>${one}</p><p>${two}</p>` } })
    const text = `window.__PRELOADED_STATE__ = JSON.parse(${JSON.stringify(json)})`
    assert.match(bodyFromState([script(text)], title) ?? '', /^<p>The council/)
  })

  test('gives the text beside the page’s title rather than a longer one', () => {
    const state = {
      terms: { title: 'Terms of use', body: `<p>${two}</p>`.repeat(4) },
      post: { title, body: `<p>${one}</p><p>${one}</p>` },
    }
    const scripts = [script(JSON.stringify(state), 'application/json')]
    assert.match(bodyFromState(scripts, title) ?? '', /^<p>The council/)
  })

  test('gives nothing where it holds the leads of other pages, addresses or code', () => {
    const lead = (n: number) => ({ title: `Story ${n}`, url: `/${n}`, text: one })
    const states = [
      { items: [lead(1), lead(2), lead(3)] },
      { content: `https://a.example/?${'q=1.2&'.repeat(80)}` },
      { css: `<br><br>.a{color:red}${'.b{top:0}'.repeat(60)}` },
    ]
    for (const state of states)
      assert.equal(bodyFromState([script(JSON.stringify(state), 'application/json')], title), null)
  })

  test('is no danger where it is broken, deep or long', () => {
    for (const text of [
      'window.__DATA__ = {"a":"',
      `window.__DATA__ = ${'['.repeat(200_000)}`,
      `window.__DATA__ = ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      'window.__DATA__ = {'.repeat(50_000),
    ])
      assert.equal(bodyFromState([script(text)], title), null)
  })
})
