import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Access } from '#access'
import {
  articleIdOf,
  type CaptureId,
  instantOf,
  parseHttpUrl,
  type SnapshotId,
  storyIdOf,
  urlKey,
} from '#model'
import { decide, publishCheckpoint } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import {
  articlePage,
  dueArticle,
  exchangeOf,
  type House,
  openTestHouse,
  paperOutlet,
} from './house-fixture.ts'

const signal = new AbortController().signal
const site = 'https://www.paper.example'
const address = parseHttpUrl(`${site}/2026/secret1.html`)
const shortAddress = parseHttpUrl(`${site}/s/x77`)
const secondPage = parseHttpUrl(`${site}/2026/secret1_2.html`)
const image = parseHttpUrl(`${site}/2026/secret.png`)
const mirror = parseHttpUrl('https://mirror.example/secret')
const other = parseHttpUrl(`${site}/2026/plain.html`)
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(40)])
/** A word that stands in the withheld text alone. */
const secret = 'Zanzibarite'

interface Held {
  readonly house: House
  readonly id: SnapshotId
  readonly otherId: SnapshotId
  readonly reprintId: SnapshotId
}

/** An article in two pages with a picture, met under two addresses and captured twice; and another that reprints it. */
async function holdArticles(): Promise<Held> {
  const house = await openTestHouse()
  await house.parts.outlets.save(paperOutlet())
  const { fetcher } = house
  const firstPage = (next: string) =>
    articlePage({
      title: `The ${secret} file`,
      seed: 1,
      canonical: address,
      next,
      image,
      added: `It speaks of ${secret} alone.`,
    })
  const first = firstPage(secondPage)
  fetcher.answer(address, { body: first })
  const second = articlePage({ title: `The ${secret} file`, seed: 2, canonical: address })
  fetcher.answer(secondPage, { body: second })
  fetcher.answer(shortAddress, { body: firstPage(`${shortAddress}_2`) })
  fetcher.answer(`${shortAddress}_2`, { body: second })
  fetcher.answer(image, { body: png, headers: { 'content-type': 'image/png' } })
  fetcher.answer(other, { body: articlePage({ title: 'A plain report', seed: 20, added: 'Plain words.' }) })
  fetcher.answer('https://portal.example/copy.html', {
    body: articlePage({ title: `Copied: the ${secret} file`, seed: 1, publishedAt: '2026-01-05T07:50:00Z' }),
  })
  const visit = async (url: string, more = {}) =>
    (await look(dueArticle(url, more), house.parts, signal)).snapshotId as SnapshotId
  const otherId = await visit(other)
  const id = await visit(address)
  await visit(image, { purpose: 'image' })
  assert.equal(await visit(shortAddress), id, 'the other address shows the same article')
  house.clock.forward(86_400_000)
  assert.equal(await visit(address, { visitCount: 1 }), id, 'unchanged a day later')
  // The bytes of its first page, met somewhere else while nobody read them as an article.
  await house.parts.archive.preserve(exchangeOf(mirror, { body: first }, house.clock))
  const reprintId = await visit('https://portal.example/copy.html')
  await publishCheckpoint(house.parts)
  return { house, id, otherId, reprintId }
}

/** Everything that `access` answers about one snapshot and its addresses. What is empty is null or has no items. */
type Question = (access: Access, held: Held) => Promise<unknown>

