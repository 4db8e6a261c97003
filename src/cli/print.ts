import { type HttpUrl, parseHttpUrl, parseSnapshotId, type SnapshotId } from '#model'
import { type Invocation, UsageError } from './command.ts'

/** A result on standard output: as one JSON object with `--json`, else in words. */
export function printResult<T>(
  { options, terminal }: Invocation,
  result: T,
  inWords: (result: T) => string,
): void {
  terminal.out(options['json'] ? `${JSON.stringify(result)}\n` : printable(inWords(result)))
}

/** @throws {UsageError} */
export function urlArgument({ positionals }: Invocation): HttpUrl {
  try {
    return parseHttpUrl(positionals[0] ?? '')
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** An id, or the address of a snapshot's page. @throws {UsageError} */
export function snapshotIdArgument({ positionals }: Invocation): SnapshotId {
  const text = positionals[0] ?? ''
  try {
    return parseSnapshotId(/\/s\/([0-9a-v]{18})/.exec(text)?.[1] ?? text)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** One line: control characters and line ends from the web are taken out. */
export function oneLine(text: string, charsMax = 200): string {
  const line = printable(text).replace(/\s+/g, ' ').trim()
  return line.length > charsMax ? `${line.slice(0, charsMax - 1).replace(/[\ud800-\udbff]$/, '')}…` : line
}

/** Without what could drive the terminal or turn the reading order; line ends and tabs stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]+|[\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
}
