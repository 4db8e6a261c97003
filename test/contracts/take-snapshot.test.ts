import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { CatalogStore } from '#catalog'
import { parseHttpUrl, type SnapshotId, urlKey } from '#model'
import { catchUp, moveHandledMark, type Parts, rebuild } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const url = 'https://www.paper.example/2026/1.html'
const image = 'https://www.paper.example/2026/1.jpg'
const signal = new AbortController().signal

class Crash extends Error {}

describe('a visit that is killed between two of its steps', () => {
  let house: House
  beforeEach(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    house.fetcher.answer(url, { body: articlePage({ title: 'The bridge is open', seed: 1, image }) })
  })
  afterEach(() => house.close())

  /** What the parts are like until the process dies in that step: `before` it did anything, or `after` it did. */
  const dyingIn = (step: string, when: 'before' | 'after'): Parts => {
    const die = async (work: () => Promise<unknown>) => {
      if (when === 'after') await work()
      throw new Crash()
    }
    const { archive, transparency, catalog, stories, frontier } = house.parts
    const dying: Record<string, Partial<Parts>> = {
      preserve: {
        archive: { ...archive, preserve: (...all) => die(() => archive.preserve(...all)) as never },
      },
      append: {
        transparency: {
          ...transparency,
          append: (...all) => die(() => transparency.append(...all)) as never,
        },
      },
      connect: { stories: { ...stories, connect: (...all) => die(() => stories.connect(...all)) as never } },
      record: { catalog: { ...catalog, record: (...all) => die(() => catalog.record(...all)) as never } },
      images: {
        frontier: { ...frontier, schedule: (...all) => die(() => frontier.schedule(...all)) as never },
      },
    }
    return { ...house.parts, ...dying[step] }
  }

  for (const step of ['preserve', 'append', 'connect', 'record', 'images']) {
    for (const when of ['before', 'after'] as const) {
      test(`${when} "${step}": the next start and the next visit end with it once, in the log once`, async () => {
        await assert.rejects(look(dueArticle(url), dyingIn(step, when), signal), Crash)
        await catchUp(house.parts)
        const { snapshotId } = await look(dueArticle(url), house.parts, signal)
        await catchUp(house.parts)

        const article = await house.parts.catalog.articleByUrlKey(urlKey(parseHttpUrl(url)))
        assert.deepEqual(
          article?.revisions.map((each) => each.id),
          [snapshotId],
        )
        assert.equal(await house.parts.transparency.size(), 1)
        assert.deepEqual(await house.parts.transparency.position(snapshotId as string), { leafIndex: 0 })
        assert.ok(await house.parts.frontier.find(parseHttpUrl(image)), 'its image is to be fetched')
        assert.deepEqual(house.complaints, [])
      })
    }
  }

  test('an original that comes after its reprint takes it over, or neither is recorded', async () => {
    const text = { seed: 1, title: 'The bridge is open' }
    const copy = 'https://portal.example/news/77.html'
    const page = articlePage({ ...text, publishedAt: '2026-01-05T07:30:00Z' })
    house.fetcher.answer(copy, { body: page.replace('<article>', '<article><p>Source: The Paper</p>') })
    const { snapshotId: reprint } = await look(dueArticle(copy), house.parts, signal)
    await assert.rejects(look(dueArticle(url), dyingIn('record', 'before'), signal), Crash)
    const ties = async () => (await house.parts.catalog.find(reprint as SnapshotId))?.connections.reprintOf
    assert.equal(await ties(), null)
    await catchUp(house.parts)
    const original = await house.parts.catalog.articleByUrlKey(urlKey(parseHttpUrl(url)))
    assert.equal((await ties())?.parent, original?.revisions[0]?.id)
  })

  test('the same capture read again is the same snapshot, not a revision of itself', async () => {
    const { snapshotId } = await look(dueArticle(url), house.parts, signal)
    const forgetful: CatalogStore = { ...house.parts.catalog, isCaptureHandled: async () => false }
    await catchUp({ ...house.parts, catalog: forgetful })
    const article = await house.parts.catalog.articleByUrlKey(urlKey(parseHttpUrl(url)))
    assert.deepEqual(
      article?.revisions.map((each) => each.id),
      [snapshotId],
    )
  })

  test('the same bytes are no revision where an earlier extractor read something else out of them', async () => {
    const { catalog } = house.parts
    const { snapshotId } = await look(dueArticle(url), house.parts, signal)
    house.clock.forward(86_400_000)
    const find: CatalogStore['find'] = async (id) => {
      const held = await catalog.find(id)
      const article = held && {
        ...held.snapshot.article,
        title: 'What an earlier extractor took for the title',
      }
      return held && article && { ...held, snapshot: { ...held.snapshot, article } }
    }
    const again = await look(dueArticle(url), { ...house.parts, catalog: { ...catalog, find } }, signal)
    assert.equal(again.snapshotId, snapshotId)
    assert.equal((await catalog.articleByUrlKey(urlKey(parseHttpUrl(url))))?.revisions.length, 1)
  })
})

