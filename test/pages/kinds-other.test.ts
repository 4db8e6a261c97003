import { english, type PageKind, paragraphs, testKinds } from './page-kinds.ts'

const title = 'Harbour decision put off until spring'
interface Parts {
  head?: string
  line?: string
  body?: string
  behind?: string
  heading?: string
}
function page({
  head = '',
  line = '',
  body = paragraphs(english),
  behind = '',
  heading = title,
}: Parts): string {
  return `<!doctype html><html lang="en"><head><title>${title} | The Quay Gazette</title>
    <meta property="og:site_name" content="The Quay Gazette">${head}</head><body><nav><a href="/">Home</a></nav>
    <h1>${heading}</h1><div class="info">${line}</div><div class="story">${body}</div>${behind}</body></html>`
}
const linked = (more: object) =>
  `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: title, ...more })}</script>`

const heads: PageKind[] = [
  {
    claim: 'the outlet’s name is no part of the title',
    html: page({}),
    gives: { title, outlet: 'The Quay Gazette' },
  },
  {
    claim: 'a kicker within the heading is told apart',
    html: page({
      head: `<meta property="og:title" content="${title}">`,
      heading: `<span class="kicker">Waterfront</span> <span>${title}</span>`,
    }),
    gives: { title, kicker: 'Waterfront' },
  },
  {
    claim: 'a logo set as h1 is not the title',
    html: page({ head: `<meta property="og:title" content="${title}">` }).replace(
      '<nav>',
      '<h1>The Quay Gazette</h1><nav>',
    ),
    gives: { title },
  },
  {
    claim: 'entities in a title are characters',
    html: page({ heading: 'Fish &amp; chips &#8211; &quot;dear&quot;' }).replace(
      /<title>[^<]*/,
      '<title>Fish &amp; chips &#8211; &quot;dear&quot;',
    ),
    gives: { title: 'Fish & chips – "dear"' },
  },
]

const people: PageKind[] = [
  {
    claim: 'people in JSON-LD sign',
    html: page({
      head: linked({
        author: [
          { '@type': 'Person', name: 'Ruth Amsel' },
          { '@type': 'Person', name: 'Ole Brandt' },
        ],
      }),
    }),
    gives: { authors: ['Ruth Amsel (author)', 'Ole Brandt (author)'] },
  },
  {
    claim: 'a line that begins with By signs',
    html: page({ line: 'By Ruth Amsel' }),
    gives: { authors: ['Ruth Amsel (author)'] },
  },
  {
    claim: 'the outlet in the author tag is no person',
    html: page({ head: '<meta name="author" content="The Quay Gazette">' }),
    gives: { authors: ['The Quay Gazette (agency)'] },
  },
  {
    claim: 'a desk in JSON-LD gives way to the by-line shown',
    html: page({
      head: linked({ author: { '@type': 'Organization', name: 'News Desk' } }),
      line: 'By Ruth Amsel',
    }),
    gives: { authors: ['Ruth Amsel (author)'] },
  },
  {
    claim: 'a quoted person does not sign',
    html: page({
      body: `${paragraphs(english)}<p>“We need it,” said Ruth Amsel, who works on the quays.</p>`,
    }),
    gives: { authors: [] },
  },
]

const times: PageKind[] = [
  {
    claim: 'publication and change are told apart',
    html: page({
      head: linked({ datePublished: '2025-09-01T06:30:00+02:00', dateModified: '2025-09-02T10:00:00+02:00' }),
    }),
    gives: { publishedAt: '2025-09-01T06:30:00+02:00', modifiedAt: '2025-09-02T10:00:00+02:00' },
  },
  {
    claim: 'Updated in a line is no publication',
    html: page({ line: '<p>Published: 1 September 2025</p><p>Updated: 3 September 2025</p>' }),
    gives: { publishedAt: '2025-09-01', modifiedAt: '2025-09-03' },
  },
  {
    claim: 'nothing is published after it was captured',
    html: page({ line: '1 September 2031' }),
    gives: { publishedAt: null },
  },
  {
    claim: 'the day in the address counts where the page is silent',
    html: page({}),
    url: 'https://www.harbour.example/2025/09/01/item.html',
    gives: { publishedAt: '2025-09-01' },
  },
  {
    claim: 'a time element behind the heading goes before one in the page’s head',
    html: page({ line: '<time datetime="2025-09-01T08:30:00Z">1 Sept</time>' }).replace(
      '<nav>',
      '<nav><time datetime="2025-12-24T00:00:00Z">today</time>',
    ),
    gives: { publishedAt: '2025-09-01T08:30:00Z' },
  },
]

