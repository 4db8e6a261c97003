import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHttpUrl } from '#model'
import { withoutAmp, withoutAmpTwins } from './amp.ts'

const pairs: readonly (readonly [string, string])[] = [
  ['https://www.paper.example/amp/news/1.html', 'https://www.paper.example/news/1.html'],
  ['https://www.paper.example/news/flood/amp/', 'https://www.paper.example/news/flood/'],
  ['https://www.paper.example/news/1.amp.html', 'https://www.paper.example/news/1.html'],
  ['https://www.paper.example/news/1?outputType=amp&page=2', 'https://www.paper.example/news/1?page=2'],
  ['https://amp.paper.example/news/1', 'https://www.paper.example/news/1'],
  ['https://paper-example.cdn.ampproject.org/c/s/paper.example/news/1', 'https://paper.example/news/1'],
  ['https://www.paper.example/camp/1.html', 'https://www.paper.example/camp/1.html'],
  ['https://www.paper.example/news/1?ampere=1', 'https://www.paper.example/news/1?ampere=1'],
]

test('the AMP variant of a page leads to the page', () => {
  for (const [amp, page] of pairs) assert.equal(withoutAmp(parseHttpUrl(amp)), page)
})

test('a variant is left out beside its page, and kept alone', () => {
  const links = (...urls: string[]) => urls.map((url) => ({ url: parseHttpUrl(url) }))
  const twins = links('https://paper.example/1', 'https://amp.paper.example/1', 'https://paper.example/2/amp')
  assert.deepEqual(
    withoutAmpTwins(twins).map(({ url }) => url),
    ['https://paper.example/1', 'https://paper.example/2/amp'],
  )
})
