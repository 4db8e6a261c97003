import type { Context } from 'hono'
import type { Access } from '#access'
import { type Accounts, may, type Permission, type SignedIn } from '#accounts'
import type { Instant } from '#model'
import type { Asset } from '../assets.ts'
import { type Html, html } from '../html.ts'
import type { Reader } from '../reader.ts'
import type { PageReply } from '../reply.ts'
import type { Desk } from './desk.ts'
import type { DeskWords } from './words/en.ts'

/** One request at the desk, or on the way in. */
export interface DeskVisit {
  readonly desk: Desk
  readonly access: Access
  readonly accounts: Accounts
  readonly reader: Reader
  readonly words: DeskWords
  readonly url: URL
  readonly now: Instant
  readonly serviceName: string
  readonly styles: readonly Asset[]
  readonly script: Asset
  readonly who: SignedIn | null
}

/** Somebody who may be here. */
export type OperatorVisit = DeskVisit & { readonly who: SignedIn }

export function isAllowed({ who }: DeskVisit, permission: Permission): boolean {
  return who !== null && may(who.person.role, permission)
}

/** What every form of somebody signed in carries, so that none from elsewhere is taken. */
export function formTokenField({ who }: DeskVisit): Html {
  return html`<input type="hidden" name="token" value="${who?.formToken ?? ''}">`
}

export function bytesInWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)))
  const value = bytes / 1024 ** power
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}

/** What a handler of the desk answers: a page, or where to go, with a new cookie where one is due. */
export type DeskAnswer =
  | PageReply
  | { readonly redirect: string; readonly cookie?: string }
  | { readonly json: unknown; readonly cookie?: string }

export function textOf(form: FormData | null, name: string): string {
  const value = form?.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

export function agentOf(c: Context): string {
  return c.req.header('user-agent') ?? ''
}
