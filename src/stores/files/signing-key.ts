import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { ServiceError } from '#model'
import { formatSigningKey, parseSigningKey, type SigningKey } from '#transparency'
import { replaceFile, syncFolder } from './replace-file.ts'

/**
 * The log's signing key, made on the first start. The file can be read by its owner alone.
 *
 * @param name Of a new key, such as `news.example/log`. A key that exists keeps the name it was made with, as
 *   everyone who verifies knows it by that.
 * @throws {ServiceError} if the file is no key, or others may read it and that cannot be changed.
 */
export function loadOrCreateSigningKey(path: string, name: string): SigningKey {
  const existing = load(path)
  if (existing) return existing
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.draft`
  replaceFile(draft, `${formatSigningKey(name, randomBytes(32))}\n`, { mode: 0o600 })
  try {
    // Unlike a rename, a link fails where another process was first: then its key is the one.
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
    syncFolder(dirname(path))
  }
  return load(path) as SigningKey
}

function load(path: string): SigningKey | null {
  try {
    const key = parseSigningKey(readFileSync(path, 'utf8').trim())
    if (statSync(path).mode & 0o077) chmodSync(path, 0o600)
    return key
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new ServiceError(`The signing key ${path} cannot be used.`, {
      retry: 'never',
      toDo: 'Restore it from a backup. A new key would begin a new log: what the old one signed would end there.',
      cause,
    })
  }
}
