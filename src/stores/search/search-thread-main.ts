import { parentPort, workerData } from 'node:worker_threads'
import type { MatchNode, SearchHistogram, SearchRequest } from '#catalog'
import { type Instant, type Log, type LogFields, type SnapshotId, silentLog } from '#model'
import { catalogMigrations } from '../sqlite/catalog-schema.ts'
import { openDatabase } from '../sqlite/database.ts'
import { searchSourceOf } from '../sqlite/search-source.ts'
import { openPlannedIndex } from './search-index.ts'
import type { SearchPlan } from './search-plan.ts'

/** The other end of `search-thread.ts`. */
export type ThreadCall =
  | { readonly kind: 'search'; readonly plan: SearchPlan; readonly page: SearchRequest }
  | {
      readonly kind: 'like'
      readonly match: MatchNode
      readonly options: {
        readonly limit: number
        readonly exclude: readonly SnapshotId[]
        readonly from?: Instant
      }
    }
  | {
      readonly kind: 'facets'
      readonly plan: SearchPlan
      readonly unit: SearchHistogram['unit'] | undefined
    }
  | {
      readonly kind: 'suggest'
      readonly typed: string
      readonly options: { readonly limit: number; readonly without?: readonly SnapshotId[] }
    }
  | { readonly kind: 'catchUp' }
  | { readonly kind: 'erase'; readonly snapshot: number }
  | { readonly kind: 'close' }

/** What is withheld from now on: the list that an empty `without` of a call stands for. */
export interface ThreadNews {
  readonly withheld: readonly SnapshotId[]
}

export type ThreadAnswer =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly error: unknown }
  | { readonly log: 'info' | 'warn' | 'error'; readonly event: string; readonly fields: LogFields }

const port = parentPort
if (!port) throw new Error('This file is started by search-thread.ts.')

const tell =
  (level: 'info' | 'warn' | 'error') =>
  (event: string, fields: LogFields = {}) =>
    port.postMessage({ log: level, event, fields } satisfies ThreadAnswer)
const log: Log = { ...silentLog, info: tell('info'), warn: tell('warn'), error: tell('error') }

const { catalog, folder } = workerData as { catalog: string; folder: string }
const database = openDatabase(catalog, catalogMigrations)
const index = openPlannedIndex(folder, searchSourceOf(database), log)

/** So often the index looks for what is new without being asked, so that a question seldom finds much to do. */
const followEveryMs = 250
const timer = setInterval(() => index.follow(50), followEveryMs)

let withheld: readonly SnapshotId[] = []

port.on('message', async (message: ThreadNews | { id: number; call: ThreadCall }) => {
  if ('withheld' in message) {
    withheld = message.withheld
    return
  }
  const { id, call } = message
  try {
    port.postMessage({ call: id, value: await answer(call) } satisfies ThreadAnswer)
  } catch (error) {
    port.postMessage({ call: id, error } satisfies ThreadAnswer)
  }
})

async function answer(call: ThreadCall): Promise<unknown> {
  switch (call.kind) {
    case 'search':
      index.follow(100)
      return index.search(withWithheld(call.plan), call.page)
    case 'facets':
      index.follow(100)
      return index.facets(withWithheld(call.plan), call.unit)
    case 'suggest':
      index.follow(100)
      return index.suggest(
        call.typed,
        call.options.without ? { ...call.options, without: withheld } : call.options,
      )
    case 'like':
      index.follow(100)
      return index.like(call.match, call.options)
    case 'catchUp':
      return index.catchUp()
    case 'erase':
      return index.erase(call.snapshot)
    case 'close':
      clearInterval(timer)
      await index.close()
      database.close()
  }
  return null
}

function withWithheld(plan: SearchPlan): SearchPlan {
  return plan.filter.without ? { ...plan, filter: { ...plan.filter, without: withheld } } : plan
}
