import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instant } from '#model'
import { createFakeAccess } from './fixtures/fake-access.ts'
import { createSite } from './site.ts'

const access = createFakeAccess()
const clock = { now: () => '2024-09-20T10:00:00.000Z' as Instant }
const site = createSite({
  access,
  clock,
  serviceName: 'Verbatim',
  contact: null,
  baseUrl: 'https://v.example',
})
const reprint = access.held.find(({ connections }) => connections.reprintOf)
const parent = reprint?.connections.reprintOf?.parent
const alone = access.held.find(
  ({ snapshot, connections }) =>
    !connections.reprintOf && access.held.every((each) => each.connections.reprintOf?.parent !== snapshot.id),
)

test('the lineage page draws who took from whom, and says the same in a list', async () => {
  const response = await site.request(`/s/${reprint?.snapshot.id}/lineage`)
  const text = await response.text()
  assert.equal(response.status, 200)
  const [drawing = '', list = ''] = text.split('</svg>')
  for (const part of [drawing, list])
    for (const id of [parent, reprint?.snapshot.id]) assert.ok(part.includes(`/s/${id}`), `${id}`)
  assert.match(drawing, /<svg[^>]*aria-hidden="true"/)
  assert.doesNotMatch(drawing, /style="/)
})

test('a text that nobody else has is answered with 404', async () => {
  assert.equal((await site.request(`/s/${alone?.snapshot.id}/lineage`)).status, 404)
})
