import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type Instant, parseHttpUrl, parseInstant, type SnapshotId, urlKey } from '#model'
import { openNoticeStore } from '../../src/stores/sqlite/notice-store.ts'

const at = (day: number): Instant => parseInstant(`2026-01-${String(day).padStart(2, '0')}T00:00:00Z`)
const id = '06h0uuldkfon8d1q6l' as SnapshotId
const url = parseHttpUrl('https://www.paper.example/a/very/long/address.html')
const notice = {
  subject: 's',
  kind: 'privacy',
  reason: 'r',
  name: 'Ada',
  contact: 'ada@example.org',
} as const
const receipt = { caseNumber: '2026-A', statusKey: 'k', filedAt: at(1) }
const decision = {
  caseNumber: '2026-A',
  kind: 'withhold',
  snapshots: [id],
  reason: 'why',
  law: null,
  decidedAt: at(2),
} as const

describe('decisions about requests', () => {
  let folder: string
  let store: ReturnType<typeof openNoticeStore>
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'verbatim-notices-'))
    store = openNoticeStore(join(folder, 'notices.db'))
    await store.file(notice, receipt)
  })
  afterEach(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a decision and what it does come together', async () => {
    const withholding = { id, url, capturedAt: at(1), withheldAt: at(2), reason: 'why', legal: false }
    assert.equal((await store.decide(decision, { withhold: [withholding] })).number, 1)
    assert.equal((await store.withheld([id])).size, 1)
    assert.deepEqual(
      (await store.case('2026-A'))?.decisions.map(({ kind }) => kind),
      ['withhold'],
    )
    assert.equal((await store.decide({ ...decision, kind: 'restore' }, { release: [id] })).number, 2)
    assert.equal((await store.withheld([id])).size, 0)
    assert.equal((await store.decisions({ after: 1, limit: 9 })).length, 1)
  })

  test('what was decided can neither be changed nor removed, by whatever program', async () => {
    await store.decide(decision, {})
    const raw = new DatabaseSync(join(folder, 'notices.db'))
    assert.throws(() => raw.exec("UPDATE decision SET reason = 'other'"), /never changed/)
    assert.throws(() => raw.exec('DELETE FROM decision'), /never removed/)
    raw.close()
  })

  test('an address is kept out without being kept', async () => {
    const key = urlKey(url)
    await store.decide(
      { ...decision, kind: 'erase' },
      { exclude: [{ key, url: null, reason: 'why', since: at(2) }] },
    )
    assert.deepEqual([...(await store.excluded([key, urlKey(parseHttpUrl('https://b.example/'))]))], [key])
    const raw = new DatabaseSync(join(folder, 'notices.db'))
    assert.doesNotMatch(JSON.stringify(raw.prepare('SELECT * FROM exclusion').all()), /paper/)
    raw.close()
    await store.decide({ ...decision, kind: 'restore' }, { include: [key] })
    assert.equal((await store.excluded([key])).size, 0)
  })

  test('an erasure stays noted until it is finished, and then takes the words of the request along', async () => {
    await store.decide(
      { ...decision, kind: 'erase' },
      { erase: { snapshots: [id], captures: [], keys: [urlKey(url)] } },
    )
    const [open] = await store.openErasures()
    assert.deepEqual(open?.snapshots, [id])
    await store.finishErasure(open?.number ?? 0)
    assert.deepEqual(await store.openErasures(), [])
    const file = await store.case('2026-A')
    assert.deepEqual([file?.subject, file?.reason, file?.kind], ['', '', 'privacy'])
  })

  test('who asked is forgotten some time after the last decision, not before', async () => {
    assert.equal(await store.forgetAskers(at(30)), 0, 'nothing was decided yet')
    await store.decide(decision, {})
    assert.equal(await store.forgetAskers(at(2)), 0)
    assert.equal(await store.forgetAskers(at(3)), 1)
    assert.equal((await store.case('2026-A'))?.contact, '')
  })
})
