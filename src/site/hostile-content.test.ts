import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from 'htmlparser2'
import type { Access } from '#access'
import type { Instant } from '#model'
import { createFakeAccess, takenDown } from './fixtures/fake-access.ts'
import { createSite } from './site.ts'

const payload = `"'><script src=//evil.example></script><img src=x onerror=alert(1)>\u202e{{</title></textarea>`

/** Every text that comes from outside: articles, outlets, reasons, requests. */
const fromOutside = new Set(
  'title lead kicker subtitle dateline outlet source reprintedFrom name text caption alt credit label reason decision subject caseNumber contact'.split(
    ' ',
  ),
)

const access = createFakeAccess()
const [first, second, reprint] = access.held.map(({ snapshot }) => snapshot)
const site = createSite({
  access: poisoned(access),
  clock: { now: () => '2024-09-20T10:00:00.000Z' as Instant },
  serviceName: 'Verbatim',
  contact: payload,
})

describe('whatever an outlet writes', () => {
  const q = encodeURIComponent(payload)
  const paths = [
    '/',
    '/channel/domestic',
    '/outlets',
    '/outlet/lantern-daily',
    `/s/${second?.id}`,
    `/s/${reprint?.id}`,
    `/s/${second?.id}/proof`,
    `/article/${second?.articleId}`,
    `/article/${second?.articleId}/compare?from=${first?.id}&to=${second?.id}`,
    '/story/bridgebridgebrid',
    `/search?q=${q}&channel=${q}&outlet=${q}&from=${q}`,
    `/search?q=%28${q}`,
    '/search?q=%E6%B8%A1%E5%8F%A3',
    `/lookup?url=${q}`,
    '/lookup?url=lantern-daily.example/2024/0918/bridge.html',
    '/lookup?url=lantern-daily.example/list',
    `/subscriptions?q=${q}&channel=${q}&outlet=qiaotou`,
    `/takedown?subject=${q}`,
    `/takedown/${q}`,
    '/about',
    `/s/${takenDown}`,
    `/${q}?${q}`,
  ]

  for (const path of paths) {
    test(`it runs nothing, loads nothing and leads nowhere on ${path.slice(0, 60)}`, async () => {
      const response = await site.request(path)
      const text = await response.text()
      assert.ok(response.status !== 500, text.slice(0, 200))
      assert.doesNotMatch(text, /\u202e/)
      for (const { name, attributes } of elementsOf(text)) {
        for (const [attribute, value] of Object.entries(attributes)) {
          assert.ok(!attribute.startsWith('on'), `${name} has ${attribute}`)
          assert.ok(attribute !== 'style' && attribute !== 'srcdoc')
          if (attribute === 'src') assert.match(value, /^\/(assets|s)\//)
          if (attribute === 'href')
            assert.match(value, /^(\/(?!\/)|#|https:\/\/|http:\/\/localhost|mailto:\?)/)
        }
      }
    })
  }
})

/** The same answers with the payload behind every text from outside. */
function poisoned(whole: Access): Access {
  const poison = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return fromOutside.has(key) ? value + payload : value
    if (Array.isArray(value)) return value.map((each) => poison(each, key))
    if (value instanceof Uint8Array || value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poison(each, name)]))
  }
  const methods = Object.entries(whole).map(([name, method]) => [
    name,
    typeof method === 'function' ? async (...args: unknown[]) => poison(await method(...args)) : method,
  ])
  return Object.fromEntries(methods) as Access
}

function elementsOf(text: string): { name: string; attributes: Record<string, string> }[] {
  const elements: { name: string; attributes: Record<string, string> }[] = []
  new Parser({ onopentag: (name, attributes) => elements.push({ name, attributes }) }).end(text)
  return elements
}
