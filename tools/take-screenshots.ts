// Takes the pictures of the README from a running service that follows the samples.
//
//   npm start
//   node_modules/.bin/node tools/take-screenshots.ts http://127.0.0.1:8080

import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [base = 'http://127.0.0.1:8080'] = process.argv.slice(2)
const folder = join(import.meta.dirname, '../docs/images')
const reprint = 'http://news.yunfan-portal.example/article/20260412/88570031.html'

const lookup = await fetch(`${base}/api/v1/lookup?url=${encodeURIComponent(reprint)}`)
const { items } = (await lookup.json()) as { items: { id: string }[] }
if (!items[0]) throw new Error(`${base} does not hold ${reprint}: does it follow the samples?`)

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
for (const { name, path, height } of [
  { name: 'home', path: '/?lang=en', height: 820 },
  { name: 'snapshot', path: `/s/${items[0].id}?lang=zh-Hans`, height: 1100 },
]) {
  await page.setViewportSize({ width: 1280, height })
  await page.goto(base + path, { waitUntil: 'networkidle' })
  await page.screenshot({ path: join(folder, `${name}.jpg`), quality: 82 })
}
await browser.close()
