import { SettingsError } from '#config'
import { ServiceError } from '#model'
import { askAtTerminal } from './ask.ts'
import { type Command, formatHelp, parseInvocation, type Terminal, UsageError } from './command.ts'
import { commands } from './commands.ts'
import { oneLine, printable } from './print.ts'

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isInteractive: process.stderr.isTTY === true,
  ...(process.stderr.isTTY && process.stdin.isTTY && { ask: askAtTerminal }),
}

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.out(overview())
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    const { version } = await import('./version.ts')
    terminal.out(`${version}\n`)
    return 0
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!entry) {
    terminal.err(`verbatim: there is no command "${oneLine(name)}".\n\n${overview()}`)
    return 2
  }
  const command = await entry.load()
  try {
    const { positionals, options } = parseInvocation(command, rest)
    if (options['help']) {
      terminal.out(formatHelp(command))
      return 0
    }
    return await command.run({ positionals, options, terminal, env: process.env, signal: untilInterrupted() })
  } catch (error) {
    return tell(error, command)
  }
}

function tell(error: unknown, command: Command): number {
  if (error instanceof UsageError) {
    terminal.err(printable(`verbatim: ${error.message}\nUsage: verbatim ${command.name} ${command.usage}\n`))
    return 2
  }
  if (error instanceof ServiceError) {
    const why =
      error.cause instanceof Error && !(error instanceof SettingsError) ? `\nWhy: ${error.cause.message}` : ''
    terminal.err(printable(`verbatim: ${error.message}${why}\nWhat to do: ${error.toDo}\n`))
    return error instanceof SettingsError ? 2 : 1
  }
  if (isFileError(error)) {
    const toDo = 'Name a file or folder that is there, that this user may use, and that has room.'
    terminal.err(printable(`verbatim: ${error.message}\nWhat to do: ${toDo}\n`))
    return 1
  }
  const { stack, message } = error instanceof Error ? error : new Error(String(error))
  const report = `This should not happen; please report it with what follows.\n${stack ?? ''}`
  terminal.err(printable(`verbatim: ${message}\n${report}\n`))
  return 1
}

/** Of the file system, about something that whoever typed the command can mend. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  const codes = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'EEXIST', 'EROFS', 'ENOSPC', 'EDQUOT']
  return (
    error instanceof Error &&
    'syscall' in error &&
    codes.includes(String((error as NodeJS.ErrnoException).code))
  )
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((each) => each.length))
  const lines = Object.entries(commands).map(([each, { summary }]) => `  ${each.padEnd(width)}  ${summary}`)
  return `Verbatim keeps the news word for word.\n\nUsage: verbatim COMMAND …\n\n${lines.join('\n')}\n\nverbatim COMMAND --help tells more.\n`
}

/** The first signal asks for an orderly end; a second one, or ten seconds, ends at once. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
    setTimeout(() => process.exit(130), 10_000).unref()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}
