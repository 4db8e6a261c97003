import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Cost, Task } from './task.ts'

const run = promisify(execFile)

/**
 * GNU wget, writing WARC as it does by default: gzip and digests, with an index. It cannot be told where host names
 * lie, so it gets the same pages from one host, over one connection, which spares it something.
 *
 * @returns Null where there is no wget.
 */
export async function crawlWithWget(task: Task): Promise<Cost | null> {
  const folder = join(task.folder, 'wget')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'urls'), `${urlsOf(task).join('\n')}\n`)
  const wget = 'wget -q -i urls -O /dev/null --warc-file=out --warc-cdx --no-warc-keep-log'
  const started = performance.now()
  try {
    execFileSync('wget', ['--version'], { stdio: 'ignore' })
  } catch {
    return null
  }
  // The shell's `times` has the CPU time of what it ran, in its second line.
  const { stdout } = await run('sh', ['-c', `${wget}; times`], { cwd: folder })
  const [user = 0, system = 0] = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  )
  const warc = readdirSync(folder).find((name) => name.endsWith('.warc.gz'))
  return {
    pages: task.hosts.length * task.pagesPerHost,
    cpuSeconds: user + system,
    wallSeconds: (performance.now() - started) / 1000,
    peakMb: 0,
    warcBytes: warc ? statSync(join(folder, warc)).size : 0,
  }
}

const crawleeVersion = '3.18.1'

/**
 * Crawlee's HttpCrawler, which writes no WARC, with its storage in memory and as many requests at a time as ours.
 * Installed from npm into a folder for temporary files, where it stays for the next run.
 *
 * @returns Null where it cannot be had.
 */
export async function crawlWithCrawlee(task: Task): Promise<Cost | null> {
  const folder = join(tmpdir(), `verbatim-bench-crawlee-${crawleeVersion}`)
  try {
    await installCrawlee(folder)
  } catch {
    return null
  }
  writeFileSync(join(folder, 'crawl.mjs'), crawleeProgram)
  const { stdout } = await run(
    process.execPath,
    [
      join(folder, 'crawl.mjs'),
      JSON.stringify({ concurrency: task.concurrency, urls: `${task.folder}/wget/urls` }),
    ],
    { cwd: folder, maxBuffer: 1e8 },
  )
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

async function installCrawlee(folder: string): Promise<void> {
  if (existsSync(join(folder, 'node_modules', '@crawlee', 'http'))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const options = ['--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['install', `@crawlee/http@${crawleeVersion}`, ...options], {
    cwd: folder,
    timeout: 300_000,
  })
}

const crawleeProgram = `
import { readFileSync } from 'node:fs'
import { Configuration, HttpCrawler, LogLevel, log } from '@crawlee/http'

const { concurrency, urls } = JSON.parse(process.argv[2])
const requests = readFileSync(urls, 'utf8').trim().split('\\n')
log.setLevel(LogLevel.OFF)
let pages = 0
const crawler = new HttpCrawler(
  {
    minConcurrency: concurrency,
    maxConcurrency: concurrency,
    maxRequestRetries: 0,
    async requestHandler({ body }) {
      if (body.length > 0) pages++
    },
  },
  new Configuration({ persistStorage: false }),
)
const before = process.cpuUsage()
const started = performance.now()
await crawler.run(requests)
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify({
  pages,
  cpuSeconds: (user + system) / 1e6,
  wallSeconds: (performance.now() - started) / 1000,
  peakMb: process.resourceUsage().maxRSS / 1024,
  warcBytes: null,
}))
process.exit(0)
`

function urlsOf({ port, hosts, pagesPerHost }: Task): string[] {
  return hosts.flatMap((host) =>
    Array.from({ length: pagesPerHost }, (_, page) => `http://127.0.0.1:${port}/${host}/${page}`),
  )
}
