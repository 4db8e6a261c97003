import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Block, parseHttpUrl } from '#model'
import { extractArticle } from './extract-article.ts'
import { languageOfText } from './language.ts'

const english =
  'The council voted on Tuesday, after a long debate, to keep the old bridge open to traffic until the new one is built.'
const german =
  'Der Stadtrat hat am Dienstag nach einer langen Debatte beschlossen, dass die alte Brücke bis zum Bau der neuen für den Verkehr offen bleibt.'
const simplified =
  '市议会周二经过长时间的讨论，决定在新桥建成之前，旧桥继续对车辆开放，这是近几年来议会第三次就此事进行表决。'
const traditional =
  '市議會週二經過長時間的討論，決定在新橋建成之前，舊橋繼續對車輛開放，這是近幾年來議會第三次就此事進行表決。'

function languagesIn(htmlLanguage: string, paragraphs: readonly string[]): (string | undefined)[] {
  const page = `<html lang="${htmlLanguage}"><title>Bridge</title><body><h1>The bridge</h1><article>${paragraphs.join('')}</article>`
  const extraction = extractArticle(Buffer.from(page), {
    url: parseHttpUrl('https://news.example/2024/bridge.html'),
    contentType: 'text/html; charset=utf-8',
  })
  return extraction.kind === 'article'
    ? extraction.article.body.map((block: Block) => block.language)
    : assert.fail(extraction.why.detail)
}

const p = (text: string, language?: string) => `<p${language ? ` lang="${language}"` : ''}>${text}</p>`

describe('a passage in another language than the article', () => {
  test('is told by its words where the markup says nothing', () => {
    assert.deepEqual(languagesIn('en', [p(english), p(german), p(english)]), [undefined, 'de', undefined])
    assert.deepEqual(languagesIn('de', [p(german), p(german), p(english)]), [undefined, undefined, 'en'])
  })

  test('is told by its script', () => {
    assert.deepEqual(languagesIn('en', [p(english), p(english), p(simplified)]), [
      undefined,
      undefined,
      'zh-Hans',
    ])
    assert.deepEqual(languagesIn('zh', [p(simplified), p(traditional), p(simplified), p(english)]), [
      undefined,
      'zh-Hant',
      undefined,
      'en',
    ])
  })

  test('may be short where a lang attribute says what it is', () => {
    assert.deepEqual(
      languagesIn('de', [p(german), p('Vive la France et vive la République', 'fr'), p(german)]),
      [undefined, 'fr', undefined],
    )
    assert.deepEqual(languagesIn('en', [p(english), p('Мир', 'ru'), p(english)]), [
      undefined,
      'ru',
      undefined,
    ])
  })

  test('is none where only a lang attribute says so, against the words', () => {
    assert.deepEqual(languagesIn('de', [p(german, 'en'), p(german, 'en')]), [undefined, undefined])
    assert.deepEqual(languagesIn('zh', [p(simplified, 'en'), p(simplified)]), [undefined, undefined])
  })

  test('is none where names, addresses and code stand in their own script', () => {
    assert.deepEqual(
      languagesIn('zh', [
        p(simplified),
        p('iPhone 15 Pro Max'),
        p('https://news.example/the/of/and/to/in/that/is'),
        '<pre>if the value is not in the list of words\nreturn it to the caller</pre>',
        p(
          '太阳之东，月之西（East of the Sun and West of the Moon）是一部挪威的民间故事集，出版之后流传很广。',
        ),
      ]).filter(Boolean),
      [],
    )
  })

  test('is a quotation as a whole', () => {
    assert.deepEqual(
      languagesIn('de', [p(german), `<blockquote>${p(english)}${p(english)}</blockquote>`, p(german)]),
      [undefined, 'en', undefined],
    )
  })
})

describe('the language of an article', () => {
  test('is that of its text where a template says another', () => {
    assert.deepEqual(languagesIn('en', [p(german), p(german)]), [undefined, undefined])
  })

  test('is told for languages that share a script', () => {
    const ukrainian =
      'Міська рада у вівторок після тривалих дебатів вирішила, що старий міст залишиться відкритим для руху.'
    const russian =
      'Городской совет во вторник после долгих споров решил, что старый мост останется открытым для движения.'
    assert.equal(languageOfText(ukrainian), 'uk')
    assert.equal(languageOfText(russian), 'ru')
    assert.equal(languageOfText(german), 'de')
    assert.equal(languageOfText(english), 'en')
  })
})
