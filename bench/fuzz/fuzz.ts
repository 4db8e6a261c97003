import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'

/** What the process that reads mutated pages is given. */
export interface FuzzTask {
  /** Pages to mutate, as files: plain or `.gz`. */
  readonly files: readonly string[]
  readonly seed: number
  readonly count: number
  /** The number of the page that is being read, and since when: the reader's process writes, ours looks. */
  readonly at: SharedArrayBuffer
}

export interface FuzzResult {
  readonly count: number
  readonly articleCount: number
  readonly slowest: { readonly index: number; readonly ms: number }
  readonly heapBytes: readonly number[]
}

/** Told each tenth, so that a run of hours is seen to go on and to keep its memory. */
export interface FuzzProgress {
  readonly readCount: number
  readonly slowest: FuzzResult['slowest']
  readonly heapBytes: number
}

/**
 * Reads articles out of mutated pages: none may throw, take more than two seconds, or leave memory behind. Page number
 * `index` of a seed is always the same, so that what is found can be looked at again.
 *
 * @throws {Error} where a page did; it tells its number.
 */
export async function benchFuzz(options: {
  shared: string
  out: (line: string) => void
  seed?: number
  count?: number
}): Promise<void> {
  const { out, shared, seed = 1, count = 20_000 } = options
  const files = filesIn(shared)
  out(`${count} pages mutated out of ${files.length}, seed ${seed}`)
  const before = process.cpuUsage()
  const result = await readAll({ files, seed, count, at: new SharedArrayBuffer(8) }, out)
  const { user, system } = process.cpuUsage(before)
  out(`${result.articleCount} of them still give an article; none threw`)
  out(`${Math.round(count / ((user + system) / 1e6))} pages a CPU-second, mutating them included`)
  out(`slowest: number ${result.slowest.index}, ${result.slowest.ms.toFixed(0)} ms`)
  out(`heap after each tenth, MB: ${result.heapBytes.map((each) => Math.round(each / 1e6)).join(' ')}`)
  if (result.slowest.ms > pageMsMax)
    throw new Error(`Page ${result.slowest.index} took ${result.slowest.ms} ms.`)
}

const pageMsMax = 2000
const hangMs = 20_000
// Twice what the largest mutated page needs; a leak of a kilobyte a page reaches it within a hundred thousand.
const heapMbMax = 192
const fileBytesMax = 100_000

/** Our own golden pages and, where there are any, the small ones of the shared pages. */
function filesIn(shared: string): string[] {
  const own = globSync('test/pages/*/*/page.html', { cwd: join(import.meta.dirname, '../..') })
  const folder = join(shared, 'pages/html')
  const others = existsSync(folder) ? globSync('*.gz', { cwd: folder }).sort() : []
  return [
    ...own.sort().map((each) => join(import.meta.dirname, '../..', each)),
    ...others.map((each) => join(folder, each)).filter((each) => readPage(each).byteLength < fileBytesMax),
  ]
}

export function readPage(file: string): Buffer {
  const bytes = readFileSync(file)
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** In a thread, so that a hang is seen from outside and a leak has a bound. */
function readAll(task: FuzzTask, out: (line: string) => void): Promise<FuzzResult> {
  const worker = new Worker(new URL('./read-mutated.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
  })
  const at = new Int32Array(task.at)
  return new Promise((resolve, reject) => {
    let last = -1
    const watch = setInterval(() => {
      const index = Atomics.load(at, 0)
      if (index === last) {
        reject(new Error(`Page ${index} of seed ${task.seed} is not read within ${hangMs} ms.`))
        void worker.terminate()
      }
      last = index
    }, hangMs)
    const end = () => clearInterval(watch)
    worker.on('message', ({ result, progress }: { result?: FuzzResult; progress?: FuzzProgress }) => {
      if (result) resolve(result)
      if (progress) out(told(progress))
    })
    worker.once('error', (cause) =>
      reject(new Error(`Page ${Atomics.load(at, 0)} of seed ${task.seed}: ${cause}`, { cause })),
    )
    worker.once('exit', end)
  })
}

function told({ readCount, slowest, heapBytes }: FuzzProgress): string {
  return `  ${readCount} read, slowest ${slowest.ms.toFixed(0)} ms (number ${slowest.index}), heap ${Math.round(heapBytes / 1e6)} MB`
}