describe('how far everything is known to be handled', () => {
  let house: House
  beforeEach(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
  })
  afterEach(() => house.close())

  const visitArticle = (n: number) => {
    const address = `https://www.paper.example/2026/${n}.html`
    house.fetcher.answer(address, { body: articlePage({ title: `Report ${n}`, seed: n }) })
    return look(dueArticle(address), house.parts, signal)
  }
  const handledUpTo = () => house.parts.catalog.handledUpTo()
  const captureIds = async () => {
    const ids: string[] = []
    for await (const { id } of house.parts.archive.all()) ids.push(id)
    return ids
  }
  /** An archive that tells which captures were asked for. */
  const watched = () => {
    const seen: string[] = []
    const { archive } = house.parts
    return {
      seen,
      parts: {
        ...house.parts,
        archive: {
          ...archive,
          async *all(after?: Parameters<typeof archive.all>[0]) {
            for await (const capture of archive.all(after)) {
              seen.push(capture.id)
              yield capture
            }
          },
        },
      },
    }
  }

  test('a new catalog has no mark, and everything is looked at', async () => {
    await visitArticle(1)
    assert.equal(await handledUpTo(), null)
    const { seen, parts } = watched()
    await catchUp(parts)
    assert.deepEqual(seen, await captureIds())
  })

  test('a start looks only at what came behind the mark; a rebuild looks at everything', async () => {
    await visitArticle(1)
    await visitArticle(2)
    await moveHandledMark(house.parts)
    await visitArticle(3)
    const first = watched()
    await catchUp(first.parts)
    assert.deepEqual(first.seen, (await captureIds()).slice(2))
    assert.equal(await handledUpTo(), (await captureIds()).at(-1))
    const whole = watched()
    await rebuild(whole.parts)
    assert.deepEqual(whole.seen, await captureIds())
  })

  test('feeds and pictures, of which the catalog knows nothing, do not hold it up', async () => {
    house.fetcher.answer(image, { body: 'JFIF', headers: { 'content-type': 'image/jpeg' } })
    const feed = 'https://www.paper.example/feed.xml'
    house.fetcher.answer(feed, {
      headers: { 'content-type': 'application/rss+xml' },
      body: `<rss version="2.0"><channel><item><link>${url}</link></item></channel></rss>`,
    })
    await look(dueArticle(image, { purpose: 'image' }), house.parts, signal)
    await look(dueArticle(feed, { purpose: 'feed' }), house.parts, signal)
    await look(dueArticle('https://www.paper.example/none.html'), house.parts, signal)
    await moveHandledMark(house.parts)
    assert.equal(await handledUpTo(), (await captureIds()).at(-1))
  })

  test('it stays in front of a capture that is in the hands of a visit, whatever comes behind', async () => {
    await visitArticle(1)
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let reached = () => {}
    const isPreserved = new Promise<void>((resolve) => {
      reached = resolve
    })
    const { transparency } = house.parts
    house.fetcher.answer(url, { body: articlePage({ title: 'Slow', seed: 50 }) })
    const slow = look(
      dueArticle(url),
      {
        ...house.parts,
        transparency: {
          ...transparency,
          async append(statement) {
            reached()
            await held
            return transparency.append(statement)
          },
        },
      },
      signal,
    )
    await isPreserved
    await visitArticle(3)
    await moveHandledMark(house.parts)
    const [first, , third] = await captureIds()
    assert.equal(await handledUpTo(), first)
    goOn()
    await slow
    await moveHandledMark(house.parts)
    assert.equal(await handledUpTo(), third)
  })

  test('a problem on the way leaves it where it was, so that the next start tries again', async () => {
    await visitArticle(1)
    await moveHandledMark(house.parts)
    const mark = await handledUpTo()
    house.fetcher.answer(url, { body: articlePage({ title: 'The bridge is open', seed: 7 }) })
    const failing = {
      ...house.parts,
      transparency: { ...house.parts.transparency, append: () => Promise.reject(new Error('disk full')) },
    }
    await assert.rejects(look(dueArticle(url), failing, signal))
    assert.equal((await catchUp(failing)).problems, 1)
    assert.equal(await handledUpTo(), mark)
    assert.deepEqual(await catchUp(house.parts), { captures: 1, snapshots: 1, problems: 0, changes: {} })
  })
})
