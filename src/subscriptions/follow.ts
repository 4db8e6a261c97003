import { parseQuery, type Query, type QueryError } from '#access'
import { parseArticleId, parseChannelSlug, parseStoryId } from '#model'

/**
 * What somebody follows: everything that has a list (`channel`, `outlet`, `story` by slug or id; `author`, `place` by
 * name), a saved search (`q`, in the query language), one article and what becomes of it, or what an outlet takes back.
 */
export interface Follow {
  readonly kind: FollowKind
  readonly value: string
}

export const followKinds = [
  'channel',
  'outlet',
  'author',
  'place',
  'story',
  'q',
  'article',
  'withdrawals',
] as const
export type FollowKind = (typeof followKinds)[number]

/** What can happen that followers are told. */
export const eventKinds = ['new', 'revised', 'gone', 'back', 'withdrawn'] as const
export type EventKind = (typeof eventKinds)[number]

/** Something that cannot be followed, and why. */
export class FollowError extends RangeError {
  /** Where it is a query that cannot be read, what is wrong with it. */
  readonly queryError: QueryError | null

  constructor(message: string, queryError: QueryError | null = null) {
    super(message)
    this.name = 'FollowError'
    this.queryError = queryError
  }
}

const slugForm = /^[a-z0-9]+(-[a-z0-9]+)*$/
const nameCharsMax = 200

/** @throws {FollowError} */
export function parseFollow(kind: string, raw: string): Follow {
  const value = raw.trim()
  const known = followKinds.find((each) => each === kind)
  if (!known) throw new FollowError(`"${kind}" cannot be followed: ${followKinds.join(', ')} can.`)
  if (value === '') throw new FollowError(`It is not said which ${kind} is followed.`)
  followedQuery({ kind: known, value })
  return { kind: known, value }
}

/** What tells two follows apart. */
export function followKey({ kind, value }: Follow): string {
  return `${kind}=${value}`
}

/** What somebody who follows this is told, where they say nothing else. */
export function usualEvents({ kind }: Follow): readonly EventKind[] {
  if (kind === 'article') return ['revised', 'gone', 'back', 'withdrawn']
  if (kind === 'withdrawals') return ['gone', 'withdrawn']
  return ['new', 'withdrawn']
}

/** The follow as a search; what no search finds gives nothing. */
export function searchOf({ kind, value }: Follow): string {
  switch (kind) {
    case 'channel':
    case 'outlet':
    case 'story':
      return `${kind}:${value}`
    case 'author':
      return `author:${quoted(value)}`
    case 'place':
      return `region:${quoted(value)}`
    case 'q':
      return value
    default:
      return ''
  }
}

/**
 * The follow in the query language; null for an article and for withdrawals, which no search finds.
 *
 * @throws {FollowError}
 */
export function followedQuery(follow: Follow): Query | null {
  const { kind, value } = follow
  if (kind === 'channel') checked(() => parseChannelSlug(value), `"${value}" is no channel.`)
  if (kind === 'story') checked(() => parseStoryId(value), `"${value}" is no story.`)
  if (kind === 'article') checked(() => parseArticleId(value), `"${value}" is no article.`)
  if ((kind === 'outlet' || kind === 'withdrawals') && !slugForm.test(value))
    throw new FollowError(`"${value}" is no outlet: give its name in addresses.`)
  return kind === 'article' || kind === 'withdrawals' ? null : filtered(searchOf(follow))
}

function filtered(text: string): Query {
  try {
    return parseQuery(text)
  } catch (error) {
    if (error instanceof RangeError) throw new FollowError(error.message, error as QueryError)
    throw error
  }
}

function quoted(name: string): string {
  if (name.length > nameCharsMax) throw new FollowError(`A name has at most ${nameCharsMax} characters.`)
  return `"${name.replaceAll('"', ' ')}"`
}

function checked(parse: () => unknown, otherwise: string): void {
  try {
    parse()
  } catch {
    throw new FollowError(otherwise)
  }
}
