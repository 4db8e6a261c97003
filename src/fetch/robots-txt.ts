/** Parsed robots.txt. */
export interface RobotsTxt {
  /**
   * Whether an agent may fetch a URL.
   *
   * @param agent The product token, such as `Verbatim`; a version behind a slash does not count.
   * @param url Absolute; what is no URL counts as `/`.
   */
  verdict(agent: string, url: string): RobotsTxtVerdict
  /** As they stand in the file, in its order. */
  readonly sitemaps: readonly string[]
}

export interface RobotsTxtVerdict {
  readonly allowed: boolean
  /** The deciding line as the file has it, without its comment; null where none speaks of this URL. */
  readonly rule: string | null
  readonly crawlDelayMs: number | null
  readonly sitemaps: readonly string[]
}

/** Characters that are read: RFC 9309 §2.5 asks for 500 KiB at least. */
export const robotsCharsMax = 500 * 1024
// As Google's parser: 2,083 characters of URL, each percent-encoded three times over, is more than any rule needs.
const lineCharsMax = 2083 * 8

/**
 * Reads robots.txt; there is no text that it does not read.
 *
 * Longest rule wins, `Allow` wins ties, groups of one agent are merged. Where RFC 9309 leaves room or
 * outlets make mistakes, as Google's parser: missing colons and common misspellings are understood, and
 * `Allow: /x/index.html` allows `/x/` too. Like it, and unlike RFC 9309 §2.2.2, we do not decode `%62` to
 * `b` before comparing: only characters outside ASCII are encoded, and hexadecimal digits are upper-cased.
 */
export function parseRobots(text: string): RobotsTxt {
  const groups: Group[] = []
  const sitemaps: string[] = []
  let current: Group | null = null
  let isNamingAgents = false
  for (const line of linesOf(text)) {
    const field = fieldOf(line)
    if (!field) continue
    if (field.kind === 'sitemap') sitemaps.push(field.value)
    else if (field.kind === 'agent') {
      if (!isNamingAgents || !current) {
        current = { agents: [], rules: [], crawlDelayMs: null }
        groups.push(current)
      }
      current.agents.push(agentOf(field.value))
      isNamingAgents = true
    } else if (!current) continue
    else if (field.kind === 'delay') {
      // Not in RFC 9309: it neither opens nor closes a group.
      current.crawlDelayMs ??= delayMsOf(field.value)
    } else {
      isNamingAgents = false
      current.rules.push({
        allow: field.kind === 'allow',
        pattern: escapePattern(field.value),
        line: field.line,
      })
    }
  }
  return {
    sitemaps,
    verdict(agent, url) {
      const token = agent.split('/')[0]?.toLowerCase() ?? ''
      const own = token === '' ? [] : groups.filter(({ agents }) => agents.includes(token))
      const chosen = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'))
      const rule = decide(
        chosen.flatMap(({ rules }) => rules),
        pathOf(url),
      )
      const delays = chosen.map((each) => each.crawlDelayMs).filter((each) => each !== null)
      return {
        allowed: rule?.allow ?? true,
        rule: rule?.line ?? null,
        crawlDelayMs: delays.length > 0 ? Math.max(...delays) : null,
        sitemaps,
      }
    },
  }
}

/** One question of one text: `predict robots`. */
export function matchRobots(robotsText: string, agent: string, url: string): RobotsTxtVerdict {
  return parseRobots(robotsText).verdict(agent, url)
}

interface Group {
  /** Lower case; `*` for all. */
  readonly agents: string[]
  readonly rules: Rule[]
  crawlDelayMs: number | null
}

interface Rule {
  readonly allow: boolean
  readonly pattern: string
  readonly line: string
}

function* linesOf(text: string): Generator<string> {
  const start = text.startsWith('\uFEFF') ? 1 : 0
  for (const line of text.slice(start, start + robotsCharsMax).split(/\r\n|\r|\n/))
    yield line.slice(0, lineCharsMax - 1)
}

