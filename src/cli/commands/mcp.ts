import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { mcpServers } from '#api'
import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'
import { version } from '../version.ts'

export const mcp: Command = {
  name: 'mcp',
  usage: '',
  summary: 'Answers a language model over the Model Context Protocol, on standard input and output.',
  details: `
Read-only. Every answer names the snapshot that it rests on, the quoted words and where they stand, and the proof. A
running service answers the same at /mcp. For a desktop program: {"command": "…/bin/verbatim", "args": ["mcp", "--data", "DIR"]}.`,
  options: {},
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const house = await openHouse(invocation, { quiet: true })
    const { baseUrl, name } = house.settings.service
    const { host, port } = house.settings
    const servers = mcpServers({
      access: house.access,
      baseUrl: baseUrl?.replace(/\/+$/, '') ?? `http://${host}:${port}`,
      serviceName: name,
      version,
    })
    const closed = Promise.withResolvers<void>()
    const connection = serveStdio(servers, {
      onerror: (error) => house.log.warn('mcp.failed', { error: error.message }),
    })
    process.stdin.once('close', () => closed.resolve())
    process.stdin.once('end', () => closed.resolve())
    invocation.signal.addEventListener('abort', () => closed.resolve(), { once: true })
    try {
      await closed.promise
      return 0
    } finally {
      await connection.close()
      await house.close()
    }
  },
}
