import type { Terminal } from './command.ts'

/** One line at the end of standard error that is written anew in place; silent when nobody looks. */
export interface StatusLine {
  /** The same terminal; what is written to it goes above the line. */
  readonly terminal: Terminal
  show(text: string): void
  end(): void
}

const clear = '\r\x1b[K'

export function createStatusLine(terminal: Terminal): StatusLine {
  if (!terminal.isInteractive) return { terminal, show() {}, end() {} }
  let shown = ''
  const above = (write: (text: string) => void) => (text: string) => {
    if (shown === '') return write(text)
    terminal.err(clear)
    write(text)
    // Of a line that is not at its end yet the status would overwrite the beginning.
    if (text.endsWith('\n')) terminal.err(shown)
    else shown = ''
  }
  return {
    terminal: { ...terminal, out: above(terminal.out), err: above(terminal.err) },
    show(text) {
      if (text === shown) return
      shown = text
      terminal.err(clear + text)
    },
    end() {
      if (shown !== '') terminal.err(clear)
      shown = ''
    },
  }
}
