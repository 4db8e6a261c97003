import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Frame, type Page } from 'playwright-core'
import type { Capture } from '#model'
import { bytesOf, exchangeOf, openArchive } from '../contracts/archive-fixture.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
const wabac = serviceWorkerOfWabac()
const skip = !executablePath
  ? 'no Chromium is installed'
  : wabac === null
    ? '@webrecorder/wabac is not installed'
    : false

const address = 'https://news.example/2026/report.html'
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const title = '渡口改造今日开工'
const html = `<!doctype html><meta charset="utf-8"><title>${title}</title>
  <link rel="stylesheet" href="/style.css"><h1>${title}</h1><img src="pixel.gif">`

describe('replay in ReplayWeb.page, by its engine @webrecorder/wabac', { skip }, () => {
  const files = new Map<string, { type: string; bytes: Buffer }>()
  let captures: Capture[] = []
  let browser: Browser
  let server: Server
  let base = ''

  before(async () => {
    const { archive } = openArchive()
    captures = [
      await archive.preserve(response('text/html; charset=utf-8', Buffer.from(html), address)),
      await archive.preserve(response('image/gif', pixel, 'https://news.example/2026/pixel.gif')),
      await archive.preserve(
        response('text/css', Buffer.from('h1 { color: rgb(1, 2, 3) }'), 'https://news.example/style.css'),
      ),
      // The same page a year later: a revisit record, whose payload lies in the first one.
      await archive.preserve({
        ...response('text/html; charset=utf-8', Buffer.from(html), address),
        startedAt: '2027-01-01T00:00:00.000Z' as Capture['capturedAt'],
      }),
    ]
    assert.equal(captures[3]?.revisitOf, captures[0]?.id)
    const ids = captures.map(({ id }) => id)
    const pages = [{ url: captures[0]!.url, title, capturedAt: captures[0]!.capturedAt }]
    files.set('/ours.wacz', {
      type: 'application/wacz',
      bytes: await bytesOf(archive.exportWacz(ids, pages)),
    })
    files.set('/ours.warc.gz', { type: 'application/gzip', bytes: await bytesOf(archive.exportWarc(ids)) })
    files.set('/sw.js', { type: 'text/javascript', bytes: wabac as Buffer })
    files.set('/', { type: 'text/html', bytes: Buffer.from('<!doctype html><title>replay</title>') })
    await archive.close()
    server = createServer((request, answer) => answerWith(files, request.url, request.headers.range, answer))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] })
  })
  after(async () => {
    await browser?.close()
    server?.close()
  })

  for (const name of ['ours.wacz', 'ours.warc.gz']) {
    test(`shows a page with its parts out of ${name}, and its revisit`, async () => {
      const context = await browser.newContext()
      const tab = await context.newPage()
      await tab.goto(base)
      assert.equal(await tab.evaluate(open, { name: 'ours', url: `${base}/${name}` }), 'collAdded')
      for (const { capturedAt } of [captures[0]!, captures[3]!]) {
        const at = capturedAt.replace(/\D/g, '').slice(0, 14)
        const frame = await frameAt(tab, `${base}/w/ours/${at}mp_/${address}`)
        await frame.waitForLoadState('networkidle')
        const seen = await frame.evaluate(() => ({
          title: document.title,
          heading: document.querySelector('h1')?.textContent,
          colour: getComputedStyle(document.querySelector('h1')!).color,
          image: document.querySelector('img')!.naturalWidth,
        }))
        assert.deepEqual(seen, { title, heading: title, colour: 'rgb(1, 2, 3)', image: 1 })
      }
      await context.close()
    })
  }
})

/** It replays in frames only, as ReplayWeb.page has them. */
async function frameAt(tab: Page, address: string): Promise<Frame> {
  const element = await tab.evaluateHandle((src) => {
    const frame = document.createElement('iframe')
    frame.src = src
    document.body.append(frame)
    return new Promise<HTMLElement>((resolve) => frame.addEventListener('load', () => resolve(frame)))
  }, address)
  return (await element.asElement()!.contentFrame())!
}

/** Runs in the tab: has the service worker open a file. */
async function open({ name, url }: { name: string; url: string }): Promise<string> {
  await navigator.serviceWorker.register('/sw.js?replayPrefix=w')
  const { active } = await navigator.serviceWorker.ready
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data.error) resolve(`${data.msg_type}: ${data.error}`)
      else if (data.msg_type === 'collAdded') resolve(data.msg_type)
    })
    active!.postMessage({ msg_type: 'addColl', name, file: { sourceUrl: url } })
  })
}

function response(type: string, body: Buffer, url: string) {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`
  return exchangeOf(Buffer.concat([Buffer.from(head), body]), { url })
}

/** A WACZ is read by ranges. */
function answerWith(
  files: ReadonlyMap<string, { type: string; bytes: Buffer }>,
  url: string | undefined,
  range: string | undefined,
  answer: ServerResponse,
): void {
  const file = files.get(new URL(url ?? '/', 'http://localhost').pathname)
  if (!file) return void answer.writeHead(404).end()
  const headers = { 'content-type': file.type, 'accept-ranges': 'bytes', 'service-worker-allowed': '/' }
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (!first && !last)
    return void answer.writeHead(200, { ...headers, 'content-length': file.bytes.length }).end(file.bytes)
  const total = file.bytes.length
  const from = first ? Number(first) : total - Number(last)
  const to = first && last ? Math.min(Number(last) + 1, total) : total
  const piece = file.bytes.subarray(from, to)
  answer
    .writeHead(206, {
      ...headers,
      'content-length': piece.length,
      'content-range': `bytes ${from}-${to - 1}/${total}`,
    })
    .end(piece)
}

function serviceWorkerOfWabac(): Buffer | null {
  try {
    const main = createRequire(import.meta.url).resolve('@webrecorder/wabac')
    return readFileSync(main.replace(/(index|wabac)\.js$/, 'sw.js'))
  } catch {
    return null
  }
}
