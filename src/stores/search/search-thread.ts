import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { tellingWords } from '#catalog'
import { type Log, ServiceError, type SnapshotId } from '#model'
import type { FollowingIndex } from './search-index.ts'
import { anyOf, planOf, type SearchPlan } from './search-plan.ts'
import type { ThreadAnswer, ThreadCall, ThreadNews } from './search-thread-main.ts'
import { isSameList } from './withheld.ts'

const likeTermsMax = 12

/** The same index in a thread of its own, so that no question and no merge holds up the service. */
export function openSearchThread(options: { catalog: string; folder: string; log: Log }): FollowingIndex {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let nextCall = 0
  let thread: Worker | null = null
  let isClosed = false
  /** What the thread knows to be withheld. */
  let sent: readonly SnapshotId[] | null = null

  const started = (): Worker => {
    if (thread) return thread
    const { catalog, folder, log } = options
    const worker = new Worker(fileURLToPath(new URL('./search-thread-main.ts', import.meta.url)), {
      workerData: { catalog, folder },
    })
    worker.on('message', (answer: ThreadAnswer) => {
      if ('log' in answer) {
        log[answer.log](answer.event, answer.fields)
        return
      }
      const call = waiting.get(answer.call)
      waiting.delete(answer.call)
      if ('error' in answer) call?.reject(answer.error)
      else call?.resolve(answer.value)
    })
    worker.on('error', (cause) =>
      log.error('The search thread stopped; the next question starts it again.', { error: String(cause) }),
    )
    worker.on('exit', () => {
      thread = null
      sent = null
      for (const { reject } of waiting.values()) {
        reject(
          new ServiceError('The search stopped while it was working on this.', {
            retry: 'later',
            toDo: 'Ask again; it starts by itself.',
          }),
        )
      }
      waiting.clear()
    })
    thread = worker
    return worker
  }

  const ask = <T>(call: ThreadCall): Promise<T> => {
    const id = nextCall++
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      started().postMessage({ id, call })
    })
  }

  /** The same long list with every question would be copied with every question: it is sent when it has changed. */
  const withheldSent = (without: readonly SnapshotId[] | undefined): undefined | readonly [] => {
    if (without === undefined) return undefined
    const worker = started()
    if (sent === null || !isSameList(without, sent)) {
      worker.postMessage({ withheld: without } satisfies ThreadNews)
      sent = without
    }
    return []
  }
  const lean = (plan: SearchPlan): SearchPlan => {
    const without = withheldSent(plan.filter.without)
    return without ? { ...plan, filter: { ...plan.filter, without } } : plan
  }

  started()
  return {
    search: (query, page) => ask({ kind: 'search', plan: lean(planOf(query)), page }),
    facets: (query, { unit } = {}) => ask({ kind: 'facets', plan: lean(planOf(query)), unit }),
    suggest(typed, { limit, without }) {
      const known = withheldSent(without)
      return ask({ kind: 'suggest', typed, options: { limit, ...(known && { without: known }) } })
    },
    async moreLikeThis(text, like) {
      const match = anyOf(tellingWords(text, likeTermsMax))
      return match === null || like.limit < 1 ? [] : ask({ kind: 'like', match, options: like })
    },
    catchUp: () => ask({ kind: 'catchUp' }),
    erase: (snapshot) => ask({ kind: 'erase', snapshot }),
    async close() {
      if (isClosed) return
      isClosed = true
      await ask({ kind: 'close' })
      await thread?.terminate()
    },
  }
}
