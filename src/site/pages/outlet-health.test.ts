import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SourceHealthView } from '#access'
import { type Instant, parseHttpUrl } from '#model'
import { createFakeAccess } from '../fixtures/fake-access.ts'
import { createSite } from '../site.ts'

const at = '2024-09-20T08:00:00.000Z' as Instant
const working: SourceHealthView = {
  url: parseHttpUrl('https://news.example/feed.xml'),
  kind: 'feed',
  state: 'working',
  since: at,
  reason: null,
  lastLookAt: at,
  lastSuccessAt: at,
  expectedCount: 40.4,
  foundCount: 41,
  newestAt: null,
}
const access = createFakeAccess()

describe('the health page of an outlet', () => {
  async function page(sources: readonly SourceHealthView[], language = 'en'): Promise<string> {
    const slug = (await access.outlets())[0]?.outlet.slug
    const site = createSite({
      access: { ...access, sourceHealth: async () => sources },
      clock: { now: () => at },
      serviceName: 'Verbatim',
      contact: null,
    })
    const answer = await site.request(`/outlet/${slug}/health`, { headers: { 'accept-language': language } })
    assert.equal(answer.status, 200)
    return answer.text()
  }

  test('is a table with a row for each source, its state in words, expected against found', async () => {
    const text = await page([working])
    assert.equal(text.match(/<th scope="row">/g)?.length, 1)
    assert.match(text, /● works/)
    assert.match(text, /<td class="number">40<\/td><td class="number">41<\/td>/)
    assert.match(text, /role="group" aria-label="Source"/)
  })

  test('says before the first look that there was none', async () => {
    assert.match(await page([]), /<p class="empty">/)
  })

  test('tells why one broke in the reader’s language, and what exactly happened', async () => {
    const broken = { ...working, state: 'broken', reason: 'status 503', breakage: 'status' } as const
    for (const [language, why] of [
      ['en', 'Its server answers with an error.'],
      ['zh-Hans', '其服务器返回错误。'],
      ['zh-Hant', '其伺服器回傳錯誤。'],
    ] as const) {
      const text = await page([broken], language)
      assert.ok(text.includes(why), language)
      assert.ok(text.includes('<span lang="en">status 503</span>'))
    }
  })

  test('shows what a hostile source answered as text', async () => {
    const reason = 'robots.txt forbids it: <script>alert(1)</script>'
    const text = await page([{ ...working, state: 'broken', reason, breakage: 'forbidden' }])
    assert.ok(!text.includes('<script>alert(1)'))
  })
})
