import { linkSync, mkdirSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile, syncFolder } from './replace-file.ts'

/**
 * Makes a small file that only its owner may read, such as a key, unless there is one; durable when it returns. Of
 * several processes that do so at once one wins, and the others find its file.
 */
export function createOnce(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.draft`
  replaceFile(draft, text, { mode: 0o600 })
  try {
    // Unlike a rename, a link fails where another process was first.
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
    syncFolder(dirname(path))
  }
}
