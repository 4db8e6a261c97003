// Pictures every page of a running service that follows the samples, at three widths, light and dark, and says
// what scrolls sideways, what a page logs, and whom else it asks. To be looked at, one by one.
//
//   npm start
//   node_modules/.bin/node tools/picture-pages.ts http://127.0.0.1:8080 [--out build/screenshots/pages]
//     [--only home,story] [--widths 360,768,1440] [--schemes light,dark] [--lang zh-Hans]

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(import.meta.dirname, '../build/screenshots/pages') },
    only: { type: 'string' },
    widths: { type: 'string', default: '360,768,1440' },
    schemes: { type: 'string', default: 'light,dark' },
    lang: { type: 'string', default: 'zh-Hans' },
  },
})
const [base = 'http://127.0.0.1:8080'] = positionals
const wanted = values.only?.split(',')

mkdirSync(values.out, { recursive: true })
const pages = Object.entries(await pagesOf(base)).filter(([name]) => !wanted || wanted.includes(name))
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const width of values.widths.split(',').map(Number)) {
  for (const scheme of values.schemes.split(',') as ('light' | 'dark')[])
    await picture(browser, { width, scheme })
}
await browser.close()

async function picture(
  browser: Browser,
  { width, scheme }: { width: number; scheme: 'light' | 'dark' },
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 740 : 900 },
    colorScheme: scheme,
    locale: values.lang === 'en' ? 'en-GB' : 'zh-CN',
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  let name = ''
  const tell = (what: string) => console.log(`${name} at ${width} px, ${scheme}: ${what}`)
  page.on('pageerror', (error) => tell(error.message))
  page.on('console', (message) => {
    // What the picture needs no service worker for is blocked on purpose.
    if (!/status of 4\d\d|Service Worker registration blocked/.test(message.text())) tell(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${base}/`)) tell(`asks ${request.url()}`)
  })
  for (const [each, path] of pages) {
    name = each
    await page.goto(base + withLanguage(path))
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    const isTooWide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    )
    if (isTooWide) tell('scrolls sideways')
    const file = join(values.out, `${name}-${width}-${scheme}.png`)
    await page.screenshot({ path: file, fullPage: true })
  }
  await context.close()
}

function withLanguage(path: string): string {
  const url = new URL(path, base)
  url.searchParams.set('lang', values.lang)
  return url.pathname + url.search
}

interface Found {
  readonly items: readonly {
    readonly id: string
    readonly articleId: string
    readonly url: string
    readonly story: string | null
    readonly reprintCount: number
    readonly image: string | null
    readonly language: string | null
    readonly text: string
    readonly revision: { readonly count: number }
  }[]
}

/** Each page by a name for its picture; which articles show it best is asked of the service itself. */
async function pagesOf(base: string): Promise<Record<string, string>> {
  const list = async (path: string) => (await (await fetch(base + path)).json()) as Found
  const { items } = await list('/api/v1/snapshots?limit=100')
  const [revised, copied, pictured, english, told] = [
    items.find(({ revision }) => revision.count > 2) ?? items.find(({ revision }) => revision.count > 1),
    items.find(({ reprintCount }) => reprintCount > 0),
    items.find(({ image }) => image),
    items.find(({ language }) => language === 'en'),
    items.find(({ story, reprintCount }) => story && reprintCount > 0) ?? items.find(({ story }) => story),
  ]
  if (!revised || !copied || !told) throw new Error(`${base} does not follow the samples.`)
  const revisions = (await list(`/api/v1/articles/${revised.articleId}/revisions`)).items
  const [first, last] = [revisions[0]?.id, revisions.at(-1)?.id]
  return {
    home: '/',
    channel: '/channel/health',
    outlets: '/outlets',
    outlet: '/outlet/qinghe-daily',
    health: '/outlet/qinghe-daily/health',
    snapshot: `/s/${revised.id}`,
    older: `/s/${first}`,
    original: `/s/${copied.id}`,
    pictures: `/s/${pictured?.id ?? copied.id}`,
    english: `/s/${english?.id ?? copied.id}`,
    lineage: `/s/${copied.id}/lineage`,
    proof: `/s/${revised.id}/proof`,
    versions: `/article/${revised.articleId}`,
    compare: `/article/${revised.articleId}/compare?from=${first}&to=${last}`,
    changes: '/changes',
    vanished: `/changes?passage=${encodeURIComponent(revisions[0]?.text.slice(0, 40) ?? '')}`,
    story: `/story/${told.story}`,
    'search-empty': '/search',
    search: `/search?q=${encodeURIComponent('清河')}`,
    'search-none': '/search?q=qwertyuiop',
    'search-wrong': `/search?q=${encodeURIComponent('(清河')}`,
    passage: `/search?q=${encodeURIComponent(copied.text.slice(0, 160))}`,
    lookup: `/lookup?url=${encodeURIComponent(revised.url)}`,
    'lookup-none': '/lookup?url=nobody.example/1.html',
    'no-subscriptions': '/subscriptions',
    subscriptions: `/subscriptions?channel=health&outlet=qinghe-daily&q=${encodeURIComponent('学校')}`,
    takedown: '/takedown',
    about: '/about',
    'about-proof': '/about/proof',
    'about-api': '/about/api',
    removals: '/removals',
    missing: '/nope',
  }
}
