import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** How far an article has come: 0 is its first version. */
interface Progress {
  step: number
  sinceMs: number
}

/** A version is shown for at least this long, so that a page and its images belong together. */
const shownMsMin = 1500

/**
 * Remembers which version of a changing article was shown last, so that none is ever followed by an older one,
 * not even after a restart.
 */
export class VersionMemory {
  readonly #file: string
  readonly #now: () => Date
  readonly #progress: Map<string, Progress>

  /** @param file JSON; made when the first version is shown. One that cannot be read counts as empty. */
  constructor(file: string, now: () => Date) {
    this.#file = file
    this.#now = now
    this.#progress = new Map(Object.entries(readProgress(file)))
  }

  /** The step to show on this visit: each visit goes one further, up to `lastStep`. Durable when it returns. */
  visit(id: string, lastStep: number): Progress {
    const nowMs = this.#now().getTime()
    const before = this.#progress.get(id)
    if (before && (before.step >= lastStep || nowMs - before.sinceMs < shownMsMin)) return before
    const after = { step: before ? before.step + 1 : 0, sinceMs: nowMs }
    this.#progress.set(id, after)
    this.#save()
    return after
  }

  /** Where it stands, without a visit. */
  peek(id: string): Progress {
    return this.#progress.get(id) ?? { step: 0, sinceMs: 0 }
  }

  #save(): void {
    const part = `${this.#file}.part`
    const file = openSync(part, 'w')
    writeSync(file, JSON.stringify(Object.fromEntries(this.#progress)))
    fsyncSync(file)
    closeSync(file)
    renameSync(part, this.#file)
    const folder = openSync(dirname(this.#file), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
}

function readProgress(file: string): Record<string, Progress> {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Progress>)
    return Object.fromEntries(
      entries.filter(([, each]) => Number.isInteger(each?.step) && Number.isFinite(each?.sinceMs)),
    )
  } catch {
    return {}
  }
}
