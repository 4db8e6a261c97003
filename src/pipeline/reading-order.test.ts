import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Capture } from '#model'
import { inReadingOrder } from './reading-order.ts'

describe('the order in which captures are read again', () => {
  const capture = (path: string, capturedAt: string) =>
    ({ url: `https://paper.example/${path}`, capturedAt }) as Capture
  const ordered = async (captures: Capture[]) => {
    const urls: string[] = []
    for await (const { url } of inReadingOrder(captures)) urls.push(new URL(url).pathname.slice(1))
    return urls
  }

  test('within a second page 1 stands before page 2', async () => {
    const second = capture('9_2.html', '2026-01-01T00:00:00.000Z')
    const first = capture('9.html', '2026-01-01T00:00:00.900Z')
    assert.deepEqual(await ordered([second, first]), ['9.html', '9_2.html'])
  })

  test('otherwise they stay in the order given, two of one address too', async () => {
    const long = capture('long-name', '2026-01-01T00:00:00.000Z')
    const later = capture('b', '2026-01-01T00:00:02.000Z')
    const same = capture('c', '2026-01-01T00:00:02.000Z')
    assert.deepEqual(await ordered([long, later, same]), ['long-name', 'b', 'c'])
    assert.deepEqual(await ordered([]), [])
  })
})
