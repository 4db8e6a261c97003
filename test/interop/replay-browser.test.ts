import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
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
  /** Somebody else's server, and what it was asked: a browser also tells of requests that it did not let out. */
  let evil: Server
  const reached: string[] = []
  let unguarded = ''

  before(async () => {
    const app = createApi({ access, clock: systemClock, baseUrl: null })
    server = await new Promise<Server>((resolve) => {
      const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () =>
        resolve(started),
      ) as Server
    })
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    evil = createServer((request, response) => {
      reached.push(`${request.method} ${request.url}`)
      response.setHeader('content-type', 'text/html').end(request.url === '/unguarded' ? unguarded : '')
    })
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    const elsewhere = `MAP evil.example 127.0.0.1:${(evil.address() as AddressInfo).port}`
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ['--no-sandbox', `--host-resolver-rules=${elsewhere}`],
    })
  })
  after(async () => {
    await browser.close()
    server.close()
    evil.close()
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

  describe('runs nothing, asks nobody else and leaves no trace, whatever the answer says it is', () => {
    const evil =
      'fetch("//evil.example/"); document.title = "ran"; localStorage.ran = 1; document.cookie = "ran=1"'
    const html = `<title>quiet</title><script>${evil}</script><meta http-equiv="refresh" content="0;url=//evil.example/">
      <img src="//evil.example/a.gif" onerror="${evil.replaceAll('"', '&quot;')}"><iframe src="//evil.example/"></iframe>
      <form id=f action="/desk" method=post><input autofocus onfocus="f.submit()"></form>`
    const answers: readonly [type: string, body: string | Buffer, headers?: Record<string, string>][] = [
      ['text/html', html],
      ['text/html; charset=utf-16le', Buffer.from(`\ufeff${html}`, 'utf16le')],
      ['text/html; charset=iso-2022-jp', `\x1b$B${html}\x1b(B${html}`],
      ['text/html; charset=utf-7', html.replaceAll('<', '+ADw-')],
      ['', html],
      ['*/*', html],
      ['text/plain', html],
      ['text/javascript', evil],
      ['application/json', html],
      ['application/octet-stream', html],
      [
        'image/svg+xml',
        `<svg xmlns="http://www.w3.org/2000/svg" onload='${evil}'><script>${evil}</script></svg>`,
      ],
      [
        'application/xhtml+xml',
        `<html xmlns="http://www.w3.org/1999/xhtml"><head><script>${evil}</script></head></html>`,
      ],
      [
        'text/xml',
        `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="//evil.example/x.xsl"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${evil}</h:script></x>`,
      ],
      ['multipart/x-mixed-replace; boundary=b', `--b\r\nContent-Type: text/html\r\n\r\n${html}\r\n--b--`],
      ['message/rfc822', `Content-Type: text/html\r\n\r\n${html}`],
      [
        'text/html',
        html,
        {
          refresh: '0;url=//evil.example/',
          link: '<//evil.example/a.css>; rel=preload; as=style',
          'set-cookie': 'ran=1',
          'content-security-policy': 'script-src *',
          'clear-site-data': '"*"',
          'service-worker-allowed': '/',
          'access-control-allow-origin': '*',
        },
      ],
    ]
    for (const [at, [type, body, headers = {}]] of answers.entries()) {
      test(`${type || 'no type'}${Object.keys(headers).length > 0 ? ', with headers of its own' : ''}`, async () => {
        const url = `http://hostile.example/${at}`
        access.capture(url, '2023-09-20T03:50:00.000Z', body, {
          type,
          headers: Object.entries(headers),
        })
        const context = await browser.newContext()
        await context.addCookies([{ name: 'session', value: 'secret', url: base }])
        const page = await context.newPage()
        reached.length = 0
        const sent: string[] = []
        page.on('request', (request) => void (request.method() !== 'GET' && sent.push(request.url())))
        page.on('download', (download) => void download.cancel())
        for (const modifier of ['', 'id_', 'if_']) {
          // What a browser does not show it offers to save: that ends the navigation.
          await page.goto(`${base}/web/20230920035000${modifier}/${url}`).catch(() => {})
          await page.waitForTimeout(50)
          assert.notEqual(await page.title(), 'ran')
        }
        assert.deepEqual([...reached, ...sent], [])
        assert.deepEqual(
          (await context.cookies()).map(({ name, value }) => `${name}=${value}`),
          ['session=secret'],
        )
        await page.goto(`${base}/log/key`)
        assert.equal(await page.evaluate(() => localStorage.length), 0)
        assert.equal(
          await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
          0,
        )
        await context.close()
      })
    }

    test('and would be noticed, had it run', async () => {
      const page = await browser.newPage()
      reached.length = 0
      unguarded = html
      await page.goto('http://evil.example/unguarded', { waitUntil: 'commit' })
      await page.waitForTimeout(300)
      for (const path of ['/', '/a.gif']) assert.ok(reached.includes(`GET ${path}`), reached.join())
      await page.close()
    })
  })
})
