import { parentPort, workerData } from 'node:worker_threads'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, openTestHouse, paperOutlet } from './house-fixture.ts'

/** Run as a thread: takes one snapshot after the other in a data folder, and tells each id once it is acknowledged. */
const house = await openTestHouse(workerData.folder as string)
await house.parts.outlets.save(paperOutlet())
let isStopped = false
parentPort?.on('message', () => {
  isStopped = true
})
for (let n = 1; !isStopped; n++) {
  const url = `https://www.paper.example/2026/${n}.html`
  house.fetcher.answer(url, { body: articlePage({ title: `Report ${n}`, seed: n }) })
  const { snapshotId } = await look(dueArticle(url), house.parts, new AbortController().signal)
  parentPort?.postMessage(snapshotId)
  await new Promise((resolve) => setImmediate(resolve))
}
await house.close()
parentPort?.close()
