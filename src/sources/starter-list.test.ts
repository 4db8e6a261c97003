import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { formatOutlet, parseOutlet } from './outlet-file.ts'
import { parseStarterList, starterLists } from './starter-list.ts'

const lists = starterLists.map((name) => ({
  name,
  outlets: parseStarterList(readFileSync(new URL(`starter-lists/${name}.tsv`, import.meta.url), 'utf8')),
}))

describe('the starter lists', () => {
  test('name some eighty outlets, each once, that an outlet file can hold', () => {
    const outlets = lists.flatMap(({ outlets }) => outlets.map(({ outlet }) => outlet))
    assert.ok(outlets.length >= 60)
    assert.equal(new Set(outlets.map(({ slug }) => slug)).size, outlets.length)
    assert.equal(new Set(outlets.map(({ homepage }) => homepage)).size, outlets.length)
    for (const outlet of outlets) assert.deepEqual(parseOutlet(formatOutlet(outlet)), outlet)
  })

  test('say of each where its addresses are documented', () => {
    for (const { outlets } of lists)
      for (const { outlet, documentedAt } of outlets)
        if (outlet.sources.some(({ kind }) => kind !== 'section'))
          assert.ok(!outlet.sources.some(({ url }) => url === documentedAt), outlet.slug)
  })

  test('a line that lacks something is refused', () => {
    assert.throws(() => parseStarterList('heading\nslug\tname'), RangeError)
  })
})
