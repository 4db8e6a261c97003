import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHttpUrl } from '#model'
import { isGone } from './web-state.ts'

const asked = parseHttpUrl('https://paper.example/2026/1.html')
const gone = (status: number, url: string = asked) => isGone(asked, { status, url: parseHttpUrl(url) })

test('an article is gone by status, or where its address leads to the home page or an error page', () => {
  assert.deepEqual([gone(404), gone(410), gone(200), gone(403)], [true, true, false, false])
  for (const path of ['/', '/index.html', '/404.html', '/error/', '/page-not-found', '/news/404'])
    assert.equal(gone(200, `https://paper.example${path}`), true, path)
  for (const path of ['/2026/2.html', '/news/terrors', '/index/1.html', '/?id=7'])
    assert.equal(gone(200, `https://paper.example${path}`), false, path)
})