type FieldKind = 'agent' | 'allow' | 'disallow' | 'sitemap' | 'delay'

const fieldNames: readonly (readonly [RegExp, FieldKind])[] = [
  [/^user[- ]?agent/i, 'agent'],
  [/^allow/i, 'allow'],
  [/^(disallow|dissallow|dissalow|disalow|diasllow|disallaw)/i, 'disallow'],
  [/^site-?map/i, 'sitemap'],
  [/^crawl-?delay/i, 'delay'],
]

function fieldOf(line: string): { kind: FieldKind; value: string; line: string } | null {
  const comment = line.indexOf('#')
  const text = (comment < 0 ? line : line.slice(0, comment)).trim()
  let separator = text.indexOf(':')
  // A missing colon is forgiven where there are exactly two words.
  if (separator < 0 && text.split(/[ \t]+/).length === 2) separator = text.search(/[ \t]/)
  if (separator <= 0) return null
  const name = text.slice(0, separator).trimEnd()
  const kind = fieldNames.find(([pattern]) => pattern.test(name))?.[1]
  return kind ? { kind, value: text.slice(separator + 1).trim(), line: text } : null
}

/** The product token, lower case: what follows it (`FooBot/1.0`, `Foo Bar`) does not count. */
function agentOf(value: string): string {
  if (/^\*(\s|$)/.test(value)) return '*'
  return (/^[a-z_-]*/i.exec(value)?.[0] ?? '').toLowerCase()
}

/** Up to a day; more would be a mistake, or a no that has its own word. */
function delayMsOf(value: string): number | null {
  const seconds = /^\d{1,6}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN
  return seconds >= 0 ? Math.min(seconds, 86_400) * 1000 : null
}

function decide(rules: readonly Rule[], path: string): Rule | null {
  let best: { rule: Rule; length: number } | null = null
  for (const rule of rules) {
    const length = matchLength(rule, path)
    if (length <= 0) continue // An empty pattern says nothing.
    if (!best || length > best.length || (length === best.length && rule.allow && !best.rule.allow))
      best = { rule, length }
  }
  return best?.rule ?? null
}

/** The length of the pattern where it matches, -1 where it does not. */
function matchLength({ allow, pattern }: Rule, path: string): number {
  if (matches(pattern, path)) return pattern.length
  const slash = pattern.lastIndexOf('/')
  if (!allow || slash < 0 || !pattern.startsWith('/index.htm', slash)) return -1
  const folder = `${pattern.slice(0, slash + 1)}$`
  return matches(folder, path) ? folder.length : -1
}

/**
 * `*` is any run of characters, `$` at the end is the end. Each part is taken at its first place, which is
 * enough as only the last is anchored; so a hostile pattern cannot make us try combinations.
 */
function matches(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith('$')
  const parts = (isAnchored ? pattern.slice(0, -1) : pattern).split('*')
  const first = parts[0] ?? ''
  if (!path.startsWith(first)) return false
  if (parts.length === 1) return !isAnchored || path.length === first.length
  let at = first.length
  for (const part of parts.slice(1, isAnchored ? -1 : undefined)) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  const last = parts.at(-1) ?? ''
  return !isAnchored || (path.length - last.length >= at && path.endsWith(last))
}

function escapePattern(pattern: string): string {
  return pattern
    .replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase())
    .replace(/[^\0-\x7f]+/gu, (text) => encodeURIComponent(text.toWellFormed()))
}

/** Path, parameters and query as they stand in the URL, from the first slash behind the host on. */
function pathOf(url: string): string {
  const scheme = /^(?:[^/?#:;]*:)?\/\//.exec(url)
  const afterScheme = scheme ? scheme[0].length : 0
  const start = url.slice(afterScheme).search(/[/?;]/)
  const hash = url.indexOf('#', afterScheme)
  if (start < 0 || (hash >= 0 && hash < afterScheme + start)) return '/'
  const path = url.slice(afterScheme + start, hash < 0 ? undefined : hash)
  return path.startsWith('/') ? path : `/${path}`
}