const bodies: PageKind[] = [
  {
    claim: 'related links within the article’s box are no part of it',
    html: page({
      body: `${paragraphs(english, 2)}<div class="related"><h3>Read more</h3><ul><li><a href="/a">Another story about the quays</a></li><li><a href="/b">A third story about ships</a></li></ul></div>${paragraphs(english, 2, 3)}`,
    }),
    gives: { text: [1, 2, 3, 4].map(english).join('\n') },
  },
  {
    claim: 'comments below are no part of it',
    html: page({
      behind: `<div id="comments"><h3>3 comments</h3><div class="comment"><p>I was there on Monday and it was loud, long, and, to be honest, a waste of a whole evening.</p></div></div>`,
    }),
    gives: {},
    has: [english(3)],
    hasNot: ['waste of a whole evening'],
  },
  {
    claim: 'a notice on cookies is no part of it',
    html: page({
      behind:
        '<div class="cookie-banner"><p>We use cookies to make this site work, to measure it, and to show advertising; you may accept or refuse them.</p></div>',
    }),
    gives: {},
    hasNot: ['We use cookies'],
  },
  {
    claim: 'a text that only JSON-LD has is read there',
    html: `<html lang="en"><head><title>${title}</title>${linked({ articleBody: [1, 2, 3].map(english).join('\n\n') })}</head><body><h1>${title}</h1><div id="app"></div></body></html>`,
    gives: { text: [1, 2, 3].map(english).join('\n') },
  },
  {
    claim: 'hidden text is no part of it',
    html: page({ body: `${paragraphs(english)}<p style="display:none">${english(9)}</p>` }),
    gives: {},
    hasNot: ['Paragraph 9'],
  },
  {
    claim: 'the second article of an endless page is another',
    html: page({
      body: `<article>${paragraphs(english)}</article>`,
      behind: `<article><h1>Trams return to the old line</h1>${paragraphs(english, 2, 8)}</article>`,
    }),
    gives: { title },
    has: [english(1)],
    hasNot: ['Paragraph 9'],
  },
  {
    claim: 'a page that says one must pay for the rest is not whole',
    html: page({
      head: linked({ isAccessibleForFree: false }),
      body: paragraphs(english, 2),
      behind:
        '<div class="paywall-prompt"><p>Subscribe to continue reading this article, and all others, for a month.</p></div>',
    }),
    gives: { access: 'paid', complete: false },
  },
  {
    claim: 'a licence named to machines is kept',
    html: page({ head: '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">' }),
    gives: {
      licence: {
        kind: 'open',
        url: 'https://creativecommons.org/licenses/by/4.0/',
        text: 'https://creativecommons.org/licenses/by/4.0/',
      },
    },
  },
  {
    claim: 'the AMP twin is named',
    html: page({ head: '<link rel="amphtml" href="https://amp.harbour.example/item">' }),
    gives: { twins: [{ kind: 'amp', url: 'https://amp.harbour.example/item' }] },
  },
]

const pictures: PageKind[] = [
  {
    claim: 'a lazy picture is the one it will load',
    html: page({
      body: `<p>${english(1)}</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/lazy.jpg" width="800" height="600">${paragraphs(english, 2, 2)}`,
    }),
    gives: { images: ['https://www.harbour.example/lazy.jpg'] },
  },
  {
    claim: 'of a picture’s sizes one is kept',
    html: page({
      body: `<p>${english(1)}</p><picture><source srcset="/s.jpg 400w, /l.jpg 1600w"><img src="/s.jpg"></picture>${paragraphs(english, 2, 2)}`,
    }),
    gives: { images: ['https://www.harbour.example/s.jpg'] },
  },
  {
    claim: 'a pixel that counts readers is no picture',
    html: page({ body: `${paragraphs(english)}<img src="/pixel.gif" width="1" height="1">` }),
    gives: { images: [] },
  },
]

const others: PageKind[] = [
  {
    claim: 'Japanese is read',
    html: `<html lang="ja"><head><title>港の決定は春へ</title></head><body><h1>港の決定は春へ</h1><p>2025年9月1日 8時30分</p><div>${'<p>港の理事会は月曜日の夜に開かれ、波止場の住民十一人の意見を聞いたうえで、決定を春まで延期した。</p>'.repeat(4)}</div></body></html>`,
    gives: { title: '港の決定は春へ', language: 'ja' },
  },
  {
    claim: 'Arabic is read',
    html: `<html lang="ar" dir="rtl"><head><title>تأجيل قرار الميناء</title></head><body><h1>تأجيل قرار الميناء</h1><div>${'<p>اجتمع مجلس الميناء مساء الاثنين، واستمع إلى أحد عشر شخصا من سكان الأرصفة، ثم أجل القرار إلى الربيع.</p>'.repeat(4)}</div></body></html>`,
    gives: { title: 'تأجيل قرار الميناء', language: 'ar' },
  },
  {
    claim: 'German with a tail “Mehr zum Thema” ends before it',
    html: page({
      body: `${paragraphs((n) => `Absatz ${n}: Der Hafenrat tagte am Montag, hörte elf Leute von den Kais an und vertagte die Entscheidung auf das Frühjahr.`)}<p><strong>Mehr zum Thema</strong></p><ul><li><a href="/a">Die Fähre bleibt</a></li></ul>`,
    }).replace('lang="en"', 'lang="de"'),
    gives: { language: 'de' },
    has: ['Absatz 3'],
    hasNot: ['Mehr zum Thema', 'Fähre bleibt'],
  },
  {
    claim: 'an error page is no article',
    html: '<title>404 Not Found</title><h1>Not Found</h1><p>The page that you asked for is not here any more.</p>',
    gives: { article: false, reason: 'error-page' },
  },
  {
    claim: 'a page that shows nothing without its scripts is no article',
    html: '<html><title>Quay</title><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script src="/app.js"></script></body></html>',
    gives: { article: false, reason: 'empty' },
  },
]

testKinds('titles', heads)
testKinds('by-lines', people)
testKinds('times', times)
testKinds('texts', bodies)
testKinds('pictures', pictures)
testKinds('other scripts, and no articles', others)
