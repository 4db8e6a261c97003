import { parentPort, workerData } from 'node:worker_threads'
import { extractArticle, extractionRecord } from '#article'
import { parseHttpUrl } from '#model'
import { type FuzzProgress, type FuzzResult, type FuzzTask, readPage } from './fuzz.ts'
import { Dice, mutate } from './mutations.ts'

// The thread of `fuzz.ts`.
const context = { url: parseHttpUrl('https://news.example/2024/01/02/a_1.html'), contentType: 'text/html' }
const { files, seed, count, at } = workerData as FuzzTask
parentPort?.postMessage({ result: readMutated() })

function readMutated(): FuzzResult {
  const pages = files.map(readPage)
  const counter = new Int32Array(at)
  const heapBytes: number[] = []
  let articleCount = 0
  let slowest = { index: -1, ms: 0 }
  for (let index = 0; index < count; index++) {
    Atomics.store(counter, 0, index)
    const page = mutate(pages, new Dice(seed * 1_000_003 + index))
    const before = process.threadCpuUsage()
    const extraction = extractArticle(page, context)
    JSON.stringify(extractionRecord(extraction))
    const { user, system } = process.threadCpuUsage(before)
    const ms = (user + system) / 1000
    if (extraction.kind === 'article') articleCount++
    if (ms > slowest.ms) slowest = { index, ms }
    if ((index + 1) % Math.ceil(count / 10) === 0) {
      heapBytes.push(process.memoryUsage().heapUsed)
      const progress: FuzzProgress = { readCount: index + 1, slowest, heapBytes: heapBytes.at(-1)! }
      parentPort?.postMessage({ progress })
    }
  }
  return { count, articleCount, slowest, heapBytes }
}
