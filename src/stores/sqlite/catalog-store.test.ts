import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  type Article,
  articleIdOf,
  type CaptureId,
  parseHttpUrl,
  parseInstant,
  type Snapshot,
  sha256Digest,
  snapshotIdOf,
  urlKey,
} from '#model'
import { openCatalogStore } from './catalog-store.ts'

const noTies = { channel: null, region: null, story: null, reprintOf: null }

describe('the catalog file, SQLite', () => {
  test('after a removal the words of the snapshot are nowhere in the file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'verbatim-catalog-')), 'catalog.db')
    const { catalog } = openCatalogStore(path)
    const secret = snapshotOf('/secret', 'zyxwvutsrq')
    for (const snapshot of [snapshotOf('/one', 'ordinary'), secret, snapshotOf('/two', 'ordinary')]) {
      await catalog.record({ snapshot, connections: noTies, fingerprints: Uint32Array.of(1) })
    }
    assert.equal(holds(path, 'zyxwvutsrq'), true)
    await catalog.remove(secret.id)
    assert.equal(holds(path, 'zyxwvutsrq'), false)
    assert.equal(holds(path, 'ordinary'), true)
    await catalog.close()
  })

  test('a file filled for a rebuild is whole once it is closed', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'verbatim-catalog-')), 'catalog.db')
    const rebuilt = openCatalogStore(path, { durable: 'on-close' })
    const snapshot = snapshotOf('/one', 'title')
    await rebuilt.catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
    await rebuilt.catalog.close()
    await rebuilt.catalog.close()
    assert.equal(existsSync(`${path}-wal`), false)
    const { catalog } = openCatalogStore(path)
    assert.equal((await catalog.find(snapshot.id))?.snapshot.id, snapshot.id)
    await catalog.close()
  })

  test('a second process sees what the first one recorded', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'verbatim-catalog-')), 'catalog.db')
    const writer = openCatalogStore(path)
    const reader = openCatalogStore(path)
    const snapshot = snapshotOf('/one', 'title')
    await writer.catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
    assert.equal((await reader.catalog.find(snapshot.id))?.snapshot.id, snapshot.id)
    await reader.catalog.close()
    await writer.catalog.close()
  })
})

function holds(path: string, word: string): boolean {
  return [path, `${path}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(word))
}

function snapshotOf(path: string, title: string): Snapshot {
  const url = parseHttpUrl(`https://news.example${path}`)
  const capturedAt = parseInstant('2024-01-01T00:00:00Z')
  const captureId = `urn:uuid:${path}` as CaptureId
  const fields = { title, text: `${title} in the text`, authors: [], images: [], body: [] }
  const article = { ...fields, publishedAt: null, outlet: null, language: null } as unknown as Article
  return {
    id: snapshotIdOf(captureId, capturedAt),
    articleId: articleIdOf(urlKey(url)),
    url,
    urlKey: urlKey(url),
    captureIds: [captureId],
    capturedAt,
    outletSlug: 'example',
    article,
    revisionNumber: 1,
    digests: { record: sha256Digest(path), payload: sha256Digest(path), text: sha256Digest(title) },
    extractorVersion: '1',
  }
}
