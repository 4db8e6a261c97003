import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../files/replace-file.ts'

/**
 * What a process that may not write the index asks of the one that does: to erase a snapshot from its files. An empty
 * file each, named for the snapshot's row, so that an order outlives both.
 */
export class EraseOrders {
  private readonly folder: string

  /** @param folder Of the index. */
  constructor(folder: string) {
    this.folder = join(folder, 'erase')
  }

  /** Durable when it returns. */
  place(snapshot: number): void {
    mkdirSync(this.folder, { recursive: true })
    closeSync(openSync(join(this.folder, `${snapshot}`), 'w'))
    syncFolder(this.folder)
  }

  waiting(): number[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }

  done(snapshot: number): void {
    rmSync(join(this.folder, `${snapshot}`), { force: true })
  }
}
