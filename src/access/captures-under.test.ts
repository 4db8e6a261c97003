import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Archive } from '#archive'
import type { CatalogStore, HeldArticle, SnapshotSummary } from '#catalog'
import {
  type Capture,
  type CaptureId,
  instantOf,
  parseHttpUrl,
  type SnapshotId,
  snapshotIdOf,
  urlKey,
} from '#model'
import type { NoticeStore, Withholding } from './notice-store.ts'
import { createPreserved } from './preserved.ts'
import { createWithholder } from './withholding.ts'

const ids = (captures: readonly Capture[]) => captures.map((each) => each.id)

describe('the captures of more than one URL', () => {
  const scope = { url: parseHttpUrl('https://news.example/'), matchType: 'host' as const }
  const a1 = capture('a', 1000)
  const a2 = capture('a', 2000)
  const b1 = capture('b', 1500)
  const b2 = capture('b', 2500)

  test('are all there where nothing is withheld', async () => {
    assert.deepEqual(await shownUnder(scope, [a1, a2, b1, b2], []), ids([a1, a2, b1, b2]))
  })

  test('leave out what was withheld, and the later captures that repeat it', async () => {
    assert.deepEqual(await shownUnder(scope, [a1, a2, b1, b2], [b1]), ids([a1, a2]))
    assert.deepEqual(await shownUnder(scope, [a1, a2, b1, b2], [a1, b1]), [])
  })
})

/** Of each URL the first capture made a snapshot, and the later ones repeat it. */
async function shownUnder(
  scope: Parameters<Archive['capturesUnder']>[0],
  captures: readonly Capture[],
  withheld: readonly Capture[],
): Promise<CaptureId[]> {
  const withheldIds = new Set(withheld.map(idOf))
  const archive: Pick<Archive, 'capturesUnder'> = {
    async *capturesUnder(asked) {
      assert.deepEqual(asked, scope)
      yield* captures
    },
  }
  const catalog: Pick<CatalogStore, 'articleByUrlKey' | 'articleOfCapture'> = {
    articleOfCapture: async () => null,
    async articleByUrlKey(key) {
      const first = captures.find((each) => each.urlKey === key)!
      const revision = { id: idOf(first), capturedAt: first.capturedAt } as SnapshotSummary
      return { revisions: [revision] } as unknown as HeldArticle
    },
  }
  const notices: Pick<NoticeStore, 'withheld' | 'withheldImages'> = {
    withheldImages: async () => new Set(),
    async withheld(asked) {
      return new Map(asked.filter((id) => withheldIds.has(id)).map((id) => [id, {} as Withholding]))
    },
  }
  const rooms = {
    archive: archive as Archive,
    catalog: catalog as CatalogStore,
    notices: notices as NoticeStore,
  }
  const { capturesUnder } = createPreserved({ ...rooms, withholder: createWithholder(rooms) })
  const shown: Capture[] = []
  for await (const each of capturesUnder(scope)) shown.push(each)
  return ids(shown)
}

function idOf({ id, capturedAt }: Capture): SnapshotId {
  return snapshotIdOf(id, capturedAt)
}

function capture(path: string, ms: number): Capture {
  const url = parseHttpUrl(`https://news.example/${path}`)
  return {
    id: `urn:uuid:${path}-${ms}` as CaptureId,
    url,
    urlKey: urlKey(url),
    capturedAt: instantOf(ms),
    status: 200,
  } as Capture
}
