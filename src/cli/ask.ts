import { createInterface } from 'node:readline/promises'
import type { Invocation, Terminal } from './command.ts'

/**
 * Asks whoever sits at the terminal; the answer is yes unless it begins with an n. Where nobody does, or with
 * `--yes`, the answer is yes without a question: scripts mean what they say.
 */
export async function agrees(
  { options, terminal, signal }: Pick<Invocation, 'options' | 'terminal' | 'signal'>,
  question: string,
): Promise<boolean> {
  if (options['yes'] || options['json'] || !terminal.ask) return true
  return !/^\s*n/i.test(await terminal.ask(`${question} [Y/n] `, signal))
}

/** Reads a line from standard input. Whoever closes it instead of answering has not agreed. */
export const askAtTerminal: NonNullable<Terminal['ask']> = async (question, signal) => {
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('no')))
  try {
    return await Promise.race([reader.question(question, { signal }), closed])
  } finally {
    reader.close()
  }
}
