import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { ServiceError } from '#model'
import { type Command, type Invocation, textOption, UsageError } from '../command.ts'
import { type PredictTask, predictTasks } from '../predict-tasks.ts'
import { oneLine } from '../print.ts'

export const predict: Command = {
  name: 'predict',
  usage: 'TASK [FILE] [--base DIR] [--model MODEL]',
  summary:
    'Runs one task over JSON Lines: an object out for each object in, with the same id, in the same order.',
  details: `
Tasks: ${Object.keys(predictTasks).join(', ')}.
Reads FILE, or standard input. What a line lacks, or what goes wrong with it, is told in its object's "error", and
on standard error; the other lines go on, and the status is then 1.`,
  options: {
    base: { value: 'DIR', help: 'the folder that "file" is relative to' },
    model: { value: 'MODEL', help: 'channel: a model made by `verbatim train channel`' },
  },
  positionals: { min: 1, max: 2 },
  async run(invocation) {
    const [name = '', file] = invocation.positionals
    const prepare = Object.hasOwn(predictTasks, name) ? predictTasks[name] : undefined
    if (!prepare)
      throw new UsageError(`There is no task "${name}"; there are ${Object.keys(predictTasks).join(', ')}.`)
    const base = textOption(invocation, 'base') ?? null
    const model = textOption(invocation, 'model') ?? null
    const task = await prepare({ base, model })
    const input = file === undefined || file === '-' ? process.stdin : createReadStream(file)
    return runLines(task, input, invocation)
  },
}

async function runLines(
  task: PredictTask,
  input: NodeJS.ReadableStream,
  { terminal, signal }: Invocation,
): Promise<0 | 1> {
  let lineNumber = 0
  let failures = 0
  // From the first answer on that is known only at the end, all wait, so that they keep their order.
  const waiting: (() => object)[] = []
  const answer = (result: object | (() => object)) => {
    if (typeof result === 'function') waiting.push(result as () => object)
    else if (waiting.length > 0) waiting.push(() => result)
    else terminal.out(`${JSON.stringify(result)}\n`)
  }
  const fail = (id: unknown, error: unknown) => {
    failures++
    const message = error instanceof Error ? error.message : String(error)
    terminal.err(`verbatim: line ${lineNumber}: ${oneLine(message, 500)}\n`)
    answer({ id: id ?? null, error: message })
  }
  for await (const line of linesOf(input)) {
    if (signal.aborted) return 1
    lineNumber++
    if (line.trim() === '') continue
    let id: unknown = null
    try {
      const object: unknown = JSON.parse(line)
      if (typeof object !== 'object' || object === null || Array.isArray(object))
        throw new Error('the line is no JSON object.')
      const fields = object as Record<string, unknown>
      id = fields['id']
      const result = await task(fields)
      const itsId = id ?? null
      if (typeof result === 'function') answer(() => ({ id: itsId, ...(result as () => object)() }))
      else answer({ id: itsId, ...result })
    } catch (error) {
      fail(id, error)
    }
  }
  for (const result of waiting) terminal.out(`${JSON.stringify(result())}\n`)
  return failures === 0 ? 0 : 1
}

/** @throws {ServiceError} if the input cannot be read. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (cause) {
    throw new ServiceError('The input cannot be read.', {
      retry: 'never',
      toDo: 'Name a file of JSON Lines that this user may read, or leave it out and pipe it in.',
      cause,
    })
  }
}
