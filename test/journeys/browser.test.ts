import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startWithSamples } from './support/samples.ts'
import { type Running, root, temporaryFolder } from './support/verbatim.ts'

const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)
const screenshots = join(root, 'build/screenshots')

/** A reader's way through the samples, from the front page to a proof that was checked. */
describe('a reader in a browser', {
  skip: chromiumPath ? false : 'needs Chromium: apt-get install chromium',
}, () => {
  let service: Running
  let browser: Browser

  before(async () => {
    mkdirSync(screenshots, { recursive: true })
    service = await startWithSamples(join(temporaryFolder(), 'data'))
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: launchArguments })
  })
  after(async () => {
    await browser?.close()
    await service?.stop()
  })

  for (const width of [360, 1440]) {
    for (const javaScriptEnabled of [true, false]) {
      test(`finds, reads, compares, follows, objects and checks, ${width} px wide, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
        const visit = await open({ width, javaScriptEnabled })
        const { page } = visit
        await page.goto(service.url)
        await visit.seen('home')

        await page.getByRole('navigation', { name: '频道' }).getByRole('link', { name: '健康' }).click()
        await page.getByRole('heading', { level: 1, name: '健康' }).waitFor()
        await visit.seen('channel')

        await page.getByRole('link', { name: '多睡二十二分钟意味着什么' }).first().click()
        await page.getByRole('heading', { level: 1, name: '多睡二十二分钟意味着什么' }).waitFor()
        await visit.seen('snapshot')

        const related = page.getByRole('region', { name: '相关文章' })
        assert.ok((await related.locator('mark').count()) > 0, 'no passage is marked')
        await related.getByRole('link', { name: '晚到校一年,孩子多睡了二十二分钟' }).click()
        await page.getByRole('heading', { level: 1, name: '晚到校一年' }).waitFor()
        await visit.seen('related-snapshot')

        await page.getByRole('link', { name: '整个事件的时间线' }).click()
        await page.waitForURL(/\/story\//)
        for (const title of ['多睡二十二分钟意味着什么', '晚到校一年,孩子多睡了二十二分钟'])
          await page.getByRole('link', { name: title }).first().waitFor()
        await visit.seen('story')

        // In Traditional characters; the article is written in Simplified ones.
        await page.getByLabel('搜索快照').fill('流感疫苗 預約')
        await page.getByRole('button', { name: '搜索', exact: true }).click()
        await page.waitForURL(/\/search/)
        await visit.seen('search')
        await page.getByRole('link', { name: /流感疫苗到货不足/ }).click()
        await page.getByRole('heading', { level: 1, name: /流感疫苗到货不足/ }).waitFor()
        const snapshotUrl = page.url()
        await visit.seen('revised-snapshot')

        await page.locator('#record').getByRole('link', { name: '网址查询' }).click()
        await page.waitForURL(/\/lookup/)
        await visit.seen('lookup')

        await page.goto(snapshotUrl)
        await page.locator('#record').getByRole('link', { name: '与前一版比较' }).click()
        await page.waitForURL(/\/compare/)
        assert.match((await page.locator('del:visible').allInnerTexts()).join(), /今冬|接种点/)
        assert.match((await page.locator('ins:visible').allInnerTexts()).join(), /更正|到货不足/)
        await visit.seen('compare')

        await page.goto(`${service.url}/channel/health`)
        await page.getByRole('link', { name: '订阅', exact: true }).click()
        await page.waitForURL(/\/subscriptions\?channel=health/)
        await page
          .getByRole('link', { name: /流感疫苗到货不足/ })
          .first()
          .waitFor()
        await visit.seen('subscriptions')
        if (javaScriptEnabled) {
          const kept = await page.evaluate(() => JSON.stringify(localStorage))
          assert.match(kept, /health/)
          await page.goto(service.url)
          await page.getByRole('link', { name: '我的订阅' }).click()
          await page.waitForURL(/\/subscriptions\?channel=health/)
        }

        await page.goto(snapshotUrl)
        await page.getByRole('link', { name: '联系我们进行删除' }).click()
        await page.waitForURL(/\/takedown/)
        await page.locator('#field-subject').fill(snapshotUrl)
        await visit.seen('takedown')
        await fillTakedown(page)
        await page.waitForURL(/\/takedown\/.+/)
        await page.locator('.case-number').waitFor()
        await visit.seen('takedown-status')

        await page.goto(`${snapshotUrl}/proof`)
        await visit.seen('proof')
        const check = page.getByRole('button', { name: '在本浏览器中核验' })
        if (javaScriptEnabled) {
          await check.click()
          await page.getByText('每一步都成立。').waitFor()
          const steps = page.locator('[data-step]')
          assert.ok((await steps.count()) >= 4)
          assert.equal(await page.locator('[data-step][data-state="holds"]').count(), await steps.count())
          await visit.seen('proof-checked')
        } else {
          assert.equal(await check.count(), 0, 'a button that does nothing is not shown')
          assert.match((await page.locator('main').textContent()) ?? '', /verbatim verify/)
        }
        assert.deepEqual(visit.problems, [])
        await visit.close()
      })
    }
  }

  /** A page of its own that notes what it logs, what its policy refuses, and whom else it asks. */
  async function open({ width, javaScriptEnabled }: { width: number; javaScriptEnabled: boolean }) {
    const context = await browser.newContext({
      javaScriptEnabled,
      locale: 'zh-CN',
      viewport: { width, height: 900 },
    })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        problems.push(`${page.url()}: ${message.text()}`)
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(`${service.url}/`)) problems.push(`asked ${request.url()}`)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`)
    })
    const suffix = `${width}${javaScriptEnabled ? '' : '-no-js'}`
    return {
      page,
      problems,
      close: () => context.close(),
      /** What holds of every page; and its picture, to be looked at. */
      async seen(name: string): Promise<void> {
        await page.evaluate(() => document.fonts.ready.then(() => undefined))
        await page.screenshot({ path: join(screenshots, `${name}-${suffix}.png`), fullPage: true })
        if (!(await fits(page))) problems.push(`${name} scrolls sideways at ${width} px`)
        // Axe runs in the page; the mark-up is the same without scripts.
        if (javaScriptEnabled) problems.push(...(await violations(page)).map((each) => `${name}: ${each}`))
      },
    }
  }
})

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

async function fillTakedown(page: Page): Promise<void> {
  await page.locator('#field-kind').selectOption('privacy')
  await page.locator('#field-reason').fill('文中写明了我的住址，与新闻无关。')
  await page.locator('#field-name').fill('林先生')
  await page.locator('#field-contact').fill('lin@reader.example')
  await page.locator('main form button[type="submit"]').click()
}

async function violations(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations: found } = await new AxeBuilder({ page }).withTags(tags).analyze()
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.html)
        .slice(0, 3)
        .join(' | ')}`,
  )
}

function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}
