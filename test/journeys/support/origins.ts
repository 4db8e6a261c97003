import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => void

export interface Origins {
  /** For the setting `fetch.connectTo`: every host of theirs at this machine. */
  readonly connectTo: Record<string, string>
  readonly port: number
  /** Host, path and time of each request, in the order in which they came. */
  readonly requests: readonly {
    host: string
    path: string
    atMs: number
    headers: IncomingMessage['headers']
  }[]
  close(): Promise<void>
}

/** Real HTTP servers on loopback, told apart by the name they are asked under. */
export async function startOrigins(handlers: Readonly<Record<string, Handler>>): Promise<Origins> {
  const requests: Origins['requests'][number][] = []
  const server = createServer((request, response) => {
    const host = request.headers.host ?? ''
    const path = request.url ?? '/'
    requests.push({ host, path, atMs: Date.now(), headers: request.headers })
    const handler = handlers[host] ?? handlers[host.replace(/:\d+$/, '')]
    if (handler) handler(request, response, path)
    else response.writeHead(421).end('no such host here')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    connectTo: Object.fromEntries(Object.keys(handlers).map((host) => [host, `127.0.0.1:${port}`])),
    port,
    requests,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** An origin of fixed pages; any other path is a 404. */
export function pagesHandler(
  pages: Readonly<Record<string, { type?: string; body: string | Uint8Array; status?: number }>>,
): Handler {
  return (_request, response, path) => {
    const page = pages[path]
    if (!page) response.writeHead(404, { 'content-type': 'text/html' }).end('<title>404 Not Found</title>')
    else
      response
        .writeHead(page.status ?? 200, { 'content-type': page.type ?? 'text/html; charset=utf-8' })
        .end(page.body)
  }
}