const page = { cursor: null, limit: 50 }
const newestSearch = { sort: 'newest', cursor: null, limit: 50 } as const
const passageSearch = { sort: 'relevance', cursor: null, limit: 50 } as const
const secretSentence = `It speaks of ${secret} alone.`
const noon = instantOf(Date.UTC(2026, 0, 5, 12))
const questions: Readonly<Record<string, Question>> = {
  contents: (access, { id }) => access.contents([id]),
  related: (access, { id }) => access.related(id, 9),
  lineage: (access, { id }) => access.lineage(id),
  'lineage of its reprint': async (access, { id, reprintId }) => {
    const view = await access.lineage(reprintId)
    return (
      view && [view.original, ...view.copies.map((copy) => copy.summary)].filter((each) => each.id === id)
    )
  },
  newest: async (access, { id }) => (await access.newest({}, page)).items.filter((each) => each.id === id),
  changes: async (access, { id }) =>
    (await access.changes(page)).items.filter((each) => each.snapshot.id === id),
  search: async (access, { id }) =>
    (await access.search(secret, newestSearch)).items.filter((each) => each.summary.id === id),
  'search, the number of hits': async (access) =>
    (await access.search(`"speaks of ${secret} alone"`, newestSearch)).total.value || null,
  'search, the reprints under a hit': async (access, { id }) =>
    (await access.search('plain OR bridge OR file', newestSearch)).items
      .flatMap((each) => each.reprints)
      .filter((each) => each.id === id),
  'search for a passage of it': async (access, { id }) =>
    (
      await access.search(`${secretSentence} ${'and more of the same '.repeat(3)}`, passageSearch)
    ).items.filter((each) => each.summary.id === id),
  'search over changes': async (access, { id }) =>
    (await access.searchChanges(secretSentence, { limit: 9 })).filter((each) => each.summary.id === id),
  'search over changes, in it alone': (access) =>
    access.searchChanges(secretSentence, { limit: 9, articleId: articleIdOf(urlKey(address)) }),
  'lookup, the article': async (access) => (await access.lookup(address)).article,
  'lookup, its captures': async (access) => (await access.lookup(address)).captures,
  'lookup of its other address': async (access) => (await access.lookup(shortAddress)).article,
  'lookup of its other address, captures': async (access) => (await access.lookup(shortAddress)).captures,
  article: (access) => access.article(articleIdOf(urlKey(address))),
  'compare, from it': (access, { id, otherId }) => access.compare(id, otherId),
  'compare, to it': (access, { id, otherId }) => access.compare(otherId, id),
  receipt: (access, { id }) => access.receipt(id),
  original: (access, { id }) => access.original(id),
  memento: (access) => access.memento(address, noon),
  'memento in another spelling': (access) =>
    access.memento(parseHttpUrl('http://paper.example/2026/secret1.html?utm_source=x#top'), noon),
  'memento, a day later': (access) => access.memento(address, instantOf(Date.UTC(2026, 0, 9))),
  'memento of its other address': (access) => access.memento(shortAddress, noon),
  'memento of its second page': (access) => access.memento(secondPage, noon),
  'memento of the second page at its other address': (access) =>
    access.memento(parseHttpUrl(`${shortAddress}_2`), noon),
  'memento of its picture': (access) => access.memento(image, noon),
  'memento of its bytes elsewhere': (access) => access.memento(mirror, noon),
  captures: (access) => access.captures(address),
  'captures of its second page': (access) => access.captures(secondPage),
  'captures of its picture': (access) => access.captures(image),
  'captures under its site': async (access) => {
    const under: string[] = []
    for await (const { url } of access.capturesUnder({ url: parseHttpUrl(`${site}/`), matchType: 'host' }))
      under.push(url)
    return under.filter((url) => url !== other)
  },
  image: (access, { id }) => access.image(id, 0),
  exportWarc: (access, { id }) => access.exportWarc(id),
  exportWacz: (access, { id }) => access.exportWacz(id),
}

