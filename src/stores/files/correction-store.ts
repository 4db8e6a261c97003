import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { ServiceError } from '#model'
import type { Correction, CorrectionStore } from '#stories'
import { syncFolder } from './replace-file.ts'

/** Corrections as lines of JSON, only ever appended to: the file is the record of who decided what and when. */
export function openCorrectionStore(path: string): CorrectionStore {
  let known: { bytes: number; corrections: readonly Correction[] } = { bytes: 0, corrections: [] }
  return {
    async add(correction) {
      const isNew = !existsSync(path)
      const file = openSync(path, 'a', 0o644)
      try {
        // A line that a crash cut short was never acknowledged, and must not swallow this one.
        const whole = isNew ? -1 : readFileSync(path).lastIndexOf(0x0a)
        if (!isNew) ftruncateSync(file, whole + 1)
        writeSync(file, `${JSON.stringify(correction)}\n`)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      if (isNew) syncFolder(dirname(path))
    },
    async all() {
      const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      // Another process may have added to it.
      if (bytes !== known.bytes) known = { bytes, corrections: bytes === 0 ? [] : readCorrections(path) }
      return known.corrections
    },
  }
}

function readCorrections(path: string): Correction[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      const { at, articleId, words } = JSON.parse(line) as Correction
      if (typeof at === 'string' && typeof articleId === 'string' && Array.isArray(words))
        return [JSON.parse(line) as Correction]
    } catch {
      // Of the last line: a crash cut it short before it was acknowledged.
      if (index === lines.length - 1) return []
    }
    throw new ServiceError(`Line ${index + 1} of ${path} is no correction.`, {
      retry: 'never',
      toDo: 'Take that line out, or put the file back from a backup.',
    })
  })
}
