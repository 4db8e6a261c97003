import type { Connection } from './connection.ts'

/** Idle connections, each for the next request to the same origin. */
export interface ConnectionPool {
  /** Null where none is idle. */
  take(origin: string): Connection | null
  /** Keeps it for so long, if it is in order still. */
  give(origin: string, connection: Connection, idleMs: number): void
  close(): void
}

/** A crawler leaves a host alone for seconds between two requests, and asks very many hosts. */
const idleConnectionsMax = 512

export function createConnectionPool(): ConnectionPool {
  /** By origin, the longest idle first. One is enough: a host is asked one thing at a time. */
  const idle = new Map<string, Connection>()
  let isClosed = false

  return {
    take(origin) {
      const connection = idle.get(origin) ?? null
      idle.delete(origin)
      connection?.wakeUp()
      return connection
    },
    give(origin, connection, idleMs) {
      if (isClosed || idle.has(origin)) return connection.close()
      idle.set(origin, connection)
      connection.rest(idleMs, () => {
        if (idle.get(origin) === connection) idle.delete(origin)
      })
      if (idle.size > idleConnectionsMax) idle.values().next().value?.close()
    },
    close() {
      isClosed = true
      for (const connection of idle.values()) connection.close()
    },
  }
}
