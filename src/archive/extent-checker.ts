import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type ExtentBatch, isAsIndexed } from './extent-check.ts'

/** Checks captures beside one another: unpacking and hashing is work for as many cores as there are. */
export interface ExtentChecker {
  /** So many batches can be on their way before another has to wait. */
  readonly atATime: number
  /** Takes the bytes for itself: the caller may not use them any more. */
  isAsIndexed(batch: ExtentBatch): Promise<boolean>
  close(): Promise<void>
}

/** What a thread is asked, and what it answers. */
export interface CheckTask {
  readonly id: number
  readonly batch: ExtentBatch
}
export interface CheckAnswer {
  readonly id: number
  readonly isAsIndexed: boolean
}

/**
 * @param bytesTotal What there is to check. To start threads for a few megabytes takes longer than to check them.
 * @param threadsMax Default: one a core.
 */
export function openExtentChecker(bytesTotal: number, threadsMax = availableParallelism()): ExtentChecker {
  const threads = Math.min(threadsMax, Math.floor(bytesTotal / bytesPerThreadMin))
  return threads < 2 ? inThisThread : inThreads(threads)
}

const bytesPerThreadMin = 16 * 1024 * 1024

const inThisThread: ExtentChecker = {
  atATime: 1,
  isAsIndexed: async (batch) => isAsIndexed(batch),
  async close() {},
}

interface Waiting {
  readonly worker: number
  resolve(isAsIndexed: boolean): void
  reject(error: unknown): void
}

function inThreads(count: number): ExtentChecker {
  const waiting = new Map<number, Waiting>()
  const busy: number[] = Array.from({ length: count }, () => 0)
  let isClosing = false
  let nextId = 0
  const workers = busy.map((_, at) => {
    const worker = new Worker(new URL('./extent-checker-thread.ts', import.meta.url))
    worker.on('message', ({ id, isAsIndexed }: CheckAnswer) => settle(id)?.resolve(isAsIndexed))
    worker.on('error', (error) => abandon(at, error))
    worker.on('exit', () => abandon(at, new Error('A thread that checks captures has ended.')))
    return worker
  })

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    if (found) busy[found.worker]!--
    return found
  }

  function abandon(worker: number, error: unknown): void {
    if (isClosing) return
    for (const [id, each] of waiting) if (each.worker === worker) settle(id)?.reject(error)
  }

  return {
    atATime: count * 2,
    isAsIndexed(batch) {
      const id = nextId++
      const worker = busy.indexOf(Math.min(...busy))
      busy[worker]!++
      const bytes = ownBytes(batch.bytes)
      return new Promise((resolve, reject) => {
        waiting.set(id, { worker, resolve, reject })
        workers[worker]!.postMessage({ id, batch: { ...batch, bytes } } satisfies CheckTask, [bytes.buffer])
      })
    },
    async close() {
      isClosing = true
      await Promise.all(workers.map((each) => each.terminate()))
    },
  }
}

/** Bytes that share their memory with others, as short buffers do, cannot be handed over. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isAlone = bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
  return isAlone ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}
