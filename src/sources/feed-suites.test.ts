import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { parseHttpUrl, tryParseHttpUrl } from '#model'
import { type Feed, FeedError, type FeedHead, type FeedPerson, parseFeed } from './index.ts'
import { proseText } from './plain-text.ts'

/** Their feeds say `http://127.0.0.1:8097/relative/uri` of what is relative. */
const servedAt = parseHttpUrl('http://127.0.0.1:8097/tests/feed.xml')

describe("other people's feeds", () => {
  const suite = '../shared/suites/feeds-feedparser.json'
  test('of feedparser', { skip: existsSync(suite) ? false : `${suite} is not here` }, (t) => {
    const tally = { all: new Share(), core: new Share(), coreToTheLetter: new Share() }
    for (const each of casesOf(suite)) {
      const feed = tryParse(bytesOf(each), contentTypeOf(each))
      for (const { path, op, value } of each.assert) {
        if (notOfTheFeed.has(String(path[0])) || isMarkup(path)) continue
        const got = feed && fieldAt(feed, path)
        const agrees = op === 'len' ? Number(got) === value : isSame(got ?? null, value)
        tally.all.add(agrees)
        if (!isCore(path)) continue
        tally.core.add(agrees)
        tally.coreToTheLetter.add(got === value)
      }
    }
    t.diagnostic(
      `core fields: ${tally.core} as they are shown, ${tally.coreToTheLetter} to the letter; all fields: ${tally.all}`,
    )
    assert.ok(tally.core.value >= 0.98, `${tally.core}`)
    assert.ok(tally.all.value >= 0.9, `${tally.all}`)
  })

  const other = '../shared/suites/feeds-gofeed.json'
  test('of gofeed are all read', { skip: existsSync(other) ? false : `${other} is not here` }, () => {
    assert.deepEqual(
      casesOf(other).filter((each) => tryParse(bytesOf(each), null) === null),
      [],
    )
  })
})

interface SuiteCase {
  readonly file: string
  readonly text?: string
  readonly base64?: string
  readonly headers?: Record<string, string>
  readonly assert: readonly { readonly path: Path; readonly op: string; readonly value: unknown }[]
}

type Path = readonly (string | number)[]

/** What their parser says of itself, and of the bytes. */
const notOfTheFeed: ReadonlySet<string> = new Set(['bozo', 'encoding', 'version'])

/** How a text was written, and what addresses in it are relative to: what we give is what was made of that. */
function isMarkup(path: Path): boolean {
  return /_detail\.(type|base)$|content\.\d+\.(type|base)$/.test(path.join('.'))
}

function casesOf(file: string): readonly SuiteCase[] {
  return JSON.parse(readFileSync(file, 'utf8')).cases
}

function bytesOf({ text = '', base64 }: SuiteCase): Uint8Array {
  return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64')
}

function contentTypeOf({ headers = {} }: SuiteCase): string | null {
  return Object.entries(headers).find(([name]) => /^content-type$/i.test(name))?.[1] ?? null
}

function tryParse(bytes: Uint8Array, contentType: string | null): Feed | null {
  try {
    return parseFeed(bytes, { url: servedAt, contentType })
  } catch (error) {
    assert.ok(error instanceof FeedError, String(error))
    return null
  }
}

function isCore(path: Path): boolean {
  const core =
    /^(feed\.(title|link)|entries\.\d+\.(title|link|id|published|published_parsed|updated|updated_parsed))$/
  return core.test(path.join('.'))
}

/** What their path leads to with us; undefined where we have no such field. */
function fieldAt(feed: Feed, [root, ...path]: Path): unknown {
  if (root === 'feed')
    return fieldOf({ ...feed, summary: feed.description, content: null, comments: null, source: null }, path)
  if (path.length === 0) return feed.entries.length
  const entry = feed.entries[Number(path[0])]
  return entry && fieldOf({ ...entry, generator: null, description: entry.summary }, path.slice(1))
}

function headFields(head: FeedHead): Fields {
  return { ...head, summary: head.description, content: null, comments: null, source: null }
}

type Fields = Omit<Feed & Feed['entries'][number], 'entries'>

