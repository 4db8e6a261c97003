import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { takenDown, withheldByLaw } from '../../src/site/fixtures/fake-access.ts'
import { access, type FakeSite, fits, noBrowser, openFakeSite, violations } from './support/fake-site.ts'

const [first, second, reprint, , , english] = access.held.map(({ snapshot }) => snapshot)
const article = `/article/${second?.articleId}`

const paths: Readonly<Record<string, string>> = {
  home: '/',
  channel: '/channel/society',
  outlets: '/outlets',
  outlet: '/outlet/lantern-daily',
  snapshot: `/s/${second?.id}`,
  'older version': `/s/${first?.id}`,
  reprint: `/s/${reprint?.id}`,
  'snapshot in English': `/s/${english?.id}`,
  proof: `/s/${second?.id}/proof`,
  versions: article,
  comparison: `${article}/compare?from=${first?.id}&to=${second?.id}`,
  lineage: `/s/${reprint?.id}/lineage`,
  changes: '/changes',
  'a sentence that vanished': `/changes?passage=${encodeURIComponent(first?.article.text.slice(0, 20) ?? '')}`,
  story: '/story/bridgebridgebrid',
  search: '/search',
  results: `/search?q=${encodeURIComponent('云溪')}`,
  'query error': `/search?q=${encodeURIComponent('(云溪')}`,
  lookup: `/lookup?url=${encodeURIComponent(second?.url ?? '')}`,
  'lookup of nothing': '/lookup?url=lantern-daily.example/list',
  'no subscriptions': '/subscriptions',
  subscriptions: `/subscriptions?channel=tech&outlet=qiaotou&q=${encodeURIComponent('渡口')}`,
  takedown: '/takedown',
  about: '/about',
  'what is proved': '/about/proof',
  removals: '/removals',
  'API reference': '/about/api',
  'without a network': '/offline',
  'card for other sites': `/embed/${second?.id}`,
  'card of a tombstone': `/embed/${takenDown}`,
  'not found': '/nope',
  tombstone: `/s/${takenDown}`,
  'withheld by law': `/s/${withheldByLaw}`,
}

describe('the pages in a browser', { skip: noBrowser }, () => {
  let site: FakeSite
  let origin: string

  before(async () => {
    site = await openFakeSite()
    origin = site.origin
  })
  after(() => site?.close())

  for (const [name, path] of Object.entries(paths)) {
    test(`${name}: accessible in light and dark, fits 360 and 1440 px, asks nobody else, logs nothing`, async () => {
      const { page, problems, close } = await open('light', 360)
      await page.goto(origin + path)
      assert.deepEqual(await violations(page), [])
      assert.ok(await fits(page), 'scrolls sideways at 360 px')
      await page.setViewportSize({ width: 1440, height: 900 })
      assert.ok(await fits(page), 'scrolls sideways at 1440 px')
      await page.emulateMedia({ colorScheme: 'dark' })
      assert.deepEqual(await violations(page, ['color-contrast']), [])
      assert.deepEqual(problems, [])
      await close()
    })
  }

  test('at 320 px and with text twice as large nothing is cut off, WCAG 2.2 SC 1.4.4 and 1.4.10', async () => {
    const { page, close } = await open('light', 320)
    for (const path of [paths['home'], paths['snapshot'], paths['comparison'], paths['takedown']]) {
      await page.goto(origin + path)
      assert.ok(await fits(page), `${path} scrolls sideways at 320 px`)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(origin + (paths['snapshot'] as string))
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%'
    })
    assert.ok(await fits(page), 'scrolls sideways with large text')
    await close()
  })

  test('the proof is checked with one click, every step named', async () => {
    const { page, problems, close } = await open('light', 1440)
    await page.goto(origin + (paths['snapshot'] as string))
    await page.getByRole('button', { name: '在本浏览器中核验' }).click()
    await page.getByText('每一步都成立。').waitFor()
    assert.equal(await page.locator('[data-step][data-state="holds"]').count(), 5)
    assert.deepEqual(problems, [])
    await close()
  })

  test('a receipt that does not hold is said not to', async () => {
    const { page, close } = await open('light', 1440)
    await page.route('**/proof.json', async (route) => {
      const receipt = (await (await route.fetch()).json()) as { leafIndex: number }
      await route.fulfill({ json: { ...receipt, leafIndex: receipt.leafIndex + 1 } })
    })
    await page.goto(origin + (paths['proof'] as string))
    await page.getByRole('button', { name: '在本浏览器中核验' }).click()
    await page.getByText('有一步不成立').waitFor()
    assert.equal(await page.locator('[data-step="inclusion"]').getAttribute('data-state'), 'fails')
    await close()
  })

  test('what is followed is kept in this browser, and followed from any page', async () => {
    const { page, problems, close } = await open('light', 1440)
    await page.goto(`${origin}/channel/tech`)
    await page.getByRole('link', { name: '订阅', exact: true }).click()
    await page.goto(`${origin}/outlet/qiaotou`)
    await page.getByRole('link', { name: '订阅', exact: true }).click()
    assert.equal(new URL(page.url()).search, '?channel=tech&outlet=qiaotou')
    await page.goto(origin)
    await page.getByRole('link', { name: '我的订阅' }).click()
    assert.equal(new URL(page.url()).search, '?channel=tech&outlet=qiaotou')
    await page.getByRole('link', { name: '不再订阅科技' }).click()
    await page.goto(origin)
    await page.getByRole('link', { name: '我的订阅' }).click()
    assert.equal(new URL(page.url()).search, '?outlet=qiaotou')
    assert.deepEqual(problems, [])
    await close()
  })

  test('everything can be read, found and followed without JavaScript', async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto(`${origin}/channel/tech`)
    await page.getByRole('link', { name: '订阅', exact: true }).click()
    assert.equal(new URL(page.url()).search, '?channel=tech')
    await page.getByRole('searchbox', { name: '搜索快照' }).fill('渡口')
    await page.getByRole('button', { name: '搜索', exact: true }).click()
    await page.getByRole('link', { name: '云溪大桥合龙，渡口何去何从' }).click()
    await page.getByText('南岸茶馆里议论最多的').first().waitFor()
    assert.equal(await page.locator('button:visible', { hasText: '核验' }).count(), 0)
    await context.close()
  })

  test('the keyboard comes to the content first, and sees where it is', async () => {
    const { page, close } = await open('light', 1440)
    await page.goto(origin)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content')
    await close()
  })

  /** A page of its own that notes what it logs, and whom else it asks. */
  async function open(colorScheme: 'light' | 'dark', width: number) {
    const context = await site.browser.newContext({
      colorScheme,
      locale: 'zh-CN',
      viewport: { width, height: 900 },
    })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      // That the page itself answered 404 or 410 is what some of the tests are about.
      if (!/status of 4\d\d/.test(message.text())) problems.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) problems.push(`asked ${request.url()}`)
    })
    return { page, problems, close: () => context.close() }
  }
})
