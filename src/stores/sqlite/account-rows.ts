import type {
  ApiToken,
  Passkey,
  Person,
  PersonId,
  RecordedAct,
  Role,
  Session,
  SignInLink,
  Strength,
  TokenScope,
} from '#accounts'
import type { Instant } from '#model'

export interface PersonRow {
  id: PersonId
  mail: string | null
  name: string | null
  role: Role
  created_at: Instant
  signed_in_at: Instant | null
  closed_at: Instant | null
}

export const personOf = (row: PersonRow): Person => ({
  id: row.id,
  mail: row.mail,
  name: row.name,
  role: row.role,
  createdAt: row.created_at,
  signedInAt: row.signed_in_at,
  closedAt: row.closed_at,
})

export interface SessionRow {
  id: string
  person: PersonId
  strength: Strength
  started_at: Instant
  seen_at: Instant
  expires_at: Instant
  agent: string
}

export const sessionOf = (row: SessionRow): Session => ({
  id: row.id,
  person: row.person,
  strength: row.strength,
  startedAt: row.started_at,
  seenAt: row.seen_at,
  expiresAt: row.expires_at,
  agent: row.agent,
})

export interface LinkRow {
  mail: string
  role: Role
  created_at: Instant
  expires_at: Instant
  next: string
}

export const linkOf = (row: LinkRow): SignInLink => ({
  mail: row.mail,
  role: row.role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  next: row.next,
})

export interface PasskeyRow {
  credential_id: string
  person: PersonId
  public_key: Uint8Array
  signature_count: number
  transports: string
  name: string
  created_at: Instant
  used_at: Instant | null
}

export const passkeyOf = (row: PasskeyRow): Passkey => ({
  credentialId: row.credential_id,
  person: row.person,
  publicKey: row.public_key,
  signatureCount: row.signature_count,
  transports: JSON.parse(row.transports) as string[],
  name: row.name,
  createdAt: row.created_at,
  usedAt: row.used_at,
})

export interface TokenRow {
  id: string
  person: PersonId
  name: string
  scopes: string
  created_at: Instant
  expires_at: Instant | null
  used_at: Instant | null
}

export const tokenOf = (row: TokenRow): ApiToken => ({
  id: row.id,
  person: row.person,
  name: row.name,
  scopes: JSON.parse(row.scopes) as TokenScope[],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
})

export interface ActRow {
  act_index: number
  at: Instant
  actor: string
  what: string
  subject: string | null
  details: string
  previous_digest: string
  digest: string
}

export const actOf = (row: ActRow): RecordedAct => ({
  index: row.act_index,
  at: row.at,
  actor: row.actor,
  what: row.what,
  subject: row.subject,
  details: JSON.parse(row.details) as Record<string, string>,
  previousDigest: row.previous_digest,
  digest: row.digest,
})
