import { createMcpHandler, McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import type { Hono } from 'hono'
import type { Access } from '#access'
import type { Door } from './create-api.ts'
import { addTools } from './mcp-tools.ts'

/** Makes a server of the Model Context Protocol for one connection or request: read-only, every answer cited. */
export function mcpServers(options: {
  readonly access: Access
  /** Without a slash at its end; that of the request, where it has one and none is set. */
  readonly baseUrl: string | null
  readonly serviceName: string
  readonly version: string
}): McpServerFactory {
  return ({ requestInfo }) => {
    const server = new McpServer(
      { name: 'verbatim', title: options.serviceName, version: options.version },
      {
        instructions:
          'An archive of news articles as they were published. Cite every claim with its snapshotId, the quoted words (checked with "quote") and the proof. What was taken down is told by a tombstone and has no text.',
      },
    )
    const origin = requestInfo ? new URL(requestInfo.url).origin : 'http://localhost:8080'
    addTools(server, { access: options.access, baseUrl: options.baseUrl ?? origin })
    return server
  }
}

const requestBytesMax = 256 * 1024

/** `/mcp`: the same over HTTP ("streamable HTTP", without sessions). */
export function addMcpRoutes(app: Hono, door: Door): void {
  const { access, log, serviceName = 'Verbatim' } = door
  const baseUrl = door.baseUrl?.replace(/\/+$/, '') ?? null
  const handler = createMcpHandler(mcpServers({ access, baseUrl, serviceName, version: '1' }), {
    maxRequestBodySize: requestBytesMax,
    maxSubscriptions: 0,
    onerror: (error) => log?.warn('mcp.failed', { error: error.message }),
  })
  app.all('/mcp', ({ req }) => handler.fetch(req.raw))
}
