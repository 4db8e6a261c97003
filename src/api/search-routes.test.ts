import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '#model'
import { createApi } from './create-api.ts'
import { FakeAccess } from './fake-access.ts'

const app = createApi({
  access: new FakeAccess(),
  clock: systemClock,
  baseUrl: 'https://verbatim.example',
  serviceName: 'Books & <News> of a long name',
})

describe('OpenSearch 1.1', () => {
  test('the description names the search, its feeds and its suggestions', async () => {
    const response = await app.request('/opensearch.xml')
    assert.match(response.headers.get('content-type') ?? '', /^application\/opensearchdescription\+xml/)
    const text = await response.text()
    assert.match(text, /<ShortName>Books &amp; &lt;News&gt; o<\/ShortName>/)
    assert.match(text, /template="https:\/\/verbatim\.example\/search\?q=\{searchTerms\}"/)
    assert.match(text, /rel="suggestions" template="https:\/\/verbatim\.example\/opensearch\/suggest\?q=/)
  })

  test('suggestions are the text, what it may become, words about each, and addresses', async () => {
    const response = await app.request('/opensearch/suggest?q=%E7%8E%8B')
    assert.match(response.headers.get('content-type') ?? '', /^application\/x-suggestions\+json/)
    assert.deepEqual(await response.json(), [
      '王',
      ['晨报', '王小明'],
      ['outlet, 1', 'author, 1'],
      [
        'https://verbatim.example/search?q=outlet%3Amorning-post',
        'https://verbatim.example/search?q=author%3A%E7%8E%8B%E5%B0%8F%E6%98%8E',
      ],
    ])
    assert.equal((await app.request('/opensearch/suggest?limit=0')).status, 400)
  })
})
