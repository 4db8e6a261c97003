import { parentPort } from 'node:worker_threads'
import { isAsIndexed } from './extent-check.ts'
import type { CheckAnswer, CheckTask } from './extent-checker.ts'

/** The other end of `extent-checker.ts`. */
parentPort?.on('message', ({ id, batch }: CheckTask) => {
  parentPort?.postMessage({ id, isAsIndexed: isAsIndexed(batch) } satisfies CheckAnswer)
})
