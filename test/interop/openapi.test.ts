import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import type { Hono } from 'hono'
import { z } from 'zod'
import { createApi } from '#api'
import { deliver } from '#pipeline'
import { createMatcher, createSubscriptions, newVapidKeys } from '#subscriptions'
import { allAnswers } from '../../src/api/openapi.ts'
import { type Operation, operations } from '../../src/api/operations.ts'
import { look } from '../../src/pipeline/visit.ts'
import {
  articlePage,
  dueArticle,
  type House,
  openTestHouse,
  paperOutlet,
} from '../contracts/house-fixture.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const guest = `guest-${'a'.repeat(32)}`

describe('the API and its OpenAPI document', () => {
  let house: House
  let api: Hono
  let folder: string
  const ids: Record<string, string[]> = { id: [], slug: ['paper'] }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'verbatim-openapi-'))
    house = await openTestHouse()
    const { access, clock, stores, parts } = house
    await parts.outlets.save(paperOutlet())
    for (let index = 0; index < 6; index++) {
      // The last rewrites the one before.
      const url = `https://www.paper.example/${Math.min(index, 4)}.html`
      house.fetcher.answer(url, { body: articlePage({ title: `The bridge ${index}`, seed: index }) })
      const { snapshotId } = await look(dueArticle(url), parts, new AbortController().signal)
      const held = await parts.catalog.find(snapshotId as never)
      ids['id']?.push(
        snapshotId as string,
        held?.snapshot.articleId ?? '',
        held?.connections.story ?? '',
        `${index}`,
      )
    }
    const store = stores.subscriptions
    const common = { store, clock, log: parts.log }
    const subscriptions = createSubscriptions({
      ...common,
      ...{ mail: null, hub: null, pushKey: newVapidKeys().publicKey },
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    })
    const deliverer = { async deliverDue() {}, async idle() {} }
    await deliver({
      ...{
        access,
        store,
        deliverer,
        clock,
        log: parts.log,
        catalog: stores.catalog,
        notices: stores.notices,
      },
      matcher: createMatcher({ ...common, access }),
    })
    api = createApi({
      ...{ access, clock, subscriptions },
      baseUrl: 'https://archive.example',
      limits: { requestsPerMinute: 0, snapshotsPerHour: 100_000 },
      capture: async (url) =>
        url.includes('good') ? { snapshotId: ids['id']?.[0] as never } : { reason: 'It is a list page.' },
    })
  })
  after(async () => {
    await house.close()
    rmSync(folder, { recursive: true })
  })

  test('is lint clean by a published linter', { timeout: 120_000 }, async () => {
    const file = join(folder, 'openapi.json')
    writeFileSync(file, await (await api.request('/api/openapi.json')).text())
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', CI: '1' }
    const linter = join(root, 'node_modules/@redocly/cli/bin/cli.js')
    const { stderr } = await run(process.execPath, [linter, 'lint', '--extends=recommended', file], { env })
    assert.match(stderr, /Your API description is valid/)
    assert.doesNotMatch(stderr, /warning/i)
  })

  for (const operation of operations) {
    test(`${operation.method} ${operation.path}: whatever is asked, the answer is as described`, async () => {
      await fc.assert(
        fc.asyncProperty(requestOf(operation, ids), async ({ path, init }) => {
          const response = await api.request(path, init)
          const text = await response.text()
          const name = `${init.method} ${path} → ${response.status} ${text.slice(0, 300)}`
          assert.ok(response.status < 500, name)
          if (response.status === 204 || response.status === 304) return assert.equal(text, '', name)
          const isProblem = response.status >= 400
          assert.equal(
            response.headers.get('content-type'),
            isProblem ? 'application/problem+json' : 'application/json',
            name,
          )
          const schema = isProblem ? 'Problem' : response.status === 202 ? operation.later : operation.answer
          assert.ok(schema, name)
          const result = allAnswers[schema].safeParse(JSON.parse(text))
          assert.ok(result.success, `${name}\n${result.error && z.prettifyError(result.error)}`)
        }),
        { numRuns: 60 },
      )
    })
  }
})

/** Requests that fit the description, and such that nearly do. */
function requestOf(operation: Operation, ids: Readonly<Record<string, readonly string[]>>) {
  const { method, path, query, body, needsToken } = operation
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const keys = fc.tuple(
    ...names.map((name) => fc.oneof(fc.constantFrom(...(ids[name] ?? ['x'])), fc.string({ maxLength: 20 }))),
  )
  const parameters = query ? valuesOf(z.toJSONSchema(query, { io: 'input' })) : fc.constant({})
  const content = body
    ? fc.oneof({ weight: 4, arbitrary: valuesOf(z.toJSONSchema(body, { io: 'input' })) }, fc.jsonValue())
    : fc.constant(undefined)
  return fc
    .tuple(keys, parameters, content, fc.boolean(), fc.boolean())
    .map(([values, asked, sent, isAsync, isCached]) => {
      let index = 0
      const filled = path.replace(/\{\w+\}/g, () => encodeURIComponent(values[index++] || 'x'))
      const search = new URLSearchParams(
        Object.entries(asked as Record<string, unknown>).map(([name, value]) => [
          name,
          `${value}`.toWellFormed(),
        ]),
      )
      // Nothing in a test waits.
      search.delete('wait')
      const headers: Record<string, string> = {
        ...(needsToken && { authorization: `Bearer ${guest}` }),
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...(isAsync && { prefer: 'respond-async' }),
        ...(isCached && { 'if-none-match': '*' }),
      }
      const init = {
        method: method.toUpperCase(),
        headers,
        ...(sent !== undefined && { body: JSON.stringify(sent) }),
      }
      return { path: `${filled}?${search}`, init }
    })
}

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
}

/** Values of a JSON schema, and now and then one that is none. */
function valuesOf(schema: object): fc.Arbitrary<unknown> {
  const { type, properties, enum: values, anyOf, oneOf, items, required = [] } = schema as Schema
  const { const: only, minimum = 0, maximum = 1_000, pattern } = schema as Schema
  const choices = anyOf ?? oneOf
  if (choices) return fc.oneof(...choices.map(valuesOf))
  if (only !== undefined) return fc.constant(only)
  if (values) return fc.constantFrom(...values)
  if (properties) {
    const fields = Object.entries(properties).map(([name, each]) => [name, valuesOf(each)])
    return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] as never[] })
  }
  if (type === 'array') return fc.array(valuesOf(items ?? {}), { maxLength: 3 })
  if (type === 'integer' || type === 'number')
    return fc.oneof(fc.integer({ min: Math.max(minimum, -5), max: Math.min(maximum, 1_000) }), fc.integer())
  const words = [
    'bridge',
    '"the bridge" OR x',
    '(',
    'paper',
    '2026-01-05',
    'https://good.example/1',
    'sport',
    '1',
  ]
  const text = fc.oneof(
    fc.constantFrom(...words),
    fc.string({ maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 10 }),
  )
  return pattern ? fc.oneof(fc.stringMatching(new RegExp(pattern)), text) : text
}
