import { type HttpUrl, parseHttpUrl, parseSnapshotId, type SnapshotId } from '#model'
import { type Invocation, UsageError } from './command.ts'

/** A result on standard output: as one JSON object with `--json`, else in words. */
export function printResult<T>(
  { options, terminal }: Invocation,
  result: T,
  inWords: (result: T) => string,
): void {
  terminal.out(options['json'] ? `${JSON.stringify(result)}\n` : inWords(result))
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
  const line = text.replace(/[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim()
  return line.length > charsMax ? `${line.slice(0, charsMax - 1)}…` : line
}
