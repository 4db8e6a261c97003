import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CatalogStore, SearchIndex } from '#catalog'
import {
  articleIdOf,
  type CaptureId,
  parseHttpUrl,
  parseInstant,
  type SnapshotId,
  type StoryId,
  storyIdOf,
  urlKey,
} from '#model'
import { channel, noTies, sampleArticle, sampleSnapshot } from './catalog-samples.ts'

export interface OpenedCatalog {
  readonly catalog: CatalogStore
  readonly search: SearchIndex
  /** Closes it and opens it again, as after a restart. */
  reopen(): Promise<OpenedCatalog>
}

/** What every engine of `CatalogStore` promises. */
export function catalogStoreContract(open: () => Promise<OpenedCatalog>): void {
  describe('CatalogStore tells what changed', () => {
    test('each article once behind a place, by its last change, also after a restart', async () => {
      const opened = await open()
      const record = (snapshot: ReturnType<typeof sampleSnapshot>) =>
        opened.catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
      const [one, two] = [sampleSnapshot({ path: '/1' }), sampleSnapshot({ path: '/2' })]
      await record(one)
      await record(two)
      const first = await opened.catalog.changedSince(null, 1)
      assert.deepEqual(first.ids, [one.articleId])
      const second = await opened.catalog.changedSince(first.place, 10)
      assert.deepEqual(second.ids, [two.articleId])
      assert.deepEqual(await opened.catalog.changedSince(second.place, 10), { ids: [], place: second.place })
      const at = parseInstant('2024-01-03T00:00:00Z')
      await opened.catalog.recordVisit(one.articleId, { at, state: 'gone', captureId: null })
      const { catalog } = await opened.reopen()
      assert.deepEqual((await catalog.changedSince(second.place, 10)).ids, [one.articleId])
      assert.deepEqual((await catalog.changedSince('of-another 99 99', 10)).ids, [
        two.articleId,
        one.articleId,
      ])
      await catalog.close()
    })
  })

  describe('CatalogStore keeps snapshots', () => {
    test('what was recorded is found again, after a restart too', async () => {
      const opened = await open()
      const snapshot = sampleSnapshot({ path: '/1' })
      const connections = {
        ...noTies,
        channel: channel('tech'),
        region: '济南',
        story: storyIdOf(snapshot.id),
      }
      await opened.catalog.record({ snapshot, connections, fingerprints: Uint32Array.of(1, 2) })
      const { catalog } = await opened.reopen()
      assert.deepEqual(await catalog.find(snapshot.id), { snapshot, connections, revisionCount: 1 })
      assert.deepEqual(await catalog.latestOf(snapshot.articleId), await catalog.find(snapshot.id))
      assert.equal((await catalog.articleByUrlKey(snapshot.urlKey))?.id, snapshot.articleId)
      assert.deepEqual(await catalog.byTextDigest(snapshot.digests.text), [snapshot.id])
      assert.equal(await catalog.isCaptureHandled(snapshot.captureIds[0]), true)
      assert.equal(await catalog.articleOfCapture(snapshot.captureIds[0]), snapshot.articleId)
      await catalog.close()
    })

    test('recording the same snapshot again changes nothing', async () => {
      const { catalog } = await open()
      const snapshot = sampleSnapshot({ path: '/1' })
      const once = { snapshot, connections: noTies, fingerprints: Uint32Array.of(7) }
      await catalog.record(once)
      await catalog.record(once)
      assert.deepEqual(await catalog.counts(), { articles: 1, snapshots: 1, stories: 0 })
      assert.equal((await catalog.changes({ cursor: null, limit: 9 })).items.length, 0)
      await catalog.close()
    })

    test('what is not held is null or left out', async () => {
      const { catalog } = await open()
      const id = sampleSnapshot({ path: '/none' }).id
      assert.equal(await catalog.find(id), null)
      assert.deepEqual(await catalog.findMany([id]), [])
      assert.deepEqual(await catalog.summaries([id]), [])
      assert.equal(await catalog.article(articleIdOf('x' as never)), null)
      assert.equal(await catalog.isCaptureHandled('urn:uuid:none' as CaptureId), false)
      assert.equal(await catalog.articleOfCapture('urn:uuid:none' as CaptureId), null)
      await catalog.close()
    })

    test('several are answered in the order they were asked for', async () => {
      const { catalog } = await open()
      const all = [1, 2, 3].map((n) => sampleSnapshot({ path: `/${n}` }))
      for (const snapshot of all)
        await catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
      const asked = [all[2], all[0], all[1]].map((each) => each?.id as SnapshotId)
      assert.deepEqual(
        (await catalog.findMany(asked)).map((each) => each.snapshot.id),
        asked,
      )
      assert.deepEqual(
        (await catalog.summaries(asked)).map((each) => each.id),
        asked,
      )
      await catalog.close()
    })

    test('a capture that gave no snapshot is remembered with its reason, under any spelling of its URL', async () => {
      const { catalog } = await open()
      const { url } = sampleSnapshot({ path: '/login' })
      const at = parseInstant('2024-03-01T00:00:00Z')
      await catalog.recordNoSnapshot('urn:uuid:a' as CaptureId, url, 'list-page', at)
      assert.equal(await catalog.isCaptureHandled('urn:uuid:a' as CaptureId), true)
      const spelled = `${url}?utm_source=x` as typeof url
      assert.deepEqual(await catalog.noSnapshotReason(spelled), { reason: 'list-page', at })
      await catalog.close()
    })
  })

  describe('CatalogStore remembers how far everything is handled', () => {
    test('a new one says nothing; the mark outlives a restart and can be taken back', async () => {
      const { catalog, reopen } = await open()
      assert.equal(await catalog.handledUpTo(), null)
      await catalog.moveHandledUpTo('urn:uuid:a' as CaptureId)
      await catalog.moveHandledUpTo('urn:uuid:b' as CaptureId)
      const { catalog: again } = await reopen()
      assert.equal(await again.handledUpTo(), 'urn:uuid:b')
      await again.moveHandledUpTo(null)
      assert.equal(await again.handledUpTo(), null)
      await again.close()
    })
  })

  describe('CatalogStore tells revisions apart', () => {
    test('lists show an article once, by its latest snapshot, in whatever order they came', async () => {
      const { catalog } = await open()
      const first = sampleSnapshot({ path: '/1', capturedAt: '2024-01-01T00:00:00Z', title: '旧题' })
      const second = sampleSnapshot({
        path: '/1',
        capturedAt: '2024-01-02T00:00:00Z',
        title: '新题',
      })
      for (const snapshot of [second, first]) {
        await catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
      }
      const list = await catalog.list({}, { cursor: null, limit: 10 })
      assert.deepEqual(
        list.items.map((each) => [each.title, each.revisionCount]),
        [['新题', 2]],
      )
      for (const [id, number] of [
        [first.id, 1],
        [second.id, 2],
      ] as const) {
        assert.equal((await catalog.find(id))?.snapshot.revisionNumber, number)
      }
      assert.deepEqual(list.total, { value: 1, exact: true })
      const article = await catalog.article(first.articleId)
      assert.deepEqual(
        article?.revisions.map((each) => each.id),
        [first.id, second.id],
      )
      assert.equal(article?.firstCapturedAt, first.capturedAt)
      const changes = await catalog.changes({ cursor: null, limit: 10 })
      assert.equal(changes.items.length, 1)
      assert.deepEqual(
        changes.items.map((each) => each.kind === 'revised' && [each.snapshot.id, each.previous]),
        [[second.id, first.id]],
      )
      await catalog.close()
    })

    test('the state of the original has a start, which stays while the state does', async () => {
      const { catalog } = await open()
      const snapshot = sampleSnapshot({ path: '/1', capturedAt: '2024-01-01T00:00:00Z' })
      await catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
      const visit = (day: number, state: 'live' | 'gone' | 'unreachable') =>
        catalog.recordVisit(snapshot.articleId, {
          at: parseInstant(`2024-01-0${day}T00:00:00Z`),
          state,
          captureId: `urn:uuid:visit-${day}` as CaptureId,
        })
      await visit(2, 'live')
      await visit(3, 'gone')
      await visit(4, 'gone')
      await visit(2, 'live') // Late news of an earlier day.
      const article = await catalog.article(snapshot.articleId)
      assert.equal(article?.webState, 'gone')
      assert.equal(article?.webStateSince, '2024-01-03T00:00:00.000Z')
      assert.equal(article?.lastSeenAt, '2024-01-04T00:00:00.000Z')
      assert.equal(await catalog.isCaptureHandled('urn:uuid:visit-3' as CaptureId), true)
      const changes = await catalog.changes({ cursor: null, limit: 10, outletSlug: snapshot.outletSlug })
      assert.deepEqual(
        changes.items.map((each) => each.kind === 'state' && [each.at, each.state]),
        [['2024-01-03T00:00:00.000Z', 'gone']],
      )
      assert.equal((await catalog.list({ webStates: ['gone'] }, { cursor: null, limit: 5 })).items.length, 1)
      assert.equal((await catalog.list({ webStates: ['live'] }, { cursor: null, limit: 5 })).items.length, 0)
      await catalog.close()
    })
  })

  describe('CatalogStore lists', () => {
    test('pages follow each other without gaps or doubles, newest first', async () => {
      const { catalog } = await open()
      for (let n = 0; n < 23; n++) {
        const publishedAt = `2024-01-${String(1 + (n % 5)).padStart(2, '0')}`
        const snapshot = sampleSnapshot({ path: `/${n}`, publishedAt, capturedAt: '2024-02-01T00:00:00Z' })
        const connections = { ...noTies, channel: channel(n % 2 ? 'tech' : 'sport') }
        await catalog.record({ snapshot, connections, fingerprints: new Uint32Array() })
      }
      const seen: string[] = []
      const days: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof catalog.list>> = await catalog.list({}, { cursor, limit: 5 })
        assert.deepEqual(page.total, { value: 23, exact: true })
        seen.push(...page.items.map((each) => each.id))
        days.push(...page.items.map((each) => each.publishedAt as string))
        cursor = page.next
      } while (cursor !== null)
      assert.equal(new Set(seen).size, 23)
      assert.deepEqual(days, days.toSorted().reverse())
      const sport = await catalog.list({ channel: channel('sport') }, { cursor: null, limit: 50 })
      assert.equal(sport.items.length, 12)
      const counts = await catalog.channelCounts()
      assert.deepEqual(
        counts.map(({ slug, count }) => [slug, count]),
        [
          ['sport', 12],
          ['tech', 11],
        ],
      )
      const january = { from: parseInstant('2024-01-02T00:00:00Z'), to: parseInstant('2024-01-03T00:00:00Z') }
      assert.equal((await catalog.list(january, { cursor: null, limit: 50 })).items.length, 5)
      await catalog.close()
    })

    test('a cursor of another list, or junk, is refused with a reason', async () => {
      const { catalog } = await open()
      for (const cursor of ['', 'x', 'W10', '{}', Buffer.from('[1]').toString('base64url')]) {
        await assert.rejects(catalog.list({}, { cursor, limit: 5 }), /cursor does not belong/)
      }
      await catalog.close()
    })

    test('a time of publication after the capture does not count', async () => {
      const { catalog } = await open()
      const future = sampleSnapshot({
        path: '/1',
        publishedAt: '2099-01-01',
        capturedAt: '2024-01-01T00:00:00Z',
      })
      const today = sampleSnapshot({
        path: '/2',
        publishedAt: '2024-01-02',
        capturedAt: '2024-01-02T03:00:00Z',
      })
      for (const snapshot of [future, today]) {
        await catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
      }
      const { items } = await catalog.list({}, { cursor: null, limit: 5 })
      assert.deepEqual(
        items.map((each) => each.id),
        [today.id, future.id],
      )
      await catalog.close()
    })

    test('outlets are counted', async () => {
      const { catalog } = await open()
      for (const path of ['/1', '/2']) {
        const snapshot = sampleSnapshot({ path })
        await catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
      }
      const [outlet] = await catalog.outletCounts()
      assert.deepEqual([outlet?.articles, outlet?.snapshots, outlet?.revised, outlet?.gone], [2, 2, 0, 0])
      await catalog.close()
    })
  })

  describe('CatalogStore knows what belongs together', () => {
    test('reprints are counted by article and left out on request', async () => {
      const { catalog } = await open()
      const original = sampleSnapshot({ path: '/original' })
      const reprint = sampleSnapshot({ path: '/reprint' })
      await catalog.record({ snapshot: original, connections: noTies, fingerprints: new Uint32Array() })
      const reprintOf = { parent: original.id, containment: 0.9 }
      await catalog.record({
        snapshot: reprint,
        connections: { ...noTies, reprintOf },
        fingerprints: new Uint32Array(),
      })
      assert.equal((await catalog.summaries([original.id]))[0]?.reprintCount, 1)
      assert.deepEqual((await catalog.summaries([reprint.id]))[0]?.reprintOf, reprintOf)
      assert.deepEqual(await catalog.reprintsOf(original.id), [reprint.id])
      const own = await catalog.list({ reprints: false }, { cursor: null, limit: 5 })
      assert.deepEqual(
        own.items.map((each) => each.id),
        [original.id],
      )
      const copies = await catalog.list({ reprintOf: original.id }, { cursor: null, limit: 5 })
      assert.deepEqual(
        copies.items.map((each) => each.id),
        [reprint.id],
      )
      await catalog.close()
    })

    test('reconnecting changes the ties it names and leaves the others', async () => {
      const { catalog } = await open()
      const snapshot = sampleSnapshot({ path: '/1' })
      const other = sampleSnapshot({ path: '/2' })
      const story = storyIdOf(other.id)
      const ties = { ...noTies, channel: channel('world'), reprintOf: { parent: other.id, containment: 1 } }
      await catalog.record({ snapshot, connections: ties, fingerprints: new Uint32Array() })
      await catalog.reconnect(snapshot.id, { story })
      const expected = { ...ties, story }
      assert.deepEqual((await catalog.find(snapshot.id))?.connections, expected)
      await catalog.reconnect(snapshot.id, { reprintOf: null })
      assert.deepEqual((await catalog.find(snapshot.id))?.connections, { ...expected, reprintOf: null })
      assert.deepEqual(
        (await catalog.storyMembers(story)).map((each) => each.id),
        [snapshot.id],
      )
      assert.deepEqual(await catalog.storyMembers('aaaaaaaaaaaaaaaa' as StoryId), [])
      assert.equal((await catalog.counts()).stories, 1)
      await catalog.close()
    })

    test('a snapshot and what it changes of others are recorded in one step', async () => {
      const { catalog } = await open()
      const late = sampleSnapshot({ path: '/reprint' })
      await catalog.record({ snapshot: late, connections: noTies, fingerprints: new Uint32Array() })
      const original = sampleSnapshot({ path: '/original' })
      const changes = { reprintOf: { parent: original.id, containment: 0.9 } }
      await catalog.record({
        snapshot: original,
        connections: noTies,
        fingerprints: new Uint32Array(),
        reconnect: [{ id: late.id, changes }],
      })
      assert.deepEqual((await catalog.find(late.id))?.connections, { ...noTies, ...changes })
      assert.deepEqual(await catalog.reprintsOf(original.id), [late.id])
      await catalog.close()
    })

    test('snapshots that share fingerprints are found, most first; what very many share says nothing', async () => {
      const { catalog } = await open()
      const common = 4_294_967_295
      const [near, far] = [sampleSnapshot({ path: '/near' }), sampleSnapshot({ path: '/far' })]
      await catalog.record({
        snapshot: near,
        connections: noTies,
        fingerprints: Uint32Array.of(1, 2, 3, 3, common),
      })
      await catalog.record({ snapshot: far, connections: noTies, fingerprints: Uint32Array.of(3, 9, common) })
      const asked = Uint32Array.of(1, 2, 3, 4)
      assert.deepEqual(await catalog.byFingerprints(asked, { sharedMin: 1, limit: 5 }), [
        { id: near.id, shared: 3, count: 4 },
        { id: far.id, shared: 1, count: 3 },
      ])
      assert.equal((await catalog.byFingerprints(asked, { sharedMin: 2, limit: 5 })).length, 1)
      for (let n = 0; n < 210; n++) {
        const snapshot = sampleSnapshot({ path: `/more/${n}` })
        await catalog.record({ snapshot, connections: noTies, fingerprints: Uint32Array.of(common) })
      }
      assert.deepEqual(await catalog.byFingerprints(Uint32Array.of(common), { sharedMin: 1, limit: 5 }), [])
      await catalog.close()
    })
  })

  describe('CatalogStore finds snapshots by what they are about', () => {
    test('those with most of the words first, since a time; the record comes back as it was', async () => {
      const { catalog } = await open()
      const made = (path: string, publishedAt: string) => sampleSnapshot({ path, publishedAt })
      const old = made('/old', '2023-01-01T00:00:00Z')
      const near = made('/near', '2023-09-01T00:00:00Z')
      const far = made('/far', '2023-09-01T08:00:00Z')
      const rest = { connections: noTies, fingerprints: new Uint32Array() }
      const gist = (...words: number[]) => ({
        record: Uint8Array.of(7, 0, 255),
        words: Uint32Array.from(words),
      })
      await catalog.record({ ...rest, snapshot: old, gist: gist(1, 2, 3) })
      await catalog.record({ ...rest, snapshot: near, gist: gist(1, 2, 4_294_967_295) })
      await catalog.record({ ...rest, snapshot: far, gist: gist(1) })
      const from = parseInstant('2023-08-01T00:00:00Z')
      const found = (limit: number) => catalog.byWords(Uint32Array.of(1, 4_294_967_295), { from, limit })
      assert.deepEqual(await found(5), [near.id, far.id])
      assert.deepEqual(await found(1), [near.id])
      assert.deepEqual([...(await catalog.gists([near.id]))], [[near.id, Uint8Array.of(7, 0, 255)]])
      await catalog.remove(near.id)
      assert.deepEqual(await found(5), [far.id])
      assert.equal((await catalog.gists([near.id])).size, 0)
      await catalog.close()
    })
  })

  describe('CatalogStore knows where stories went', () => {
    test('one whose articles all joined another leads there, until it has articles again', async () => {
      const { catalog } = await open()
      const [first, second] = [sampleSnapshot({ path: '/1' }), sampleSnapshot({ path: '/2' })]
      const [one, two, three] = [storyIdOf(first.id), storyIdOf(second.id), storyIdOf('3' as SnapshotId)]
      const rest = { fingerprints: new Uint32Array() }
      await catalog.record({ ...rest, snapshot: first, connections: { ...noTies, story: one } })
      await catalog.record({ ...rest, snapshot: second, connections: { ...noTies, story: two } })
      assert.equal(await catalog.movedStory(two), null)
      await catalog.reconnect(second.id, { story: one })
      assert.equal(await catalog.movedStory(two), one)
      await catalog.reconnect(first.id, { story: three })
      await catalog.reconnect(second.id, { story: three })
      assert.equal(await catalog.movedStory(two), three)
      await catalog.reconnect(second.id, { story: two })
      assert.equal(await catalog.movedStory(two), null)
      assert.equal(await catalog.movedStory(one), three)
      await catalog.close()
    })
  })

  describe('CatalogStore forgets what it is told to', () => {
    test('a removed snapshot is gone everywhere; the article shows the one before', async () => {
      const { catalog } = await open()
      const first = sampleSnapshot({ path: '/1', capturedAt: '2024-01-01T00:00:00Z', title: '旧题' })
      const second = sampleSnapshot({
        path: '/1',
        capturedAt: '2024-01-02T00:00:00Z',
        title: '新题',
        revision: 2,
      })
      for (const snapshot of [first, second]) {
        await catalog.record({ snapshot, connections: noTies, fingerprints: Uint32Array.of(5) })
      }
      await catalog.remove(second.id)
      assert.equal(await catalog.find(second.id), null)
      const { items } = await catalog.list({}, { cursor: null, limit: 5 })
      assert.deepEqual(
        items.map((each) => [each.title, each.revisionCount]),
        [['旧题', 1]],
      )
      assert.equal((await catalog.changes({ cursor: null, limit: 5 })).items.length, 0)
      assert.equal(await catalog.isCaptureHandled(second.captureIds[0]), true)
      await catalog.remove(first.id)
      await catalog.remove(first.id)
      assert.deepEqual(await catalog.counts(), { articles: 0, snapshots: 0, stories: 0 })
      assert.deepEqual(await catalog.byFingerprints(Uint32Array.of(5), { sharedMin: 1, limit: 5 }), [])
      await catalog.close()
    })

    test('why an address gave no snapshot', async () => {
      const { catalog } = await open()
      const url = parseHttpUrl('https://www.paper.example/none.html')
      const id = 'urn:uuid:1' as CaptureId
      await catalog.recordNoSnapshot(id, url, 'not-an-article', parseInstant('2024-01-01T00:00:00Z'))
      assert.deepEqual(
        (await catalog.noSnapshots(5)).map(({ capture }) => capture),
        [id],
      )
      await catalog.forgetAddresses([urlKey(url)], [])
      assert.deepEqual(await catalog.noSnapshots(5), [])
      assert.equal(await catalog.noSnapshotReason(url), null)
      await catalog.close()
    })
  })

  describe('CatalogStore remembers what vanished', () => {
    test('under the snapshot that had it last, found by half of it, and forgotten with that snapshot', async () => {
      const { catalog } = await open()
      const first = sampleSnapshot({ path: '/1', capturedAt: '2024-01-01T00:00:00Z' })
      const second = sampleSnapshot({ path: '/1', capturedAt: '2024-01-02T00:00:00Z', revision: 2 })
      const vanished = { from: first.id, hashes: Uint32Array.of(7, 8, 9, 4_294_967_295) }
      const rest = { connections: noTies, fingerprints: new Uint32Array() }
      await catalog.record({ snapshot: first, ...rest })
      await catalog.record({ snapshot: second, ...rest, vanished })
      const lost = (...hashes: number[]) => catalog.byVanished(Uint32Array.from(hashes), { limit: 5 })
      assert.deepEqual(await lost(7, 4_294_967_295), [first.id])
      assert.deepEqual(await lost(7, 8, 1, 2), [first.id])
      assert.deepEqual(await lost(7, 1, 2), [])
      assert.deepEqual(await lost(), [])
      await catalog.remove(first.id)
      assert.deepEqual(await lost(7, 8, 9), [])
      await catalog.close()
    })
  })

  describe('CatalogStore summaries', () => {
    test('have a lead without the dateline, the first image and the article as it is named', async () => {
      const { catalog } = await open()
      const article = sampleArticle({
        text: '新华社北京9月1日电 今天天气很好。明天也好。',
        dateline: '新华社北京9月1日电',
      })
      const snapshot = sampleSnapshot({ path: '/1', article })
      await catalog.record({ snapshot, connections: noTies, fingerprints: new Uint32Array() })
      const [summary] = await catalog.summaries([snapshot.id])
      assert.equal(summary?.lead, '今天天气很好。明天也好。')
      assert.equal(summary?.articleId, snapshot.articleId)
      assert.equal(summary?.webState, 'live')
      await catalog.close()
    })
  })
}