describe('what is withheld', () => {
  let held: Held
  let access: Access
  before(async () => {
    held = await holdArticles()
    access = held.house.access
  })
  after(() => held.house.close())

  describe('before, all of it is there', () => {
    for (const [name, ask] of Object.entries(questions)) {
      if (name === 'related' || name === 'changes' || name === 'search, the reprints under a hit') continue
      test(name, async () => assert.ok(!isEmpty(await ask(access, held)), 'the question asks for nothing'))
    }
  })

  describe('is left out of', () => {
    before(() =>
      decide(
        {
          kind: 'withhold',
          caseNumber: null,
          snapshots: [held.id],
          reason: 'A court said so.',
          law: 'a court',
        },
        held.house.parts,
      ),
    )

    for (const [name, ask] of Object.entries(questions)) {
      test(name, async () => {
        const answer = await ask(access, held)
        assert.ok(isEmpty(answer), JSON.stringify(answer)?.slice(0, 300))
      })
    }

    test('the page of a copy of it: neither as its original nor in its lineage', async () => {
      const view = await access.snapshot(held.reprintId)
      assert.equal(view?.kind, 'snapshot')
      if (view?.kind !== 'snapshot') return
      assert.equal(view.reprintOf, null)
      assert.equal(view.lineage, null)
    })

    test('stories, their lists and their number of outlets', async () => {
      const { story } = (await held.house.parts.catalog.find(held.id))?.connections ?? {}
      const view = story ? await access.story(story) : await access.story(storyIdOf(held.id))
      const shown = view?.entries.flatMap((entry) => [entry.summary, ...entry.reprints]) ?? []
      assert.ok(!shown.some((each) => each.id === held.id))
    })

    test('no answer at all but its tombstone has its words', async () => {
      for (const [name, ask] of Object.entries(questions)) {
        const json = JSON.stringify(await ask(access, held)) ?? ''
        assert.ok(!json.includes(`speaks of ${secret}`), name)
      }
    })
  })

  test('leaves a tombstone, 451 where the law demanded it, with time and reason', async () => {
    const tombstone = await access.snapshot(held.id)
    assert.equal(tombstone?.kind, 'tombstone')
    if (tombstone?.kind !== 'tombstone') return
    assert.equal(tombstone.httpStatus, 451)
    assert.equal(tombstone.reason, 'A court said so.')
    assert.equal(tombstone.url, address)
    assert.equal((await access.lookup(address)).noSnapshotReason?.reason, 'withheld: A court said so.')
  })

  test('leaves a tombstone with 410 where the operator decided', async () => {
    await decide(
      { kind: 'withhold', caseNumber: null, snapshots: [held.id], reason: 'Mistaken identity.', law: null },
      held.house.parts,
    )
    const tombstone = await access.snapshot(held.id)
    assert.equal(tombstone?.kind === 'tombstone' && tombstone.httpStatus, 410)
  })

  test('takes nothing else with it', async () => {
    const view = await access.snapshot(held.otherId)
    assert.equal(view?.kind, 'snapshot')
    assert.ok((await access.newest({}, page)).items.some((each) => each.id === held.otherId))
    assert.ok(await access.original(held.otherId))
    assert.equal((await access.captures(other)).length, 1)
    assert.ok(await access.receipt(held.otherId))
  })

  test('stays in archive, catalog and log, and all of it is back when the decision is taken back', async () => {
    assert.ok(await held.house.parts.catalog.find(held.id))
    assert.ok(await held.house.parts.transparency.position(held.id))
    await held.house.parts.notices.release(held.id)
    for (const name of ['newest', 'captures', 'memento of its picture', 'image', 'receipt'])
      assert.ok(!isEmpty(await questions[name]?.(access, held)), name)
  })
})

describe('beside what is withheld', () => {
  let house: House
  let shown: SnapshotId
  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    house.fetcher.answer(image, { body: png, headers: { 'content-type': 'image/png' } })
    const ids: SnapshotId[] = []
    for (const [seed, added] of [
      [1, `It speaks of ${secret} alone.`],
      [30, 'It speaks of nothing else.'],
    ] as const) {
      const url = parseHttpUrl(`${site}/2026/picture${seed}.html`)
      house.fetcher.answer(url, { body: articlePage({ title: `Number ${seed}`, seed, image, added }) })
      ids.push((await look(dueArticle(url), house.parts, signal)).snapshotId as SnapshotId)
    }
    await look(dueArticle(image, { purpose: 'image' }), house.parts, signal)
    shown = ids[1] as SnapshotId
    assert.ok(await house.access.image(shown, 0))
    await decide(
      { kind: 'withhold', caseNumber: null, snapshots: [ids[0] as SnapshotId], reason: 'r', law: null },
      house.parts,
    )
  })
  after(() => house.close())

  test('a picture of it is left out where another article shows it, too', async () => {
    assert.equal(await house.access.image(shown, 0), null)
    const view = await house.access.snapshot(shown)
    assert.deepEqual(view?.kind === 'snapshot' && view.heldImages, [false])
  })

  test('numbers and pages of a list are as if it were not there', async () => {
    for (const sort of ['relevance', 'newest', 'oldest'] as const) {
      const options = { sort, cursor: null, limit: 1 }
      const { items, next, total } = await house.access.search(`${secret} OR nothing`, options)
      assert.deepEqual([items[0]?.summary.id, next, total.value], [shown, null, 1], sort)
    }
    const { items, next, total } = await house.access.newest({}, { cursor: null, limit: 1 })
    assert.deepEqual([items[0]?.id, next, total.value], [shown, null, 1])
  })
})

