import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import type { CaptureId, Exchange } from '#model'
import { instantOf, parseHttpUrl } from '#model'
import { type Invocation, UsageError } from './command.ts'
import { crawlHeld } from './crawl-held.ts'
import { dataFolderOf, openHouse } from './house.ts'
import { noteServedSamples } from './served-samples.ts'

const root = mkdtempSync(join(tmpdir(), 'verbatim-cli-house-'))
after(() => rmSync(root, { recursive: true, force: true }))

function invocation(data: string, env: Record<string, string> = {}): Invocation {
  const terminal = { out() {}, err() {}, isInteractive: false }
  const signal = new AbortController().signal
  return { positionals: [], options: data === '-' ? {} : { data }, terminal, env, signal }
}

/** An article's page, as a visit preserves it before anything else knows of it. */
function exchange(path: string): Exchange {
  const sentences = Array.from(
    { length: 12 },
    (_, n) => `<p>The council of ward ${n} of ${path} opened its bridge ${n}.</p>`,
  )
  const body = `<!doctype html><html lang="en"><title>Report ${path}</title><article><h1>Report ${path}</h1>${sentences.join('')}</article>`
  const head = `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
  return {
    url: parseHttpUrl(`https://paper.example${path}`),
    startedAt: instantOf(Date.UTC(2026, 0, 5, 8)),
    durationMs: 1,
    remoteAddress: null,
    requestBytes: new Uint8Array(),
    responseBytes: Buffer.from(head + body),
    status: 200,
    headers: [['content-type', 'text/html']],
    payload: Buffer.from(body),
    truncated: null,
  }
}

describe('a data folder', () => {
  test('is that of --data, else of VERBATIM_DATA, else ./data', () => {
    assert.equal(dataFolderOf(invocation('/srv/a', { VERBATIM_DATA: '/srv/b' })), '/srv/a')
    assert.equal(dataFolderOf(invocation('-', { VERBATIM_DATA: '/srv/b' })), '/srv/b')
    assert.equal(dataFolderOf(invocation('-', { VERBATIM_DATA: '' })), resolve('./data'))
    assert.throws(() => dataFolderOf(invocation('')), UsageError)
  })
})

describe('opening a house', () => {
  const folder = join(root, 'data')
  const notes = { notes: { purpose: 'article', outlet: 'paper' } }

  test('a start takes up what a dead process left, and the next one need not look there again', async () => {
    const dead = await openHouse(invocation(folder))
    await dead.parts.archive.preserve(exchange('/1.html'), notes)
    await dead.close()

    const house = await openHouse(invocation(folder))
    await crawlHeld(house, { signal: invocation(folder).signal, once: true })
    assert.equal((await house.parts.catalog.counts()).snapshots, 1)
    const [first] = await capturesOf(house)
    assert.equal(await house.parts.catalog.handledUpTo(), first)
    await house.close()
  })

  test('the mark is kept while its capture is in the index, and taken back where the index is made anew', async () => {
    const [first] = await openHouse(invocation(folder)).then(async (house) => {
      const ids = await capturesOf(house)
      await house.parts.archive.preserve(exchange('/2.html'), notes)
      await house.close()
      return ids
    })
    const again = await openHouse(invocation(folder))
    assert.equal(await again.parts.catalog.handledUpTo(), first)
    await again.close()

    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `captures.db${suffix}`), { force: true })
    const anew = await openHouse(invocation(folder))
    assert.equal((await capturesOf(anew)).length, 2)
    assert.equal(await anew.parts.catalog.handledUpTo(), null)
    await crawlHeld(anew, { signal: invocation(folder).signal, once: true })
    assert.equal((await anew.parts.catalog.counts()).snapshots, 2)
    await anew.close()
  })

  test('beside a running start, its sample outlets are found where it serves them', async () => {
    const beside = join(root, 'beside')
    const start = await openHouse(invocation(beside))
    noteServedSamples(beside, { 'www.sample.example': '127.0.0.1:9' })
    const house = await openHouse(invocation(beside))
    const outcome = await house.parts.fetcher.fetch({
      url: parseHttpUrl('http://www.sample.example/'),
      purpose: 'page',
    })
    // Nobody listens there: a refused connection, where a resolver would not know the name.
    assert.equal(outcome.kind, 'unreachable')
    assert.match(outcome.kind === 'unreachable' ? outcome.reason : '', /refused|ECONNREFUSED/i)
    await house.close()
    await start.close()
  })

  async function capturesOf(house: Awaited<ReturnType<typeof openHouse>>): Promise<CaptureId[]> {
    const ids: CaptureId[] = []
    for await (const { id } of house.parts.archive.all()) ids.push(id)
    return ids
  }
})
