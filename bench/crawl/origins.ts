import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { HostLog, OriginsOptions } from './serve-origins.ts'

export type { HostLog, OriginsOptions } from './serve-origins.ts'

/** Origins on loopback, in a process of their own: their work is not measured. */
export interface Origins {
  readonly port: number
  /** Ends them. @returns what each host saw. */
  stop(): Promise<Readonly<Record<string, HostLog>>>
}

export async function startOrigins(options: OriginsOptions): Promise<Origins> {
  const program = join(import.meta.dirname, 'serve-origins.ts')
  const child: ChildProcess = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const { port } = JSON.parse((await lines.next()).value ?? '{}')
  return {
    port,
    async stop() {
      const ended = once(child, 'exit')
      child.stdin!.end()
      const logs = JSON.parse((await lines.next()).value ?? '{}')
      await ended
      return logs
    },
  }
}
