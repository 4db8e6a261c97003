import { parseArgs } from 'node:util'

export interface OptionSpec {
  /** Shown in help in place of the value, such as `FILE`; left out for a switch. */
  readonly value?: string
  readonly help: string
}

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly isInteractive: boolean
  /** Puts a question to whoever sits there and gives the line that comes back; left out where nobody does. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string>
}

export interface Invocation {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | true | undefined>>
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
}

/** 0: done, or yes. 1: the answer is no, or a check failed. 2: wrong usage. */
export type ExitStatus = 0 | 1 | 2

export interface Command {
  readonly name: string
  /** What stands behind the name, such as `URL [--name N]`. */
  readonly usage: string
  readonly summary: string
  /** What a reader of `--help` wants to know beyond the options. */
  readonly details?: string
  readonly options?: Readonly<Record<string, OptionSpec>>
  readonly positionals: { readonly min: number; readonly max: number }
  run(invocation: Invocation): Promise<ExitStatus>
}

/** The command line is not of the form; told with the usage, status 2. */
export class UsageError extends Error {}

/** Options that every command takes. */
const commonOptions: Readonly<Record<string, OptionSpec>> = {
  data: { value: 'DIR', help: 'where everything is kept (default ./data, or VERBATIM_DATA)' },
  config: { value: 'FILE', help: 'settings, as JSON (or VERBATIM_CONFIG)' },
  json: { help: 'results as JSON' },
  help: { help: 'this help' },
}

/** @throws {UsageError} on an option the command does not know, or a wrong number of arguments. */
export function parseInvocation(
  command: Command,
  args: readonly string[],
): Pick<Invocation, 'positionals' | 'options'> {
  const specs = { ...commonOptions, ...command.options }
  const known = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { type: spec.value ? ('string' as const) : ('boolean' as const) },
    ]),
  )
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\. To specify a positional.*/s, '.'))
  }
  const { min, max } = command.positionals
  const count = parsed.positionals.length
  const isHelp = parsed.values['help'] === true
  if (!isHelp && count < min) throw new UsageError(`Something is missing behind "${command.name}".`)
  if (!isHelp && count > max)
    throw new UsageError(
      `There is too much behind "${command.name}": ${parsed.positionals.slice(max).join(' ')}.`,
    )
  return { positionals: parsed.positionals, options: parsed.values as Invocation['options'] }
}

export function formatHelp(command: Command): string {
  const specs = Object.entries({ ...command.options, ...commonOptions })
  const labels = specs.map(([name, spec]) => `--${name}${spec.value ? ` ${spec.value}` : ''}`)
  const width = Math.max(...labels.map((label) => label.length))
  const lines = specs.map(([, spec], index) => `  ${(labels[index] ?? '').padEnd(width)}  ${spec.help}`)
  const details = command.details ? `\n${command.details.trim()}\n` : ''
  return `verbatim ${command.name} ${command.usage}\n\n${command.summary}\n${details}\nOptions\n${lines.join('\n')}\n`
}

/** A whole number from an option. @throws {UsageError} */
export function integerOption(
  invocation: Invocation,
  name: string,
  range: { min: number; max: number },
): number | undefined {
  const text = invocation.options[name]
  if (text === undefined) return undefined
  const value = /^\d{1,15}$/.test(String(text)) ? Number(text) : Number.NaN
  if (!Number.isInteger(value) || value < range.min || value > range.max) {
    throw new UsageError(`--${name} takes a whole number from ${range.min} to ${range.max}, not "${text}".`)
  }
  return value
}

export function textOption(invocation: Invocation, name: string): string | undefined {
  const value = invocation.options[name]
  return typeof value === 'string' ? value : undefined
}
