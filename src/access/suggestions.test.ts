import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NameSuggestion, SnapshotSummary } from '#catalog'
import type { SnapshotId, StoryId } from '#model'
import type { OutletView } from './access.ts'
import type { ListingParts } from './listing.ts'
import { suggestions } from './suggestions.ts'

const story = 'abcdefghijklmnop' as StoryId
const members = [
  { id: '1', title: '西昌森林火灾', story },
  { id: '2', title: '西昌火灾续报', story },
] as unknown as SnapshotSummary[]

/** Two outlets, names as the index would give them, one story; `hidden` is withheld. */
function partsWith(names: readonly NameSuggestion[], hidden = '') {
  const asked: string[] = []
  const shown = (items: readonly SnapshotSummary[]) => items.filter(({ id }) => id !== hidden)
  const parts = {
    notices: { withheldIds: async () => [] },
    search: {
      suggest: async () => names,
      search: async ({ text }: { text: string }) => {
        asked.push(text)
        const items = text.startsWith('西昌') ? members.map(({ id }) => ({ id, score: 0 })) : []
        return { items, next: null, total: { value: items.length, exact: true } }
      },
    },
    catalog: {
      summaries: async (ids: readonly SnapshotId[]) => members.filter(({ id }) => ids.includes(id)),
      storyMembers: async () => members,
    },
    withholder: { summaries: async (items: readonly SnapshotSummary[]) => shown(items) },
    outlets: [
      { outlet: { slug: 'xichang-daily', name: '西昌日报' }, articles: 3 },
      { outlet: { slug: 'harbour', name: 'Harbour Times' }, articles: 9 },
    ],
  } as unknown as ListingParts & { outlets: OutletView[] }
  return { parts, asked }
}

describe('what is being typed may become', () => {
  test('an outlet, by its name, its name in addresses or in pinyin; and a story by a title', async () => {
    const { parts } = partsWith([])
    const found = await suggestions('西昌', 10, parts)
    assert.deepEqual(
      found.map(({ kind, text, query, count }) => [kind, text, query, count]),
      [
        ['outlet', '西昌日报', 'outlet:xichang-daily', 3],
        ['story', '西昌森林火灾', `story:${story}`, 2],
      ],
    )
    for (const typed of ['xcrb', 'xichangri', 'xichang-d'])
      assert.deepEqual(
        (await suggestions(typed, 10, parts)).map(({ text }) => text),
        ['西昌日报'],
        typed,
      )
    assert.deepEqual(await suggestions('', 10, parts), [])
    assert.equal((await suggestions('西昌', 1, parts)).length, 1)
  })

  test('a person once, who writes and is named; a place; titles are asked for the name that pinyin spells', async () => {
    const { parts, asked } = partsWith([
      { kind: 'author', name: '王小明', fit: 'pinyin', count: 2 },
      { kind: 'person', name: '王小明', fit: 'pinyin', count: 5 },
      { kind: 'place', name: 'Wang Kai', fit: 'beginning', count: 1 },
    ])
    const found = await suggestions('wang', 10, parts)
    assert.deepEqual(
      found.map(({ query }) => query),
      ['region:"Wang Kai"', '王小明'],
    )
    assert.deepEqual(asked, ['王小明'])
  })

  test('no story of which one article alone may be shown', async () => {
    const { parts } = partsWith([], '1')
    assert.ok((await suggestions('西昌', 10, parts)).every(({ kind }) => kind !== 'story'))
  })
})
