import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { ServiceError } from '#model'
import {
  formatSigningKey,
  openKeyChange,
  parseSigningKey,
  type SigningKey,
  signKeyChange,
} from '#transparency'
import { createOnce } from './create-once.ts'
import { replaceFile } from './replace-file.ts'

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
  createOnce(path, `${formatSigningKey(name, randomBytes(32))}\n`)
  return load(path) as SigningKey
}

/**
 * Puts a new key of the same name in the place of the log's, and keeps the note by which the old one hands over, which
 * both sign. The old private key is not kept. Nobody else may have the log open.
 *
 * @param changesPath See `loadKeyChanges`.
 */
export function changeSigningKey(path: string, changesPath: string): SigningKey {
  const old = load(path)
  if (!old)
    throw new ServiceError(`There is no signing key ${path} yet.`, {
      retry: 'never',
      toDo: 'Start once first.',
    })
  const text = formatSigningKey(old.name, randomBytes(32))
  const next = parseSigningKey(text)
  // The note first: without the new key it links nothing, while a key without its note would be another log's.
  const notes = [...loadKeyChanges(changesPath), signKeyChange(old, next)]
  replaceFile(changesPath, `${JSON.stringify(notes, null, 2)}\n`, { mode: 0o644 })
  replaceFile(path, `${text}\n`, { mode: 0o600 })
  return next
}

/**
 * The notes by which one key handed over to the next, oldest first; none where the log has its first key.
 *
 * @throws {ServiceError} if the file is no such list.
 */
export function loadKeyChanges(path: string): string[] {
  try {
    const notes: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!Array.isArray(notes)) throw new RangeError('It is no list.')
    for (const note of notes) openKeyChange(String(note))
    return notes.map(String)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new ServiceError(`The list of the log's earlier keys, ${path}, cannot be used.`, {
      retry: 'never',
      toDo: 'Restore it from a backup: without it nobody can tell that what they signed is of this log.',
      cause,
    })
  }
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
