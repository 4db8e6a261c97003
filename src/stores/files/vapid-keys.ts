import { existsSync, readFileSync } from 'node:fs'
import { newVapidKeys, type VapidKeys } from '#subscriptions'
import { createOnce } from './create-once.ts'

/** The key pair that browsers know this service's pushes by; made where there is none. Never changed: all would end. */
export function loadOrCreateVapidKeys(path: string): VapidKeys {
  if (!existsSync(path)) createOnce(path, `${JSON.stringify(newVapidKeys(), null, 2)}\n`)
  return JSON.parse(readFileSync(path, 'utf8')) as VapidKeys
}
