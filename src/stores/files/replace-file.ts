import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Puts a small file in the place of another, so that after a crash there is the whole old one or the whole new
 * one; durable when it returns. Blocks.
 *
 * @param mode Of the new file, such as `0o600`.
 */
export function replaceFile(path: string, bytes: Uint8Array | string, { mode }: { mode: number }): void {
  const temporary = `${path}.${process.pid}.new`
  const file = openSync(temporary, 'w', mode)
  try {
    writeFileSync(file, bytes)
    fsyncSync(file)
  } catch (error) {
    unlinkSync(temporary)
    throw error
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** Makes names in that folder durable: new, renamed and removed ones. Blocks. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
