/**
 * A process of its own: origins under many host names on one loopback port. Told by its argument what they serve,
 * it prints `{"port":…}`, and on its standard input's end what each host's log has.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

export interface OriginsOptions {
  /** The folder with `html/*.html.gz`; pages are made up where it is missing. */
  readonly pagesFolder: string
  readonly pagesMax: number
  /** Pack bodies for clients that accept gzip, as most outlets do. */
  readonly packs: boolean
  /** Hosts whose name begins with `hang` never answer, those with `drip` send a byte a second. */
  readonly hostile: boolean
}

/** What one host saw. */
export interface HostLog {
  /** Milliseconds since the epoch, of the arrival of each request, in order. */
  readonly arrivals: readonly number[]
  readonly paths: readonly string[]
}

if (process.argv[1] === import.meta.filename) serve(JSON.parse(process.argv[2] ?? '{}'))

function serve(options: OriginsOptions): void {
  const pages = readPages(options)
  const logs = new Map<string, { arrivals: number[]; paths: string[] }>()
  const server = createServer((request, response) => {
    const { host, path, page } = wanted(request)
    const log = logs.get(host) ?? { arrivals: [], paths: [] }
    logs.set(host, log)
    log.arrivals.push(Date.now())
    log.paths.push(path)
    if (options.hostile && host.startsWith('hang')) return
    if (options.hostile && host.startsWith('drip')) return drip(response)
    if (path.endsWith('/robots.txt')) return void response.writeHead(404, { 'Content-Length': 0 }).end()
    answer(
      response,
      pages[page % pages.length]!,
      `<!-- ${host}${path} -->\n`,
      options.packs && accepts(request),
    )
  })
  server.keepAliveTimeout = 60_000
  server.requestTimeout = 0
  server.listen(0, '127.0.0.1', () =>
    process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`),
  )
  process.stdin.resume().on('end', () => {
    process.stdout.write(`${JSON.stringify(Object.fromEntries(logs))}\n`, () => process.exit(0))
  })
}

/** `http://h7.example/12` and `http://127.0.0.1:…/h7.example/12` are the same page. */
function wanted({ headers, url = '/' }: IncomingMessage): { host: string; path: string; page: number } {
  const named = /^\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)(\/.*)$/.exec(url)
  const path = named?.[2] ?? url
  return {
    host: named?.[1] ?? (headers.host ?? '').replace(/:\d+$/, ''),
    path,
    page: Number(/\d+/.exec(path)?.[0] ?? 0),
  }
}

interface Page {
  readonly plain: Buffer
  readonly packed: Buffer
}

/** `mark` makes each page's bytes its own: nothing is saved by having seen them before. */
function answer(response: ServerResponse, { plain, packed }: Page, mark: string, isPacked: boolean): void {
  // A file of gzip may have several members (RFC 1952 §2.2).
  const body = Buffer.concat(isPacked ? [gzipSync(mark), packed] : [Buffer.from(mark), plain])
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    ...(isPacked ? { 'Content-Encoding': 'gzip' } : {}),
    'Last-Modified': 'Fri, 20 Nov 2026 08:00:00 GMT',
    'Cache-Control': 'max-age=60',
  })
  response.end(body)
}

function accepts({ headers }: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': 1_000_000 })
  const timer = setInterval(() => response.write('x'), 1_000)
  response.on('close', () => clearInterval(timer))
}

function readPages({ pagesFolder, pagesMax }: OriginsOptions): Page[] {
  const folder = join(pagesFolder, 'html')
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const step = Math.max(1, Math.floor(names.length / pagesMax))
  const chosen = names.filter((_, at) => at % step === 0).slice(0, pagesMax)
  const texts = chosen.map((name) => gunzipSync(readFileSync(join(folder, name))))
  const bodies =
    texts.length > 0
      ? texts
      : Array.from({ length: pagesMax }, (_, at) =>
          Buffer.from(`<p>第${at}页 ${Math.sin(at)}</p>`.repeat(2000)),
        )
  return bodies.map((plain) => ({ plain, packed: gzipSync(plain) }))
}
