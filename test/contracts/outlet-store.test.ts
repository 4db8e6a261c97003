import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { type Outlet, parseHttpUrl } from '#model'
import { defaultPoliteness, OutletError } from '#sources'
import { openOutletStore } from '../../src/stores/files/outlet-store.ts'

const root = mkdtempSync(join(tmpdir(), 'verbatim-outlets-'))
after(() => rmSync(root, { recursive: true }))

const outlet = (slug: string): Outlet => ({
  slug,
  name: '清河日报',
  homepage: parseHttpUrl('http://www.qinghe.example/'),
  language: 'zh-Hans',
  channel: null,
  region: '清河',
  sources: [{ kind: 'feed', url: parseHttpUrl('http://www.qinghe.example/rss'), channel: null }],
  politeness: defaultPoliteness,
  followed: true,
})

describe('outlets as files', () => {
  test('what was saved is there, in order, also for another process', async () => {
    const folder = join(root, 'saved', 'deeper')
    const store = openOutletStore(folder)
    await store.save(outlet('b'))
    await store.save(outlet('a'))
    await store.save({ ...outlet('b'), followed: false })
    const again = openOutletStore(folder)
    assert.deepEqual(await again.all(), [outlet('a'), { ...outlet('b'), followed: false }])
    assert.deepEqual(await again.find('a'), outlet('a'))
    assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'b.json'])
  })

  test('what was removed is gone', async () => {
    const store = openOutletStore(join(root, 'removed'))
    await store.save(outlet('a'))
    assert.equal(await store.remove('a'), true)
    assert.equal(await store.remove('a'), false)
    assert.equal(await store.find('a'), null)
  })

  test('a broken file is named, with what is wrong in it', async () => {
    const folder = join(root, 'broken')
    const store = openOutletStore(folder)
    writeFileSync(join(folder, 'bad.json'), '{"slug":"bad"}')
    await assert.rejects(
      store.all(),
      (error) =>
        error instanceof OutletError && /bad\.json/.test(error.message) && /homepage/.test(error.message),
    )
  })

  test('a file under the name of another outlet is refused', async () => {
    const folder = join(root, 'other')
    const store = openOutletStore(folder)
    writeFileSync(join(folder, 'x.json'), JSON.stringify(outlet('y')))
    await assert.rejects(store.find('x'), /x\.json.*"y"/)
  })

  test('no slug leads out of the folder', async () => {
    const store = openOutletStore(join(root, 'inside'))
    assert.equal(await store.find('../saved/deeper/a'), null)
    assert.equal(await store.remove('../saved/deeper/a'), false)
    await assert.rejects(store.save(outlet('../x')), OutletError)
  })
})
