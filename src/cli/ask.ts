import { createInterface } from 'node:readline/promises'
import type { Invocation } from './command.ts'

/**
 * Asks whoever sits at the terminal; the answer is yes unless it begins with an n. Where nobody does, or with
 * `--yes`, the answer is yes without a question: scripts mean what they say.
 */
export async function agrees(invocation: Invocation, question: string): Promise<boolean> {
  const { options, terminal, signal } = invocation
  if (options['yes'] || options['json'] || !terminal.isInteractive || !process.stdin.isTTY) return true
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return !/^\s*n/i.test(await reader.question(`${question} [Y/n] `, { signal }))
  } finally {
    reader.close()
  }
}
