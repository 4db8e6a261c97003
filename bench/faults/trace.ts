/** What a process did to the files of a folder, in order. Paths are relative to it. */
export type TraceEvent =
  | { readonly kind: 'open'; readonly path: string; readonly creates: boolean; readonly truncates: boolean }
  | {
      readonly kind: 'write'
      readonly path: string
      readonly bytes: Buffer
      readonly position: number | null
    }
  | { readonly kind: 'truncate'; readonly path: string; readonly lengthBytes: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'mkdir'; readonly path: string }
  /** On its standard output. */
  | { readonly kind: 'said'; readonly text: string }

/** Reads what `strace -f -y -xx` wrote. Calls that failed, and other folders' files, are left out. */
export function* readTrace(trace: string, folder: string): Generator<TraceEvent> {
  const begun = new Map<string, string>()
  for (const line of trace.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/s.exec(line) ?? []
    const unfinished = / <unfinished \.\.\.>$/.exec(rest)
    if (unfinished) {
      begun.set(thread, rest.slice(0, unfinished.index))
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>/.exec(rest)
    const call = resumed ? (begun.get(thread) ?? '') + rest.slice(resumed[0].length) : rest
    const event = eventOf(call, folder)
    if (event) yield event
  }
}

function eventOf(call: string, folder: string): TraceEvent | null {
  const [, name = '', values = '', result = ''] = /^(\w+)\((.*)\)\s+= (\S+)/s.exec(call) ?? []
  if (!name || result.startsWith('-')) return null
  const texts = [...values.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => bytesOf(hex))
  if (name === 'write' && /^1</.test(values)) return { kind: 'said', text: texts[0]?.toString() ?? '' }
  const inside = (path: string) => (path === folder ? '.' : path.slice(folder.length + 1))
  const isInside = (path: string) => path === folder || path.startsWith(`${folder}/`)
  const named = texts[0]?.toString() ?? ''
  switch (name) {
    case 'openat':
      if (!isInside(named) || !/O_(CREAT|TRUNC)/.test(values)) return null
      return {
        kind: 'open',
        path: inside(named),
        creates: values.includes('O_CREAT'),
        truncates: values.includes('O_TRUNC'),
      }
    case 'rename':
      return isInside(named)
        ? { kind: 'rename', path: inside(named), to: inside(texts[1]?.toString() ?? '') }
        : null
    case 'unlink':
      return isInside(named) ? { kind: 'unlink', path: inside(named) } : null
    case 'mkdir':
      return isInside(named) ? { kind: 'mkdir', path: inside(named) } : null
  }
  const path = bytesOf(/^\d+<((?:\\x[0-9a-f]{2})*)>/.exec(values)?.[1] ?? '').toString()
  if (!isInside(path)) return null
  const lastNumber = Number(/(\d+)$/.exec(values)?.[1])
  switch (name) {
    case 'pwrite64':
      return {
        kind: 'write',
        path: inside(path),
        bytes: texts[0]!.subarray(0, Number(result)),
        position: lastNumber,
      }
    case 'write':
      return {
        kind: 'write',
        path: inside(path),
        bytes: texts[0]!.subarray(0, Number(result)),
        position: null,
      }
    case 'ftruncate':
      return { kind: 'truncate', path: inside(path), lengthBytes: lastNumber }
    default:
      return { kind: 'sync', path: inside(path) }
  }
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}
