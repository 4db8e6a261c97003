import { type Author, type HttpUrl, type Instant, type PageHint, type Selector, selectorSteps } from '#model'
import type { AuthorsFinding } from './authors.ts'
import type { BodyScope } from './body-scope.ts'
import { isChineseName, readChineseByline } from './byline-zh.ts'
import { readDate } from './date-text.ts'
import { zoneOfOutlet } from './outlet-zone.ts'
import { shortTextUnder, squeeze, textUnder } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'
import { namesIn } from './person-names.ts'
import { placeOf } from './place-of.ts'
import { selectNodes } from './select-nodes.ts'
import { localTime, type TimesFinding } from './times.ts'
import type { TitleFinding } from './title.ts'

/** What an operator's hints point at on this page; null where no hint does. */
export interface HintedParts {
  readonly title: HintedPart | null
  readonly body: HintedPart | null
  readonly authors: HintedPart | null
  readonly publishedAt: HintedPart | null
}

interface HintedPart {
  readonly nodes: readonly [PageNode, ...PageNode[]]
  readonly rule: string
}

/** Looks up the hints for the day of the capture; of several for one part, the first that finds something counts. */
export function findHinted(
  tree: PageTree,
  hints: readonly PageHint[],
  capturedAt: Instant | undefined,
): HintedParts {
  const valid = hints.filter((each) => isForDay(each, capturedAt?.slice(0, 10)))
  const find = (part: 'title' | 'body' | 'authors' | 'publishedAt'): HintedPart | null => {
    for (const hint of valid) {
      const selector: Selector | undefined = hint[part]
      const [first, ...rest] = selector ? selectNodes(tree, selectorSteps(selector), nodesMax) : []
      if (first) return { nodes: [first, ...rest], rule: `hint ${selector}` }
    }
    return null
  }
  return {
    title: find('title'),
    body: find('body'),
    authors: find('authors'),
    publishedAt: find('publishedAt'),
  }
}

// More by-lines than this has no page.
const nodesMax = 20

/** A hint with dates is for no page whose day is unknown. */
function isForDay({ from, until }: PageHint, day: string | undefined): boolean {
  if (from === undefined && until === undefined) return true
  return day !== undefined && (from ?? day) <= day && day <= (until ?? day)
}

/** The operator looked at the outlet's pages; that the template changed since remains possible. */
const sure = 0.97

export function titleOfHint({ title }: HintedParts): TitleFinding | null {
  if (!title) return null
  const [node] = title.nodes
  const text = saidBy(node)
  const heading = node.tag === 'meta' ? null : node
  return text === '' ? null : { title: text, heading, rule: title.rule, sure }
}

/** @param found What the general rules take for the text: they know what stands around it. */
export function scopeOfHint(
  { body }: HintedParts,
  tree: PageTree,
  found: BodyScope | null,
): BodyScope | null {
  if (!body || body.nodes[0].weight === 0) return null
  const [root] = body.nodes
  const around = found?.around.slice() ?? new Uint8Array(tree.nodes.length)
  // Within what is around an article nothing would be read.
  if (around[root.order]) around.fill(0, root.order, root.endOrder)
  return { root, parts: [root], linked: null, around, rule: 'hint', sure }
}

export function authorsOfHint(
  { authors }: HintedParts,
  language: string | null,
  outletNames: readonly string[],
): AuthorsFinding | null {
  if (!authors) return null
  const people = authors.nodes.flatMap((node): readonly Author[] => {
    const text = saidBy(node).slice(0, 200)
    if (!language?.startsWith('zh')) return namesIn(text, outletNames)
    if (isChineseName(text)) return [{ name: text, role: 'author' }]
    return readChineseByline(text)
  })
  return people.length > 0
    ? { authors: people, rule: authors.rule, where: placeOf(authors.nodes[0]), sure }
    : null
}

/** The hinted time of publication, with what the general rules know of changes. */
export function timesOfHint(
  { publishedAt: hinted }: HintedParts,
  found: TimesFinding,
  url: HttpUrl,
  language: string | null,
): TimesFinding | null {
  const reading = hinted && readDate(saidBy(hinted.nodes[0]).slice(0, 300))
  const publishedAt = reading ? localTime(reading, zoneOfOutlet(language, url)) : null
  if (!hinted || !publishedAt) return null
  return { ...found, publishedAt, rule: hinted.rule, where: placeOf(hinted.nodes[0]), sure }
}

/** What an element says: to machines where it has an attribute for them, else to readers. */
function saidBy(node: PageNode): string {
  const said = node.attribute('datetime') ?? node.attribute('content')
  return squeeze(said ?? (shortTextUnder(node) || textUnder(node).slice(0, 400)))
}
