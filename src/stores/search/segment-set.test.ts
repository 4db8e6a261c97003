import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { indexTerms, parseQuery } from '#catalog'
import { type SnapshotId, silentLog } from '#model'
import type { DocumentSource, SourceChange } from './document-source.ts'
import { IndexFiles } from './index-files.ts'
import { createSearchEngine } from './search-engine.ts'
import { planOf } from './search-plan.ts'
import { SegmentSet } from './segment-set.ts'

const root = mkdtempSync(join(tmpdir(), 'verbatim-segments-'))
after(() => rmSync(root, { recursive: true }))

/** A catalog of texts by key; every `put` is a new snapshot. */
function createSource() {
  const texts = new Map<number, string>()
  const authors = new Map<number, string>()
  const changes = new Map<number, { at: number; key: number; snapshot: number | null }>()
  let now = 0
  let snapshots = 0
  const source: DocumentSource = {
    identity: 'test',
    now: () => now,
    changesAfter: (at, _key, limit) =>
      [...changes.values()]
        .filter((change) => change.at > at)
        .sort((a, b) => a.at - b.at)
        .slice(0, limit)
        .map(changeOf),
    contentOf(snapshot) {
      const text = texts.get(snapshot)
      const none = { lead: '', captions: '', authors: '', source: '' }
      return text === undefined
        ? null
        : {
            terms: { ...none, title: '', body: indexTerms(text) },
            authors: [authors.get(snapshot) ?? '林默'],
            people: [],
          }
    },
    texts: (keys) => new Map(keys.map((key) => [key, { title: '', text: texts.get(key) ?? '' }])),
    ids: (keys) => new Map(keys.map((key) => [key, `s${key}` as SnapshotId])),
    articleKeys: () => new Set(),
    latestKeys: () => new Set(),
    storyKeys: () => new Set(),
  }
  const forget = (key: number) => {
    const snapshot = changes.get(key)?.snapshot
    if (snapshot) texts.delete(snapshot)
  }
  return {
    source,
    put(key: number, text: string, author?: string): number {
      forget(key)
      texts.set(++snapshots, text)
      if (author) authors.set(snapshots, author)
      changes.set(key, { at: ++now, key, snapshot: snapshots })
      return snapshots
    },
    remove(key: number): void {
      forget(key)
      if (changes.has(key)) changes.set(key, { at: ++now, key, snapshot: null })
    },
    held: () =>
      [...changes.values()]
        .filter(({ snapshot }) => snapshot !== null)
        .map(({ key, snapshot }) => ({ key, text: texts.get(snapshot as number) as string })),
  }
}

function changeOf({ at, key, snapshot }: { at: number; key: number; snapshot: number | null }): SourceChange {
  const rest = {
    channel: null,
    region: null,
    outlet: 'o',
    outletName: null,
    language: null,
    host: 'h',
    webState: 'live',
  }
  const document =
    snapshot === null
      ? null
      : {
          ...rest,
          key,
          snapshot,
          articleId: `a${key}`,
          sortMs: key * 1000,
          isReprint: false,
          isRevised: false,
        }
  return { at, key, document }
}

function openSet(
  source: DocumentSource,
  folder: string,
  docsMax = 4,
  mayWrite = true,
  files = new IndexFiles(folder),
) {
  const set = new SegmentSet({
    source,
    files,
    log: silentLog,
    claim: () => mayWrite,
    docsMax,
  })
  const engine = createSearchEngine(set, source)
  const ask = async (text: string, sort: 'newest' | 'relevance' = 'newest'): Promise<number[]> => {
    await set.catchUp()
    const found = engine.search(planOf(parseQuery(text)), { sort, cursor: null, limit: 1000 })
    assert.equal(found.total.value, found.items.length)
    const bySnapshot = new Map(
      set.segments.flatMap(({ columns }) =>
        Array.from(
          { length: columns.count },
          (_, doc) => [columns.arrays.snapshot[doc], columns.arrays.key[doc]] as [number, number],
        ),
      ),
    )
    return found.items.map(({ id }) => bySnapshot.get(Number(id.slice(1))) as number).sort((a, b) => a - b)
  }
  return { set, ask }
}

