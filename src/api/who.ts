import { createHash, timingSafeEqual } from 'node:crypto'
import type { TokenScope } from '#accounts'
import { type Owner, ownerOf } from '#subscriptions'
import type { Door } from './create-api.ts'
import { Problem } from './problem.ts'

/** Who sends a request: by a person's token, a guest's key, or one of the tokens of the settings. */
export async function ownerOfRequest({ accounts }: Door, request: Request): Promise<Owner> {
  const authorization = request.headers.get('authorization')
  const guest = /^Bearer +(guest-[a-z2-7]{32}) *$/i.exec(authorization ?? '')?.[1]
  if (guest) return ownerOf(guest.toLowerCase())
  const known = await accounts?.bearer(authorization, 'subscriptions')
  if (known) return ownerOf(known.person.id)
  throw tokenProblem('subscriptions', authorization)
}

/** Whether a token lets its sender do this: the operator's own, or a person's with that scope. */
export async function hasToken(door: Door, request: Request, scope: TokenScope): Promise<boolean> {
  const authorization = request.headers.get('authorization')
  if (scope === 'snapshots' && isOperatorToken(door, authorization)) return true
  return Boolean(await door.accounts?.bearer(authorization, scope))
}

export function tokenProblem(scope: TokenScope, authorization: string | null): Problem {
  const error = authorization ? `, error="invalid_token", scope="${scope}"` : ''
  return new Problem(
    401,
    'bad-token',
    `Send a token of this service with the scope "${scope}": Authorization: Bearer …`,
    { headers: { 'www-authenticate': `Bearer realm="${scope}"${error}` } },
  )
}

function isOperatorToken({ tokens = [] }: Door, authorization: string | null): boolean {
  const sent = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
  // Digests have one length, so that comparing takes the same time whatever was sent.
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return (
    sent !== undefined && tokens.map((token) => timingSafeEqual(digest(token), digest(sent))).includes(true)
  )
}
