import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ServiceError } from '#model'
import { type Settings, settingsSchema } from './settings.ts'

/** Settings that cannot be used; `mistakes` has all of them, each with its name and what is allowed. */
export class SettingsError extends ServiceError {
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[], cause?: unknown) {
    super(
      `The settings have ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((each) => `  ${each}`).join('\n')}`,
      {
        retry: 'never',
        toDo: 'Correct what is named above; docs/reference/settings.md lists every setting.',
        cause,
      },
    )
    this.mistakes = mistakes
  }
}

/**
 * Settings from a JSON file, then the environment (`VERBATIM_FETCH_TOTAL_MS=5000`), then the command line; later
 * ones win.
 *
 * @throws {SettingsError} with every mistake at once.
 */
export function loadSettings(from: {
  readonly file: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly overrides: Readonly<Record<string, unknown>>
}): Settings {
  const mistakes: string[] = []
  const merged = from.file ? readFile(from.file) : {}
  for (const [name, text] of Object.entries(from.env)) {
    if (!name.startsWith('VERBATIM_') || text === undefined || notSettings.has(name)) continue
    const path = settingPaths().get(name)
    if (path) setAt(merged, path, parseEnvValue(text, path))
    else mistakes.push(`${name}: no such setting${suggestion(name, [...settingPaths().keys()])}.`)
  }
  for (const [key, value] of Object.entries(from.overrides)) {
    if (value !== undefined) setAt(merged, key.split('.'), value)
  }
  const parsed = settingsSchema.safeParse(merged)
  if (!parsed.success) mistakes.push(...parsed.error.issues.flatMap(explainIssue))
  if (mistakes.length > 0) throw new SettingsError(mistakes, parsed.error)
  return deepFreeze(parsed.data as Settings)
}

/** Every setting's dotted path with its description, for the reference page and its test. */
export function listSettings(): { path: string; env: string; description: string; default: unknown }[] {
  const defaults = settingsSchema.parse({})
  return [...settingPaths()].map(([env, path]) => ({
    path: path.join('.'),
    env,
    description: schemaAt(path)?.description ?? '',
    default: path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], defaults),
  }))
}

/** Read by the command line itself. */
const notSettings = new Set(['VERBATIM_DATA', 'VERBATIM_CONFIG'])

type Tree = Record<string, unknown>

function readFile(file: string): Tree {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new SettingsError([`${file}: cannot be read (${(cause as Error).message}).`], cause)
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Error('it is no JSON object')
    return value as Tree
  } catch (cause) {
    throw new SettingsError([`${file}: is no JSON settings file: ${(cause as Error).message}.`], cause)
  }
}

let cachedPaths: Map<string, string[]> | null = null

function settingPaths(): Map<string, string[]> {
  cachedPaths ??= new Map(
    leafPaths(settingsSchema).map((path) => [`VERBATIM_${path.map(upperSnake).join('_')}`, path]),
  )
  return cachedPaths
}

function leafPaths(schema: z.ZodType): string[][] {
  const object = unwrap(schema)
  if (!(object instanceof z.ZodObject)) return [[]]
  return Object.entries(object.shape).flatMap(([key, child]) =>
    leafPaths(child as z.ZodType).map((rest) => [key, ...rest]),
  )
}

function schemaAt(path: readonly string[]): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((schema, key) => {
    const object = schema && unwrap(schema)
    return object instanceof z.ZodObject ? (object.shape[key] as z.ZodType) : undefined
  }, settingsSchema)
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodNullable) {
    inner = inner.unwrap() as z.ZodType
  }
  return inner
}

function upperSnake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}

/** Lists by comma, objects and the rest by JSON, and what is neither stays text for the schema to judge. */
function parseEnvValue(text: string, path: readonly string[]): unknown {
  const schema = schemaAt(path)
  const kind = schema && unwrap(schema)
  if (kind instanceof z.ZodArray)
    return text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean)
  if (kind instanceof z.ZodNumber) return text.trim() === '' ? text : Number(text)
  if (kind instanceof z.ZodRecord) {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  return text
}

function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]]
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  const child = tree[key]
  const next: Tree = typeof child === 'object' && child !== null ? (child as Tree) : {}
  tree[key] = next
  setAt(next, rest, value)
}

function explainIssue(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys((unwrap(schemaAt(path) ?? settingsSchema) as z.ZodObject).shape)
    return issue.keys.map((key) => `${[...path, key].join('.')}: no such setting${suggestion(key, known)}.`)
  }
  return [`${path.join('.')}: ${lowerFirst(issue.message)}.`]
}

/** The nearest known name, where one is near; else all of them. */
function suggestion(name: string, known: readonly string[]): string {
  const near = known.filter((each) => isNear(name.toLowerCase(), each.toLowerCase()))
  if (near.length > 0) return `; did you mean ${near.slice(0, 3).join(' or ')}`
  return known.length <= 12 ? `; there are: ${known.join(', ')}` : ''
}

function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return Math.max(a.length, b.length) - start - end <= 2
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child)
    Object.freeze(value)
  }
  return value
}
