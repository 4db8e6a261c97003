import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { access, type FakeSite, fits, noBrowser, openFakeSite } from './support/fake-site.ts'

const [, second] = access.held.map(({ snapshot }) => snapshot)
const snapshotPath = `/s/${second?.id}`

describe('readers of every kind', { skip: noBrowser }, () => {
  let site: FakeSite
  before(async () => {
    site = await openFakeSite()
  })
  after(() => site?.close())

  test('by keyboard alone: every link, field and button is reached, seen, and none holds the focus', async () => {
    for (const path of ['/', snapshotPath, `/search?q=${encodeURIComponent('云溪')}`, '/takedown']) {
      await visit(async (page) => {
        await page.goto(site.origin + path)
        const wanted = await page.evaluate(
          () =>
            [
              ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary'),
            ].filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.tabIndex >= 0)
              .length,
        )
        const reached = new Set<string>()
        for (let step = 0; step < wanted + 60; step++) {
          await page.keyboard.press('Tab')
          const at = await focused(page)
          if (at.tag === 'BODY') break
          assert.ok(at.isSeen, `${path}: the focus cannot be seen on ${at.markup}`)
          reached.add(at.place)
        }
        assert.ok(reached.size >= wanted, `${path}: ${reached.size} of ${wanted} are reached`)
      })
    }
  })

  test('single keys open, step and lead; they keep out of fields, and can be switched off', async () => {
    await visit(async (page) => {
      await page.goto(site.origin)
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: '键盘快捷键' }).waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      const second = await page.evaluate(() => document.activeElement?.textContent)
      assert.equal(second, await page.locator('.entry-title a').nth(1).textContent())
      await page.keyboard.press('/')
      await page.keyboard.type('jk?')
      assert.equal(await page.locator('#q').inputValue(), 'jk?')
      await page.goto(site.origin + snapshotPath)
      await page.keyboard.press('p')
      await page.waitForURL(/\/proof$/)
      await page.getByRole('button', { name: '键盘快捷键' }).click()
      await page.getByRole('checkbox', { name: '启用单键快捷键' }).uncheck()
      await page.getByRole('button', { name: '关闭' }).click()
      await page.keyboard.press('h')
      await page.goto(site.origin + snapshotPath)
      await page.keyboard.press('p')
      assert.equal(new URL(page.url()).pathname, snapshotPath)
    })
  })

  test('a journalist copies a passage with a link that leads to it', async () => {
    await visit(async (page, context) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.origin })
      await page.goto(site.origin + snapshotPath)
      const paragraph = page.locator('.quoted .body > p').last()
      const words = ((await paragraph.textContent()) ?? '').slice(0, 12)
      await paragraph.evaluate((element) => {
        const range = document.createRange()
        range.setStart(element.firstChild as Text, 0)
        range.setEnd(element.firstChild as Text, 12)
        getSelection()?.removeAllRanges()
        getSelection()?.addRange(range)
      })
      await page.getByRole('button', { name: '复制引文与链接' }).click()
      await page.getByRole('button', { name: '已复制' }).waitFor()
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      assert.ok(copied.startsWith(`“${words}`), copied)
      const link = copied.split('\n').at(-1) as string
      assert.match(link, /\/s\/[0-9a-v]{18}#:~:text=/)
      assert.ok(decodeURIComponent(link).includes(words))
      const fresh = await context.newPage()
      await fresh.goto(link)
      await fresh.waitForFunction(() => scrollY > 0)
    })
  })

  test('a journalist takes the citation as a file, and the one of each style', async () => {
    await visit(async (page) => {
      await page.goto(site.origin + snapshotPath)
      await page.locator('.citations summary', { hasText: 'RIS' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.citations a[href$="cite.ris"]').click(),
      ])
      assert.equal(download.suggestedFilename(), `verbatim-${second?.id}.ris`)
      // One is open at a time.
      assert.equal(await page.locator('.citations details[open]').count(), 1)
    })
  })

  test('what was opened is read without a network; what was not says so and lists it', async () => {
    await visit(async (page, context) => {
      await page.goto(site.origin + snapshotPath)
      await controlled(page)
      await page.reload()
      await kept(page, snapshotPath)
      await context.setOffline(true)
      await page.reload()
      await page.getByRole('heading', { level: 1, name: second?.article.title as string }).waitFor()
      assert.equal(
        await page.locator('.related, .more').count(),
        0,
        'others may have been taken down meanwhile',
      )
      await page.goto(`${site.origin}/outlets`)
      await page.getByRole('heading', { level: 1, name: '没有网络' }).waitFor()
      await page.getByRole('link', { name: second?.article.title as string }).waitFor()
    })
  })

  test('what was taken down is no longer kept once the network has said so', async () => {
    await visit(async (page, context) => {
      await page.goto(site.origin + snapshotPath)
      await controlled(page)
      await page.reload()
      await kept(page, snapshotPath)
      await context.route(`${site.origin}${snapshotPath}`, (route) =>
        route.fulfill({ status: 451, contentType: 'text/html', body: '<h1>451</h1>' }),
      )
      await page.reload()
      await context.unroute(`${site.origin}${snapshotPath}`)
      await context.setOffline(true)
      await page.goto(site.origin + snapshotPath)
      await page.getByRole('heading', { level: 1, name: '没有网络' }).waitFor()
      assert.equal(await page.locator('[data-kept-list] a').count(), 0)
    })
  })

  test('at 400 % zoom nothing is lost, with forced colours the corners stay, with little motion nothing moves', async () => {
    await visit(
      async (page) => {
        for (const path of ['/', snapshotPath, '/lookup', '/story/bridgebridgebrid', '/about/api']) {
          await page.goto(site.origin + path)
          assert.ok(await fits(page), `${path} scrolls sideways`)
        }
        await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
        await page.goto(site.origin + snapshotPath)
        const style = await page.evaluate(() => ({
          corner: getComputedStyle(document.querySelector('.quoted') as Element, '::before').borderTopWidth,
          scroll: getComputedStyle(document.documentElement).scrollBehavior,
        }))
        assert.deepEqual(style, { corner: '4px', scroll: 'auto' })
        const moving = await page.evaluate(() => document.getAnimations().length)
        assert.equal(moving, 0)
      },
      // 1280 CSS pixels at four times their size, WCAG 2.2 SC 1.4.10.
      { viewport: { width: 320, height: 256 } },
    )
  })

  test('on paper a snapshot has its corners, its record, and the way to its proof as a code', async () => {
    await visit(async (page) => {
      await page.goto(site.origin + snapshotPath)
      await page.emulateMedia({ media: 'print' })
      for (const selector of ['.quoted', '.record', '.proof-code'])
        assert.ok(await page.locator(selector).isVisible(), `${selector} is not printed`)
      for (const selector of ['.related', '.channels', '.search-box', '.keep'])
        assert.ok(!(await page.locator(selector).isVisible()), `${selector} is printed`)
    })
  })

  async function visit(
    read: (page: Page, context: BrowserContext) => Promise<void>,
    options: { viewport?: { width: number; height: number } } = {},
  ): Promise<void> {
    const context = await site.browser.newContext({ locale: 'zh-CN', ...options })
    context.setDefaultTimeout(15_000)
    try {
      await read(await context.newPage(), context)
    } finally {
      await context.close()
    }
  }
})

interface Focus {
  readonly tag: string
  /** Tells elements apart. */
  readonly place: string
  readonly markup: string
  /** Its outline, or a change of its place for the skip link, can be seen. */
  readonly isSeen: boolean
}

function focused(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const steps: number[] = []
    for (let each: Element | null = element; each?.parentElement; each = each.parentElement)
      steps.push([...each.parentElement.children].indexOf(each))
    return {
      tag: element.tagName,
      place: steps.join('.'),
      markup: element.outerHTML.slice(0, 80),
      isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    }
  })
}

async function controlled(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

async function kept(page: Page, path: string): Promise<void> {
  await page.waitForFunction(
    async (wanted) =>
      (await (await caches.open('opened')).keys()).some(({ url }) => new URL(url).pathname === wanted),
    path,
  )
}
