import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type NotAnArticle, parseHttpUrl } from '#model'
import { extractArticle } from './extract-article.ts'

type Verdict = NotAnArticle['reason'] | 'article'

function verdictOn(html: string): Verdict {
  const extraction = extractArticle(Buffer.from(html), {
    url: parseHttpUrl('https://news.example/2024/05/13/page.html'),
    contentType: 'text/html; charset=utf-8',
  })
  return extraction.kind === 'article' ? 'article' : extraction.why.reason
}

const page = (title: string, body: string, head = '') => `<title>${title}</title>${head}<body>${body}`
const links = (names: readonly string[]) =>
  `<ul>${names.map((each, index) => `<li><a href="/${index}">${each}</a></li>`).join('')}</ul>`

describe('an error page', () => {
  for (const [title, text] of [
    ['404 Not Found', '<h1>404</h1><p>The page that you asked for was not found on this server.</p>'],
    ['無法找到網頁', '<h1>無法找到網頁</h1><p>請檢查網址是否正確。</p>'],
    ['502 Bad Gateway', '<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>'],
  ] as const)
    test(`is "${title}"`, () => assert.equal(verdictOn(page(title, text)), 'error-page'))

  test('is not an article about such a page', () => {
    const text =
      '<p>Readers who opened the ministry’s site on Monday found nothing but a 404 page, which the ministry called a mistake of its provider.</p>'
    assert.equal(
      verdictOn(
        page('404: how a ministry vanished', `<h1>404: how a ministry vanished</h1>${text.repeat(8)}`),
      ),
      'article',
    )
  })
})

describe('a verification page', () => {
  for (const [title, text] of [
    ['Just a moment...', '<p>Checking your browser before accessing news.example.</p>'],
    ['百度安全验证', '<p>请完成下方验证后继续操作。</p>'],
    ['访问验证', '<p>请拖动滑块完成拼图。</p>'],
    ['Attention Required!', '<p>Please complete the security check to go on.</p>'],
  ] as const)
    test(`is "${title}"`, () => assert.equal(verdictOn(page(title, text)), 'verification-page'))
})

describe('a page whose article was taken down', () => {
  for (const [title, text] of [
    ['页面不存在', '<h1>页面不存在</h1><p>您访问的地址有误，三秒后返回首页。</p>'],
    ['Seite nicht gefunden', '<h1>Seite nicht gefunden</h1><p>Die gewünschte Seite gibt es nicht.</p>'],
    ['Page introuvable', '<h1>Oups</h1><p>La page demandée est introuvable sur ce site.</p>'],
    ['Страница не найдена', '<h1>Страница не найдена</h1><p>Проверьте адрес страницы.</p>'],
  ] as const)
    test(`is called "${title}", whatever its status`, () =>
      assert.equal(verdictOn(page(title, text)), 'removed'))

  for (const text of [
    '抱歉，该文章已被删除。',
    '您查看的内容已下线。',
    '很抱歉，此文章已被刪除。',
    'Sorry, this article has been removed.',
    'Dieser Artikel ist nicht mehr verfügbar.',
  ])
    test(`says "${text}"`, () =>
      assert.equal(verdictOn(page('晨报', `<div><p>${text}</p></div>`)), 'removed'))
})

describe('a page of lists', () => {
  test('is no article, with or without the leads of what it lists', () => {
    const names = Array.from({ length: 30 }, (_, index) => `Council decides on the bridge, part ${index}`)
    assert.equal(verdictOn(page('Local', `<h1>Local</h1>${links(names)}`)), 'list-page')
    const leads = names
      .slice(0, 8)
      .map(
        (each, index) =>
          `<div><h3><a href="/${index}">${each}</a></h3><p>The council met again on Tuesday and came to no decision.</p></div>`,
      )
    assert.equal(
      verdictOn(page('Local', `<nav><a href="/local">Local</a></nav><h1>Local</h1>${leads.join('')}`)),
      'list-page',
    )
  })

  test('in Chinese too', () => {
    const names = Array.from({ length: 30 }, (_, index) => `市议会第${index}次讨论旧桥去留问题`)
    assert.equal(verdictOn(page('本地新闻', `<h1>本地新闻</h1>${links(names)}`)), 'list-page')
  })
})

describe('an article', () => {
  const mark = '<meta property="og:type" content="article">'
  test('may be a teaser before a paywall', () => {
    const text = `<h1>旧桥的去留</h1><p>市议会周二经过长时间的讨论，决定在新桥建成之前，旧桥继续对车辆开放。</p><div class="paywall">订阅后阅读全文</div>`
    assert.equal(verdictOn(page('旧桥的去留', text, mark)), 'article')
  })

  test('may be a flash of one sentence with its time', () => {
    const text = `<h1>某地发生地震</h1><p>2024-05-13 09:16 来源：某某社</p><div id="content"><p>某某社北京5月13日电 据地震台网测定，13日9时在某地发生4.2级地震，震源深度10千米，暂无人员伤亡报告。</p></div>`
    assert.equal(verdictOn(page('某地发生地震', text)), 'article')
  })

  test('may be what is told under a video', () => {
    const text = `<h1>The bridge from above</h1><video src="/v.mp4"></video><p>Our camera flew over the old bridge on Tuesday morning, hours after the council had voted to keep it open to traffic until the new one is built.</p>`
    assert.equal(verdictOn(page('The bridge from above', text, mark)), 'article')
  })
})

describe('a page with nothing to read', () => {
  test('needs its scripts, or is a video alone', () => {
    assert.equal(
      verdictOn(
        page(
          'App',
          '<div id="root"></div><noscript>Please enable JavaScript to run this app.</noscript><p>Please enable JavaScript.</p>',
        ),
      ),
      'needs-javascript',
    )
    assert.notEqual(verdictOn(page('Live', '<h1>Live</h1><video src="/v.mp4"></video>')), 'article')
  })
})
