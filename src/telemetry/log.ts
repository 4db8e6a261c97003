import type { Clock, Log, LogFields } from '#model'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogOptions {
  /** Asked at each line, where it may change while the log is in use. */
  readonly level: LogLevel | (() => LogLevel)
  /** `json`: an object a line, for machines. `text`: for a terminal. */
  readonly format: 'json' | 'text'
  readonly clock: Clock
  readonly write: (line: string) => void
}

/** A log that writes a line an event; lines below `level` cost nothing. */
export function createLog(options: LogOptions, bound: LogFields = {}): Log {
  const { level: least } = options
  const threshold = () => logLevels.indexOf(typeof least === 'function' ? least() : least)
  const at = (level: LogLevel) => {
    const severity = logLevels.indexOf(level)
    return (event: string, fields: LogFields = {}) => {
      if (severity < threshold()) return
      options.write(formatLine(options, level, event, { ...bound, ...fields }))
    }
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLog(options, { ...bound, ...fields }),
  }
}

function formatLine(
  { format, clock }: LogOptions,
  level: LogLevel,
  event: string,
  fields: LogFields,
): string {
  if (format === 'json') return `${JSON.stringify({ at: clock.now(), level, event, ...fields })}\n`
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}=${printable(String(value))}`)
  const mark = level === 'info' ? '' : ` ${level}`
  return `${clock.now().slice(11, 19)}${mark} ${event}${pairs.join('')}\n`
}

/** Field values may come from the web: control characters could forge lines or drive the terminal. */
function printable(text: string): string {
  return /[\s"\x00-\x1f\x7f-\x9f\u2028-\u202e]/.test(text)
    ? JSON.stringify(text).replace(/[\x7f-\x9f\u2028-\u202e]/g, '�')
    : text
}
