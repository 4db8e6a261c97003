/** Values that a log line may carry. Ids and counts; never content. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Where rooms tell what happened: an event name (`capture.preserved`) and fields. The CLI owns the console. */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  /** The same log with these fields on every line. */
  with(fields: LogFields): Log
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silentLog }
