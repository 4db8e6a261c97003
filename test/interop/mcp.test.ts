import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { createApi } from '#api'
import { type SnapshotId, sha256Digest } from '#model'
import { look } from '../../src/pipeline/visit.ts'
import {
  articlePage,
  dueArticle,
  type House,
  openTestHouse,
  paperOutlet,
} from '../contracts/house-fixture.ts'

interface Citation {
  readonly snapshotId: string
  readonly quote: { readonly text: string; readonly start: number; readonly end: number } | null
  readonly textDigest: string
  readonly proof: { readonly leafIndex: number | null; readonly receipt: string }
}

/** The official client, over HTTP and over standard input and output. */
describe('the official MCP client', () => {
  let house: House
  let server: ReturnType<typeof serve>
  let client: Client
  let id: SnapshotId

  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    const url = 'https://www.paper.example/1.html'
    house.fetcher.answer(url, { body: articlePage({ title: 'The bridge is open', seed: 1 }) })
    id = (await look(dueArticle(url), house.parts, new AbortController().signal)).snapshotId as SnapshotId
    const { access, clock } = house
    const api = createApi({ access, clock, baseUrl: 'https://archive.example' })
    const port = await new Promise<number>((ready) => {
      server = serve({ fetch: api.fetch, hostname: '127.0.0.1', port: 0 }, (info) => ready(info.port))
    })
    client = new Client({ name: 'test', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)))
  })
  after(async () => {
    await client.close()
    server.close()
    await house.close()
  })

  const call = async (name: string, args: Record<string, unknown>) => {
    const answer = await client.callTool({ name, arguments: args })
    return {
      isError: answer.isError === true,
      value: answer.structuredContent as never,
      text: JSON.stringify(answer.content),
    }
  }

  test('finds tools that only read', async () => {
    const { tools } = await client.listTools()
    assert.deepEqual(tools.map(({ name }) => name).sort(), [
      'compare_revisions',
      'lookup_url',
      'quote',
      'read_snapshot',
      'related',
      'revisions',
      'search',
    ])
    for (const { annotations } of tools) assert.equal(annotations?.readOnlyHint, true)
  })

  test('finds articles, each cited with its snapshot, words of it, and the proof', async () => {
    const { value } = await call('search', { query: 'bridge' })
    const { results } = value as { results: { citation: Citation }[] }
    const [first] = results
    assert.equal(first?.citation.snapshotId, id)
    assert.equal(first?.citation.proof.receipt, `https://archive.example/s/${id}/proof.json`)
    assert.equal(first?.citation.proof.leafIndex, 0)
    const text = (await house.parts.catalog.find(id))?.snapshot.article.text ?? ''
    const quote = first?.citation.quote
    assert.ok(quote)
    assert.equal(text.slice(quote.start, quote.end), quote.text)
    assert.equal(first?.citation.textDigest, sha256Digest(text))
  })

  test('is told whether a quotation stands there word for word', async () => {
    const text = (await house.parts.catalog.find(id))?.snapshot.article.text ?? ''
    const right = await call('quote', { snapshotId: id, passage: text.slice(10, 60).replaceAll(' ', '  ') })
    assert.equal((right.value as { isVerbatim: boolean }).isVerbatim, true)
    const wrong = await call('quote', { snapshotId: id, passage: 'the bridge fell down' })
    assert.equal((wrong.value as { isVerbatim: boolean }).isVerbatim, false)
  })

  test('is told what is wrong with what it asks', async () => {
    for (const [name, args] of [
      ['search', { query: '(' }],
      ['read_snapshot', { snapshotId: 'x' }],
      ['read_snapshot', { snapshotId: '0'.repeat(18) }],
      ['lookup_url', { url: 'no address' }],
    ] as const) {
      const { isError, text } = await call(name, args)
      assert.ok(isError, name)
      assert.ok(text.length > 20)
    }
  })

  test('reads nothing that was taken down, but why', async () => {
    const at = house.clock.now()
    const reason = 'A court said so.'
    await house.stores.notices.withhold({
      id,
      url: null,
      capturedAt: at,
      withheldAt: at,
      reason,
      legal: true,
    })
    const { isError, text } = await call('read_snapshot', { snapshotId: id })
    assert.ok(isError)
    assert.match(text, /A court said so/)
    const { value } = await call('search', { query: 'bridge' })
    assert.deepEqual((value as { results: unknown[] }).results, [])
    await house.stores.notices.release(id)
  })

  test('speaks with `verbatim mcp` over standard input and output', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'verbatim-mcp-'))
    const root = resolve(import.meta.dirname, '../..')
    const local = new Client({ name: 'test', version: '1' })
    try {
      await local.connect(
        new StdioClientTransport({
          command: join(root, 'bin/verbatim'),
          args: ['mcp', '--data', join(folder, 'data')],
          stderr: 'ignore',
        }),
      )
      const answer = await local.callTool({ name: 'search', arguments: { query: 'anything' } })
      assert.deepEqual(answer.structuredContent, { total: 0, next: null, results: [] })
    } finally {
      await local.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
