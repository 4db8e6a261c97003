import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '#stores'

/** Host names of the sample outlets, each with the address on loopback where it is served. */
export type ServedSamples = Readonly<Record<string, string>>

const noteSchema = z.record(z.string(), z.string())

/** Tells commands beside a running `start` where its sample outlets are, whose names no resolver knows. */
export function noteServedSamples(dataFolder: string, connectTo: ServedSamples): void {
  replaceFile(notePath(dataFolder), JSON.stringify(connectTo), { mode: 0o644 })
}

export function forgetServedSamples(dataFolder: string): void {
  rmSync(notePath(dataFolder), { force: true })
}

/** None where no `start` serves them. A note that a crash left behind names a port that nobody answers on. */
export function servedSamples(dataFolder: string): ServedSamples {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(notePath(dataFolder), 'utf8')))
  } catch {
    return {}
  }
}

function notePath(dataFolder: string): string {
  return join(dataFolder, 'samples-served.json')
}
