export const roles = ['owner', 'editor', 'moderator', 'viewer', 'reader'] as const

/** `reader`: follows and searches. All others are operators, who may see the desk. */
export type Role = (typeof roles)[number]

/**
 * Who may do what, act by act. `desk.see` opens the console; `cases.erase` destroys and can't be taken back, so that
 * whoever decides about withholding need not have it.
 */
const mayDo = {
  'desk.see': ['owner', 'editor', 'moderator', 'viewer'],
  'cases.see': ['owner', 'editor', 'moderator', 'viewer'],
  'cases.decide': ['owner', 'moderator'],
  'cases.erase': ['owner'],
  'sources.change': ['owner', 'editor'],
  'snapshots.ask': ['owner', 'editor'],
  'articles.correct': ['owner', 'editor'],
  'policies.change': ['owner', 'editor'],
  'accounts.change': ['owner'],
  'settings.see': ['owner'],
  'acts.see': ['owner', 'moderator', 'viewer'],
} as const satisfies Readonly<Record<string, readonly Role[]>>

/** Something an operator may be allowed to do. */
export type Permission = keyof typeof mayDo

export const permissions = Object.keys(mayDo) as Permission[]

export function may(role: Role, permission: Permission): boolean {
  return (mayDo[permission] as readonly Role[]).includes(role)
}

export function isOperator(role: Role): boolean {
  return role !== 'reader'
}

/** @throws {RangeError} on any other word. */
export function parseRole(text: string): Role {
  const role = roles.find((each) => each === text)
  if (!role) throw new RangeError(`"${text}" is no role: ${roles.join(', ')}.`)
  return role
}