describe('of an article with one revision withheld', () => {
  let house: House
  let ids: SnapshotId[]
  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    ids = []
    for (const added of ['First version.', 'Second version.', 'Third version.']) {
      house.fetcher.answer(other, { body: articlePage({ title: 'A report', seed: 3, added }) })
      ids.push((await look(dueArticle(other), house.parts, signal)).snapshotId as SnapshotId)
      await look(dueArticle(other), house.parts, signal)
    }
    await decide(
      { kind: 'withhold', caseNumber: null, snapshots: [ids[1] as SnapshotId], reason: 'r', law: null },
      house.parts,
    )
  })
  after(() => house.close())

  test('the others are shown, and lead past it', async () => {
    const view = await house.access.snapshot(ids[2] as SnapshotId)
    assert.equal(view?.kind, 'snapshot')
    if (view?.kind !== 'snapshot') return
    assert.equal(view.previous, ids[0])
    assert.deepEqual(
      view.article.revisions.map((each) => each.id),
      [ids[0], ids[2]],
    )
  })

  test('no rewrite is told that cannot be compared', async () => {
    const { items } = await house.access.changes(page)
    for (const change of items) {
      if (change.kind !== 'revised') continue
      assert.ok(await house.access.compare(change.previous, change.snapshot.id), change.snapshot.id)
    }
  })

  test('its captures, and those that repeat it, are left out; those before and after are there', async () => {
    const captures = await house.access.captures(other)
    assert.equal(captures.length, 4)
    const texts = await Promise.all(
      captures.map(async ({ id }) => {
        const preserved = await house.parts.archive.read(id as CaptureId)
        return /(\w+) version/.exec(Buffer.from(preserved?.exchange.payload ?? []).toString())?.[1]
      }),
    )
    assert.deepEqual(texts, ['First', 'First', 'Third', 'Third'])
  })
})

describe('a picture', () => {
  let house: House
  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
  })
  after(() => house.close())

  const pictureOf = async (name: string, body: Uint8Array | string, headers: Record<string, string> = {}) => {
    const src = `${site}/${name}`
    const url = `${site}/${name}.html`
    house.fetcher.answer(src, { body, headers: { 'content-type': 'image/png', ...headers } })
    house.fetcher.answer(url, {
      body: articlePage({ title: `With ${name}`, seed: name.length + name.charCodeAt(0), image: src }),
    })
    const { snapshotId } = await look(dueArticle(url), house.parts, signal)
    await look(dueArticle(src, { purpose: 'image' }), house.parts, signal)
    return { id: snapshotId as SnapshotId, src }
  }

  test('is what stood there with the snapshot, whatever the outlet put in its place later', async () => {
    const { id, src } = await pictureOf('a', png)
    house.clock.forward(86_400_000)
    const later = Buffer.concat([png, Buffer.from('later')])
    house.fetcher.answer(src, { body: later, headers: { 'content-type': 'image/png' } })
    await look(dueArticle(src, { purpose: 'image' }), house.parts, signal)
    assert.deepEqual(Buffer.from((await house.access.image(id, 0))?.bytes ?? []), png)
  })

  test('that is an SVG, a page, or cannot be unpacked is not given out', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert.equal(await house.access.image((await pictureOf('b', svg)).id, 0), null)
    const bomb = Buffer.from('not gzip at all')
    assert.equal(
      await house.access.image((await pictureOf('c', bomb, { 'content-encoding': 'gzip' })).id, 0),
      null,
    )
  })

  test('that the body does not have is null', async () => {
    const { id } = await pictureOf('d', png)
    for (const index of [1, -1, Number.NaN, 0.5]) assert.equal(await house.access.image(id, index), null)
    assert.equal(await house.access.image('000000000000000000' as SnapshotId, 0), null)
  })
})

function isEmpty(answer: unknown): boolean {
  return answer === null || (Array.isArray(answer) && answer.length === 0)
}