function fieldOf(part: Fields, [name, ...rest]: Path): unknown {
  const [index, key] = typeof rest[0] === 'number' ? [rest[0], rest[1]] : [0, rest[0]]
  switch (name) {
    case 'title':
    case 'language':
    case 'comments':
      return part[name]
    case 'link':
      return part.url
    case 'id':
    case 'guid':
      return part.guid
    case 'published':
    case 'published_parsed':
    case 'created':
    case 'created_parsed':
      return part.publishedAt
    case 'updated':
    case 'updated_parsed':
      return part.updatedAt
    case 'description':
    case 'summary':
    case 'subtitle':
    case 'tagline':
    case 'info':
      return part.summary
    case 'title_detail':
      return key === 'value' ? part.title : key === 'language' ? part.language : undefined
    case 'summary_detail':
    case 'subtitle_detail':
    case 'tagline_detail':
    case 'info_detail':
      return key === 'value' ? part.summary : key === 'language' ? part.language : undefined
    case 'content':
      return key === 'value' ? part.content : key === 'language' ? part.language : undefined
    case 'rights':
    case 'copyright':
      return part.rights
    case 'rights_detail':
    case 'copyright_detail':
      return key === 'value' ? part.rights : key === 'language' ? part.language : undefined
    case 'author':
      return personLine(part.authors[0])
    case 'author_detail':
    case 'authors':
      return personField(part.authors[index], key)
    case 'contributors':
      return personField(part.contributors[index], key)
    case 'publisher':
      return personLine(part.publisher ?? undefined)
    case 'publisher_detail':
      return personField(part.publisher ?? undefined, key)
    case 'tags':
      return key === undefined ? part.categories.length : key === 'term' ? part.categories[index] : undefined
    case 'generator':
      return part.generator
    case 'generator_detail':
      return key === 'name' ? part.generator : undefined
    case 'image':
      return key === 'href' || key === 'url' ? part.image : undefined
    case 'links':
      return rest.length === 0 ? part.links.length : linkField(part.links[index], key)
    case 'enclosures':
      return linkField(part.links.filter(({ rel }) => rel === 'enclosure')[index], key)
    case 'source':
      return part.source && fieldOf(headFields(part.source), rest)
    default:
      return undefined
  }
}

function personLine(person: FeedPerson | undefined): string | undefined {
  if (!person) return undefined
  const { name, email } = person
  return name && email ? `${name} (${email})` : (name ?? email ?? undefined)
}

function personField(person: FeedPerson | undefined, key: unknown): unknown {
  if (key === undefined)
    return person && withoutNulls({ name: person.name, email: person.email, href: person.url })
  if (key === 'url' || key === 'href') return person?.url
  return key === 'name' || key === 'email' ? person?.[key] : undefined
}

function linkField(link: Feed['links'][number] | undefined, key: unknown): unknown {
  if (!link) return undefined
  const { url, rel, type, title, language, bytes } = link
  const named = {
    href: url,
    rel,
    type,
    title,
    hreflang: language,
    length: bytes === null ? null : String(bytes),
  }
  return key === undefined ? withoutNulls(named) : named[key as keyof typeof named]
}

function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

/**
 * As it is shown: feedparser keeps markup, we give what a reader sees of it. Times are compared as moments; feedparser
 * gives them as text or as the parts of a Python time in UTC.
 */
function isSame(got: unknown, want: unknown): boolean {
  if (typeof want === 'object' && want !== null && !Array.isArray(want))
    return Object.entries(want).every(([key, value]) =>
      isSame((got as Record<string, unknown> | null)?.[key] ?? null, value),
    )
  if (got === want) return true
  if (typeof want === 'string' && proseText(want, 'html') === got) return true
  if (typeof got !== 'string') return false
  if (Array.isArray(want)) {
    const [year, month, day, hour, minute, second] = want as number[]
    return Date.parse(got) === Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
  }
  if (URL.canParse(got)) return tryParseHttpUrl(String(want)) === got
  return /^\d{4}-/.test(got) && Date.parse(got) === Date.parse(String(want))
}

class Share {
  #count = 0
  #of = 0

  add(isOne: boolean): void {
    this.#of++
    if (isOne) this.#count++
  }

  get value(): number {
    return this.#count / this.#of
  }

  toString(): string {
    return `${this.#count} of ${this.#of} (${(100 * this.value).toFixed(1)} %)`
  }
}
