import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import { type Browser, chromium } from 'playwright-core'
import { createApi } from '#api'
import { systemClock } from '#model'
import { FakeAccess } from '../../src/api/fake-access.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
const suite = join(import.meta.dirname, '../../../shared/suites/xss-sample.json')
const skip = !executablePath
  ? 'no Chromium is installed'
  : existsSync(suite)
    ? false
    : `${suite} is not there`
// Each takes a page load of its own; all of them go through the unit test of the rewriting.
const casesEach = 12
const cases: { title: string; payload: string }[] = skip ? [] : JSON.parse(readFileSync(suite, 'utf8')).cases
const image = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')

describe('a replayed page in a browser', { skip }, () => {
  const access = new FakeAccess()
  let browser: Browser
  let server: Server
  let base = ''

  before(async () => {
    const app = createApi({ access, clock: systemClock, baseUrl: null })
    server = await new Promise<Server>((resolve) => {
      const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () =>
        resolve(started),
      ) as Server
    })
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] })
  })
  after(async () => {
    await browser.close()
    server.close()
  })

  test('shows the images and style sheets of its capture', async () => {
    const at = '2023-09-20T03:50:00.000Z'
    access.capture('http://news.example/a.css', at, 'h1 { background: url(b.gif) }', { type: 'text/css' })
    for (const name of ['a.gif', 'b.gif'])
      access.capture(`http://news.example/${name}`, at, image, { type: 'image/gif' })
    access.capture('http://news.example/', at, '<link rel=stylesheet href=a.css><h1>x</h1><img src=a.gif>')
    const page = await browser.newPage()
    const loaded: string[] = []
    page.on('response', (response) => loaded.push(`${response.status()} ${response.url().split('/').at(-1)}`))
    await page.goto(`${base}/web/20230920035000/http://news.example/`, { waitUntil: 'networkidle' })
    assert.deepEqual(loaded.slice(1).sort(), ['200 a.css', '200 a.gif', '200 b.gif'])
    await page.close()
  })

  test('runs nothing, asks nobody else, and has no script, handler or javascript: in it', async () => {
    const page = await browser.newPage()
    const wrong: string[] = []
    let title = ''
    page.on('dialog', (dialog) => {
      wrong.push(`dialog: ${title}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!/^data:/.test(request.url()) && !request.url().startsWith(`${base}/`))
        wrong.push(`${request.url()}: ${title}`)
    })
    for (let number = 0; number < cases.length; number += casesEach) {
      const each = cases[number] as (typeof cases)[number]
      title = each.title
      access.capture(
        `http://news.example/${number}`,
        '2023-09-20T03:50:00.000Z',
        `<p>before</p>${each.payload}<p>after`,
      )
      await page.goto(`${base}/web/20230920035000/http://news.example/${number}`, {
        waitUntil: 'domcontentloaded',
      })
      const found = await page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap((element) => [
          ...(element.localName === 'script' ? ['script'] : []),
          ...[...element.attributes]
            .filter(({ name, value }) => /^on/i.test(name) || /javascript:/i.test(value.replace(/\s/g, '')))
            .map(({ name, value }) => `${name}=${value}`),
          ...('__xss' in window ? ['__xss'] : []),
        ]),
      )
      if (found.length > 0) wrong.push(`${found.join()}: ${title}`)
    }
    assert.deepEqual(wrong, [])
    await page.close()
  })
})
