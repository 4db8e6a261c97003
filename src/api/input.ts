import type { z } from 'zod'
import { QueryError } from '#access'
import {
  type ArticleId,
  type HttpUrl,
  type Instant,
  instantOf,
  parseArticleId,
  parseHttpUrl,
  parseSnapshotId,
  parseStoryId,
  type SnapshotId,
  type StoryId,
} from '#model'
import { Problem } from './problem.ts'

/**
 * The query of a request, validated. Names that the schema does not know are passed over, and so are empty values,
 * which forms send for what was left out. @throws {Problem} 400
 */
export function queryOf<T extends z.ZodType>(request: Request, schema: T): z.infer<T> {
  const values: Record<string, string> = {}
  for (const [name, value] of new URL(request.url).searchParams) if (value) values[name] ??= value
  return validated(values, schema)
}

/** @throws {Problem} 400, naming each parameter that is wrong. */
export function validated<T extends z.ZodType>(values: unknown, schema: T): z.infer<T> {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  const errors = result.error.issues.map(({ path, message }) => ({ name: path.join('.'), message }))
  const detail = errors.map(({ name, message }) => (name ? `${name}: ${message}` : message)).join('; ')
  throw new Problem(400, 'bad-parameter', detail, { extra: { errors } })
}

/** @param such What a body looks like, for whoever sent none. @throws {Problem} 400 */
export async function jsonBody(request: Request, such: string): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    throw new Problem(400, 'bad-json', `The body is no JSON. Send ${such}.`)
  }
}

/** @throws {Problem} 404: what is no id names nothing. */
export function snapshotIdOf(text: string): SnapshotId {
  return idOf(() => parseSnapshotId(text))
}

/** @throws {Problem} 404 */
export function articleIdOf(text: string): ArticleId {
  return idOf(() => parseArticleId(text))
}

/** @throws {Problem} 404 */
export function storyIdOf(text: string): StoryId {
  return idOf(() => parseStoryId(text))
}

/** A URL that somebody asks about; a missing scheme is taken for https. @throws {Problem} 400 */
export function targetUrlOf(text: string): HttpUrl {
  const trimmed = urlOfSurt(text.trim())
  // Proxies and people merge the two slashes.
  const scheme = /^(https?):\/*/i.exec(trimmed)
  const whole = scheme ? `${scheme[1]}://${trimmed.slice(scheme[0].length)}` : `https://${trimmed}`
  try {
    return parseHttpUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : whole)
  } catch (error) {
    throw new Problem(400, 'bad-url', (error as Error).message)
  }
}

/** `com,example,news)/a` and `http://(com,example,news,)/a` of the indexes of web archives, as an address again. */
function urlOfSurt(text: string): string {
  const match = /^(?:(https?):\/\/\()?((?:[\w-]+,)+[\w-]+),?(:\d{1,5})?\)(\/.*)?$/is.exec(text)
  if (!match) return text
  const [, scheme = 'https', labels = '', port = '', path = '/'] = match
  return `${scheme}://${labels.split(',').reverse().join('.')}${port}${path}`
}

/**
 * The URL at the end of a path such as `/timegate/http://x/y?z=1`, its query string included. One that was
 * percent-encoded as a whole is decoded.
 *
 * @throws {Problem} 400
 */
export function trailingUrl(request: Request, prefix: string): HttpUrl {
  const { pathname, search } = new URL(request.url)
  const rest = pathname.slice(prefix.length) + search
  return targetUrlOf(/^https?(%3a|:%2f)/i.test(rest) ? decoded(rest) : rest)
}

/** A day or a moment as an instant. */
export function momentOf(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : instantOf(Date.parse(text))
}

/** Turns what a search or list throws on its own input into problems. @throws {Problem} 400 */
export async function askWithCursor<T>(cursor: string | null, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof QueryError)
      throw new Problem(400, 'bad-query', error.message, { extra: { position: error.position } })
    if (error instanceof RangeError && cursor !== null) throw new Problem(400, 'bad-cursor', error.message)
    throw error
  }
}

function idOf<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new Problem(404, 'bad-id', (error as Error).message)
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Problem(400, 'bad-url', 'The URL is not percent-encoded as it should be.')
  }
}
