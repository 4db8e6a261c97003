import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Log, type Outlet, parseChannelSlug, parseHttpUrl, silentLog } from '#model'
import { readSampleOutlets, type SampleOutlet } from './outlet-library.ts'
import { type Answer, SampleSite } from './sample-site.ts'
import { VersionMemory } from './version-memory.ts'

export interface SampleOptions {
  /** Where the server keeps which version of a changing article it showed last. Its folder must be there. */
  readonly stateFile: string
  now(): Date
  readonly log?: Log
}

export interface SampleOutlets {
  /** For each host name of an outlet, the address to connect to: `127.0.0.1:{port}`. */
  readonly connectTo: Readonly<Record<string, string>>
  readonly outlets: readonly Outlet[]
  close(): Promise<void>
}

/**
 * Serves the bundled, fictional outlets on loopback, on a port that the system picks. One server plays them all
 * and tells them apart by `Host`, so that they are followed by their own names, as real ones are.
 */
export async function startSampleOutlets(options: SampleOptions): Promise<SampleOutlets> {
  const memory = new VersionMemory(options.stateFile, options.now)
  const library = readSampleOutlets()
  const sites = new Map(library.map((outlet) => [outlet.host, new SampleSite(outlet, memory)]))
  const log = options.log ?? silentLog
  const server = createServer((request, response) => {
    try {
      answerRequest(sites, request, response)
    } catch (error) {
      log.error('samples.failed', { url: request.url, reason: String(error) })
      response.writeHead(500).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  log.info('samples.started', { address, outlets: library.length })
  return {
    connectTo: Object.fromEntries(library.map(({ host }) => [host, address])),
    outlets: library.map(asOutlet),
    close: () => closeServer(server),
  }
}

function asOutlet(sample: SampleOutlet): Outlet {
  return {
    slug: sample.slug,
    name: sample.name,
    homepage: parseHttpUrl(`http://${sample.host}/`),
    language: sample.language,
    channel: sample.channel === null ? null : parseChannelSlug(sample.channel),
    region: sample.region,
    sources: sample.sources.map(({ kind, path }) => ({
      kind,
      url: parseHttpUrl(`http://${sample.host}${path}`),
      channel: null,
    })),
    // Our own machine needs no long pauses; an outlet that changes under the reader's eyes is looked at soon again.
    politeness: { delayMs: 30, sourceIntervalMs: 5 * 60_000, revisitAfterMs: sample.revisitAfterMs },
    followed: true,
  }
}

function answerRequest(
  sites: ReadonlyMap<string, SampleSite>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const site = sites.get((request.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''))
  if (!site) return void response.writeHead(421, { 'content-type': 'text/plain' }).end('No such host here.\n')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
  }
  const path = (request.url ?? '/').replace(/[?#].*$/s, '')
  const answer = site.answer(path, request.method === 'GET')
  const validators = { etag: answer.etag, 'last-modified': answer.lastModified.toUTCString() }
  if (answer.status === 200 && isUnchanged(request, answer)) {
    return void response.writeHead(304, validators).end()
  }
  const isGzip = site.outlet.slug === 'harbour-gazette' && acceptsGzip(request)
  const body = isGzip ? gzipSync(answer.body) : answer.body
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    ...(answer.status === 200 && validators),
    ...(isGzip && { 'content-encoding': 'gzip', vary: 'Accept-Encoding' }),
    // The agency sends its pages in chunks, as many servers do that build them while they send.
    ...(site.outlet.slug !== 'tonglian' && { 'content-length': body.length }),
  })
  if (request.method === 'GET') response.write(body)
  response.end()
}

/** @see RFC 9110 §13.2.2: where the request has If-None-Match, If-Modified-Since does not count. */
function isUnchanged(request: IncomingMessage, answer: Answer): boolean {
  const tags = request.headers['if-none-match']
  if (tags !== undefined) {
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === answer.etag)
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  return Math.floor(answer.lastModified.getTime() / 1000) * 1000 <= since
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(request.headers['accept-encoding'] ?? ''))
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