describe('segments', () => {
  const word = fc.constantFrom('火', '灾', '森林', '西昌', '京', '市', 'car', 'fire', '北京市', '12')
  const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '))
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ key: fc.integer({ min: 1, max: 30 }), text }) },
    { weight: 1, arbitrary: fc.record({ key: fc.integer({ min: 1, max: 30 }), text: fc.constant(null) }) },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
  )

  test('find what is held and nothing else, however often written, merged and opened again', async () => {
    const queries = [
      '火',
      '森林',
      '西昌 car',
      '"森林 西昌"',
      '北京市',
      'fire -car',
      '火 OR 12',
      '"京市"',
      '"灾 森林"',
    ]
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 120 }), async (steps) => {
        const catalog = createSource()
        const folder = mkdtempSync(join(root, 'set-'))
        let { set, ask } = openSet(catalog.source, folder)
        for (const each of steps) {
          if (each === 'reopen') {
            await set.close()
            ;({ set, ask } = openSet(catalog.source, folder))
          } else if (each.text === null) catalog.remove(each.key)
          else catalog.put(each.key, each.text)
          if (Math.abs(JSON.stringify(each).length) % 3 === 0) set.follow(1000)
        }
        for (const query of queries) {
          assert.deepEqual(await ask(query), expected(catalog.held(), query), query)
        }
        await set.close()
        const again = openSet(catalog.source, folder)
        for (const query of queries)
          assert.deepEqual(await again.ask(query), expected(catalog.held(), query), query)
        await again.set.close()
      }),
      { numRuns: 25 },
    )
  })

  test('a process that only reads finds the same', async () => {
    const catalog = createSource()
    const folder = mkdtempSync(join(root, 'set-'))
    for (let key = 1; key <= 20; key++) catalog.put(key, key % 2 ? '森林' : '西昌')
    const writer = openSet(catalog.source, folder)
    await writer.set.catchUp()
    await writer.set.settled()
    const reader = openSet(catalog.source, folder, 4, false)
    catalog.put(21, '森林')
    assert.equal((await reader.ask('森林')).length, 11)
    assert.equal((await writer.ask('森林')).length, 11)
    await reader.set.close()
    await writer.set.close()
  })

  test('a damaged file is noticed and what it held is taken in again', async () => {
    for (const suffix of ['.docs', '.pos', '.terms', '.cols']) {
      const catalog = createSource()
      const folder = mkdtempSync(join(root, 'set-'))
      for (let key = 1; key <= 12; key++) catalog.put(key, '森林 西昌 火')
      const first = openSet(catalog.source, folder)
      await first.set.catchUp()
      await first.set.close()
      for (const file of readdirSync(folder)
        .filter((name) => name.endsWith(suffix))
        .slice(0, 1)) {
        const bytes = readFileSync(join(folder, file))
        writeFileSync(join(folder, file), bytes.fill(0xff))
      }
      const again = openSet(catalog.source, folder)
      // By relevance: words are counted before anything is matched, and that reads the files too.
      await again.ask('"森林 西昌"', 'relevance')
      assert.equal((await again.ask('"森林 西昌"')).length, 12, suffix)
      await again.set.close()
    }
  })

  test('what could not be written is still found, and written the next time', async () => {
    const catalog = createSource()
    const folder = mkdtempSync(join(root, 'set-'))
    const files = new BreakableFiles(folder)
    files.isBroken = true
    const { set, ask } = openSet(catalog.source, folder, 4, true, files)
    for (let key = 1; key <= 6; key++) catalog.put(key, '森林')
    assert.equal((await ask('森林')).length, 6)
    await set.settled()
    assert.ok(!readdirSync(folder).includes('manifest.json'))
    files.isBroken = false
    for (let key = 7; key <= 12; key++) catalog.put(key, '森林')
    assert.equal((await ask('森林')).length, 12)
    await set.close()
    const again = openSet(catalog.source, folder)
    assert.ok(again.set.segments.length > 1, 'from files')
    assert.equal((await again.ask('森林')).length, 12)
    await again.set.close()
  })

  test('a process that only reads has the one that writes erase, and keeps no file that was replaced', async () => {
    const catalog = createSource()
    const folder = mkdtempSync(join(root, 'set-'))
    for (let key = 1; key <= 8; key++) catalog.put(key, `森林 common${key}`)
    const erased = catalog.put(9, 'secretword 森林', '秘密人')
    for (let key = 10; key <= 12; key++) catalog.put(key, '森林')
    const writer = openSet(catalog.source, folder)
    await writer.set.catchUp()
    await writer.set.settled()
    const reader = openSet(catalog.source, folder, 4, false)
    assert.deepEqual(await reader.ask('secretword'), [9])
    const hasSecret = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
        .some((bytes) => bytes.includes('secret') || bytes.includes('秘密人'))
    assert.ok(hasSecret())
    catalog.remove(9)
    const timer = setInterval(() => writer.set.follow(20), 10)
    await reader.set.erase(erased)
    clearInterval(timer)
    assert.ok(!hasSecret())
    assert.equal((await reader.ask('森林')).length, 11)
    assert.equal((await writer.ask('森林')).length, 11)
    await writer.set.close()
    // Nobody else writes now.
    await reader.set.close()
  })

  test('after an erase no file has a term of what was removed, and the rest is found', async () => {
    const catalog = createSource()
    const folder = mkdtempSync(join(root, 'set-'))
    for (let key = 1; key <= 40; key++) catalog.put(key, `森林 common word${key}`)
    const erased = catalog.put(41, 'secretword 森林')
    for (let key = 42; key <= 60; key++) catalog.put(key, `森林 word${key}`)
    const { set, ask } = openSet(catalog.source, folder)
    assert.deepEqual(await ask('secretword'), [41])
    await set.settled()
    const hasSecret = () =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes('secret'))
    assert.ok(hasSecret())
    catalog.remove(41)
    await set.erase(erased)
    assert.ok(!hasSecret())
    assert.equal((await ask('森林')).length, 59)
    await set.close()
  })
})

/** As on a full disk. */
class BreakableFiles extends IndexFiles {
  isBroken = false

  override pathOf(name: string): string {
    return this.isBroken && name !== 'manifest.json' ? join(this.folder, 'full', name) : super.pathOf(name)
  }
}

function expected(held: readonly { key: number; text: string }[], query: string): number[] {
  const has = (text: string, terms: string) => ` ${indexTerms(text)} `.includes(terms)
  const tests: Record<string, (text: string) => boolean> = {
    火: (text) => has(text, ' 火'),
    森林: (text) => has(text, ' 森林 '),
    '西昌 car': (text) => has(text, ' 西昌 ') && has(text, ' car '),
    '"森林 西昌"': (text) => has(text, ' 森林 林 西昌 '),
    北京市: (text) => has(text, ' 北京 京市 '),
    'fire -car': (text) => has(text, ' fire ') && !has(text, ' car '),
    '火 OR 12': (text) => has(text, ' 火') || has(text, ' 12 '),
    '"京市"': (text) => has(text, ' 京市 '),
    '"灾 森林"': (text) => has(text, ' 灾 森林 '),
  }
  const holds = tests[query] as (text: string) => boolean
  return held
    .filter(({ text }) => holds(text))
    .map(({ key }) => key)
    .sort((a, b) => a - b)
}
