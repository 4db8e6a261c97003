import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseHttpUrl, type SnapshotId } from '#model'
import { decide, finishErasures, publishCheckpoint, rebuild } from '#pipeline'
import { verifyReceipt } from '#transparency'
import { look } from '../../src/pipeline/visit.ts'
import {
  type ArticlePage,
  articlePage,
  dueArticle,
  type House,
  openTestHouse,
  paperOutlet,
} from '../contracts/house-fixture.ts'
import { findTraces } from '../support/folder-traces.ts'

const signal = new AbortController().signal
const base = 'https://www.paper.example'
const secret = {
  url: `${base}/2026/secret-of-the-mayor.html`,
  title: 'The mayor of the harbour town and a letter that nobody was to read',
  seed: 7,
  image: `${base}/images/only-here.png`,
} as const
const other = {
  url: `${base}/2026/other.html`,
  title: 'Another report about the orchard',
  seed: 90,
  image: `${base}/images/shared.png`,
} as const
const png = (name: string) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from(name.repeat(50))])
const onlyPicture = png('the mayor with the letter in hand')
const sharedPicture = png('a bridge that many pages show')

const feedOf = (items: readonly { title: string; url: string; summary: string }[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>${items
    .map(
      (each) =>
        `<item><title>${each.title}</title><link>${each.url}</link><description>${each.summary}</description></item>`,
    )
    .join('')}</channel></rss>`

describe('an erasure', () => {
  test('leaves no 24 bytes of the article in the data folder, and everything else as it was', async () => {
    const house = await openTestHouse()
    const { secretIds, otherId, pages } = await fill(house)
    const before = await house.parts.transparency.receipt(otherId)
    assert.ok(before)
    const notice = await house.access.fileNotice({
      ...{ subject: secret.url, kind: 'privacy', name: 'A', contact: 'a@example.org' },
      reason: `You show "${secret.title}" though it is private.`,
    })

    const { isFinished, decision } = await decide(
      {
        ...{ kind: 'erase', caseNumber: notice.caseNumber, snapshots: secretIds },
        ...{ reason: 'A court has ordered it.', law: 'GDPR Art. 17' },
      },
      house.parts,
    )
    assert.equal(isFinished, true)
    assert.equal(decision.number, 1)

    const otherPages = [articlePage(other), feedOf([{ ...other, summary: '' }]), other.url]
    for (const page of pages) {
      const traces = await findTraces(house.folder, page, { except: [...otherPages, ...frames] })
      assert.deepEqual(traces, [])
    }
    assert.deepEqual(await findTraces(house.folder, onlyPicture), [])
    assert.notDeepEqual(await findTraces(house.folder, sharedPicture), [])

    await assertAllHolds(house)
    await publishCheckpoint(house.parts)
    const after = await house.parts.transparency.receipt(otherId)
    assert.ok(after && (await verifyReceipt(after)).holds)
    assert.ok((await house.access.snapshot(otherId))?.kind === 'snapshot')
    await house.close()
  })

  test('is told by a tombstone, on the status page, in the public report, and in the log', async () => {
    const house = await openTestHouse()
    const { secretIds } = await fill(house)
    const position = await house.parts.transparency.position(secretIds[0]!)
    const notice = await house.access.fileNotice({
      ...{ subject: secret.url, kind: 'privacy', name: 'A', contact: 'a@example.org', reason: 'Private.' },
    })
    await decide(
      {
        kind: 'erase',
        caseNumber: notice.caseNumber,
        snapshots: secretIds,
        reason: 'Private.',
        law: 'GDPR Art. 17',
      },
      house.parts,
    )
    for (const id of secretIds) {
      const tombstone = await house.access.snapshot(id)
      assert.ok(tombstone?.kind === 'tombstone')
      assert.deepEqual([tombstone.httpStatus, tombstone.url], [451, null])
      assert.equal(await house.access.original(id), null)
    }
    const status = await house.access.noticeStatus(notice.statusKey)
    assert.deepEqual([status?.state, status?.decisions?.[0]?.law], ['decided', 'GDPR Art. 17'])
    const report = await house.access.removals(null, 10)
    assert.deepEqual([report.requests, report.undecided, report.byKind.erase], [1, 0, 1])
    // The entry is still at its place, and a receipt of it proves that something of this id was logged.
    assert.deepEqual(await house.parts.transparency.position(secretIds[0]!), position)
    const receipt = await house.parts.transparency.receipt(secretIds[0]!)
    assert.ok(receipt && (await verifyReceipt(receipt)).holds)
    assert.deepEqual(receipt.statement.fields, {})
    await house.close()
  })

  test('keeps its addresses out: neither a visit nor a list brings them back', async () => {
    const house = await openTestHouse()
    const { secretIds } = await fill(house)
    await decide(ruling(secretIds), house.parts)
    assert.equal(await house.parts.frontier.find(parseHttpUrl(secret.url)), null)
    const { settlement } = await look(dueArticle(secret.url), house.parts, signal)
    assert.equal(settlement.kind, 'finished')
    await look(dueArticle(`${base}/feed.xml`, { purpose: 'feed' }), house.parts, signal)
    assert.equal(await house.parts.frontier.find(parseHttpUrl(secret.url)), null)
    assert.deepEqual(await house.access.captures(parseHttpUrl(secret.url)), [])
    await house.close()
  })

  test('of one revision leaves the others', async () => {
    const house = await openTestHouse()
    const { secretIds } = await fill(house)
    await decide(ruling(secretIds.slice(0, 1)), house.parts)
    assert.equal((await house.access.snapshot(secretIds[0]!))?.kind, 'tombstone')
    assert.equal((await house.access.snapshot(secretIds[1]!))?.kind, 'snapshot')
    const { settlement } = await look(dueArticle(secret.url), house.parts, signal)
    assert.equal(settlement.kind, 'unchanged')
    await assertAllHolds(house)
    await house.close()
  })

  test('that crashed anywhere in between is ended by the next start', async () => {
    const steps = [
      'frontier.forget',
      'catalog.remove',
      'archive.erase',
      'transparency.erase',
      'notices.finishErasure',
    ]
    for (const step of steps) {
      const house = await openTestHouse()
      const { secretIds, pages } = await fill(house)
      const [room, method] = step.split('.') as [keyof House['parts'], string]
      const broken = {
        ...house.parts,
        [room]: {
          ...(house.parts[room] as object),
          async [method]() {
            throw new Error('crash')
          },
        },
      }
      await assert.rejects(decide(ruling(secretIds), broken), /crash/)
      assert.equal(
        (await house.access.snapshot(secretIds[0]!))?.kind,
        'tombstone',
        `${step}: shown after a crash`,
      )
      await house.close()
      const again = await openTestHouse(house.folder)
      assert.equal(await finishErasures(again.parts), true)
      const traces = await findTraces(again.folder, pages[0]!, {
        except: [articlePage(other), other.url, ...frames],
      })
      assert.deepEqual(traces, [], step)
      await assertAllHolds(again)
      await again.close()
    }
  })

  test('is not undone by making the catalog again', async () => {
    const house = await openTestHouse()
    const { secretIds, otherId } = await fill(house)
    await decide(ruling(secretIds), house.parts)
    await rebuild(house.parts)
    assert.equal(await house.parts.catalog.find(secretIds[0]!), null)
    assert.ok(await house.parts.catalog.find(otherId))
    await house.close()
  })

  test('cannot be taken back, and says so', async () => {
    const house = await openTestHouse()
    const { secretIds } = await fill(house)
    await decide(ruling(secretIds), house.parts)
    await assert.rejects(decide({ ...ruling(secretIds), kind: 'restore' }, house.parts), /was erased/)
    await house.close()
  })
})

const ruling = (snapshots: readonly SnapshotId[]) =>
  ({ kind: 'erase', caseNumber: null, snapshots, reason: 'Private.', law: null }) as const

/** What pages, feeds and requests of that outlet have in common. */
const frames = [
  articlePage({ title: '', seed: 1 }),
  articlePage({ title: '', seed: 1, image: `${base}/images/` }),
  feedOf([]),
  feedOf([{ title: '', url: `${base}/2026/`, summary: '' }]),
  'HTTP/1.1 200 X\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: ',
]

async function fill(house: House) {
  const feed = parseHttpUrl(`${base}/feed.xml`)
  await house.parts.outlets.save(paperOutlet({ sources: [{ kind: 'feed', url: feed, channel: null }] }))
  house.fetcher.answer(feed, {
    headers: { 'content-type': 'application/rss+xml' },
    body: feedOf([
      { ...secret, summary: 'What the letter says about the mayor of the town.' },
      { ...other, summary: '' },
    ]),
  })
  house.fetcher.answer(secret.image, { headers: { 'content-type': 'image/png' }, body: onlyPicture })
  house.fetcher.answer(other.image, { headers: { 'content-type': 'image/png' }, body: sharedPicture })
  await look(dueArticle(feed, { purpose: 'feed' }), house.parts, signal)

  const versions: ArticlePage[] = [
    secret,
    { ...secret, added: 'Later the mayor said that the letter was a forgery.' },
  ]
  const secretIds: SnapshotId[] = []
  for (const version of versions) {
    house.fetcher.answer(secret.url, { body: articlePage(version) })
    const { snapshotId } = await look(dueArticle(secret.url), house.parts, signal)
    assert.ok(snapshotId)
    secretIds.push(snapshotId)
    house.clock.forward(3_600_000)
  }
  house.fetcher.answer(`${base}/m/1`, { body: articlePage(versions[1]!), finalUrl: secret.url })
  await look(dueArticle(`${base}/m/1`), house.parts, signal)
  house.fetcher.answer(other.url, { body: articlePage(other) })
  const { snapshotId: otherId } = await look(dueArticle(other.url), house.parts, signal)
  assert.ok(otherId)
  for (const { image } of [secret, other])
    await look(dueArticle(image, { purpose: 'image', foundOn: parseHttpUrl(other.url) }), house.parts, signal)
  await publishCheckpoint(house.parts)
  return { secretIds, otherId, pages: versions.map(articlePage) }
}

async function assertAllHolds(house: House): Promise<void> {
  for await (const { kind, subject, detail } of house.parts.archive.fsck())
    assert.equal(kind, 'ok', `${subject}: ${detail}`)
  for await (const { kind, subject, detail } of house.parts.transparency.fsck())
    assert.equal(kind, 'ok', `${subject}: ${detail}`)
}
