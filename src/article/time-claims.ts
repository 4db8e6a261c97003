import { type DateReading, readDate } from './date-text.ts'
import { placeInLinked } from './json-ld.ts'
import type { PageFacts } from './page-facts.ts'
import { type Segment, shortTextUnder } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'
import { placeOf } from './place-of.ts'

/** A time that one part of the page tells. */
export interface TimeClaim {
  readonly reading: DateReading
  readonly rule: string
  /** The element, the JSON path, the meta tag or the line that tells it. */
  readonly where: string
}

/** What the page tells machines of when it was published, the most exact names first. */
export function publishedClaims(facts: PageFacts): TimeClaim[] {
  return [
    claim(facts.linked?.datePublished, 'json-ld datePublished', placeInLinked(facts.linked, 'datePublished')),
    metaClaim(facts, publishedMetas, 'meta published time'),
    propertyClaim(facts, 'datepublished'),
    metaClaim(facts, plainMetas, 'meta date'),
  ].filter((each) => each !== null)
}

/** What the page tells machines of when it was last changed. */
export function modifiedClaims(facts: PageFacts): TimeClaim[] {
  return [
    claim(facts.linked?.dateModified, 'json-ld dateModified', placeInLinked(facts.linked, 'dateModified')),
    metaClaim(facts, modifiedMetas, 'meta modified time'),
    propertyClaim(facts, 'datemodified'),
  ].filter((each) => each !== null)
}

const publishedMetas = [
  'article:published_time',
  'og:published_time',
  'datepublished',
  'og:article:published_time',
  'parsely-pub-date',
  'article:published',
  'sailthru.date',
  'publishdate',
  'pubdate',
  'publish_date',
  'publish-date',
  'publication_date',
  'publicationdate',
  'published_at',
  'published_time',
  'displaydate',
  'dc.date.issued',
  'dcterms.created',
  'dc.date.created',
  'bt:pubdate',
  'cxenseparse:recs:publishtime',
  'cxenseparse:publishtime',
  'iso-8601-publish-date',
  'weibo: article:create_at',
  'weibo:article:create_at',
  'article:create_at',
  'firstpublishedtime',
  'rnews:datepublished',
  'og:pubdate',
  'og:release_date',
  '_pubtime',
]
const plainMetas = [
  'date',
  'dateupdate',
  'dc.date',
  'dcterms.date',
  'article.published',
  'article:date',
  'creation_date',
  'created',
  'og:time',
  'time',
  'originalpublicationdate',
  'datecreated',
  'citation_publication_date',
  'citation_date',
  'last-modified',
]
const modifiedMetas = [
  'article:modified_time',
  'og:updated_time',
  'datemodified',
  'article:modified',
  'dcterms.modified',
  'lastmod',
  'last-modified',
  'updated_time',
  'moddate',
  'weibo: article:update_at',
  'weibo:article:update_at',
]

/** The first of these meta tags that says anything. */
function metaClaim(facts: PageFacts, names: readonly string[], rule: string): TimeClaim | null {
  for (const name of names) {
    const text = facts.metas.get(name)?.find((each) => each !== '')
    if (text) return claim(text, rule, `meta[${name}]`)
  }
  return null
}

function claim(text: string | null | undefined, rule: string, where: string | PageNode): TimeClaim | null {
  const reading = text ? readDate(text) : null
  return reading && { reading, rule, where: typeof where === 'string' ? where : placeOf(where) }
}

function propertyClaim(facts: PageFacts, property: string): TimeClaim | null {
  for (const node of facts.properties.get(property) ?? []) {
    const found = claim(
      node.attribute('content') || node.attribute('datetime') || shortTextUnder(node),
      `microdata ${property}`,
      node,
    )
    if (found) return found
  }
  return null
}

/** A `time` element or one named for a date, behind the heading before any other. */
export function timeElement(tree: PageTree, heading: PageNode | null): TimeClaim | null {
  let first: TimeClaim | null = null
  for (const node of tree.nodes) {
    const isDated =
      node.tag === 'time' ||
      /(?:^|[ _-])(?:date|time|timestamp|published|pubdate|datum|fecha)(?:$|[ _-])/.test(node.names)
    const said =
      node.attribute('data-ptime') ?? node.attribute('data-publish-time') ?? node.attribute('data-pubtime')
    if (!isDated && !said) continue
    const text = said || node.attributes['datetime'] || node.attributes['content'] || shortTextUnder(node)
    if (text.length > 120) continue
    const found = claim(text, node.tag === 'time' ? 'time element' : 'element named for a date', node)
    if (!found) continue
    if (!heading || node.order > heading.order) return found
    first ??= found
  }
  return first
}

/** A page built by a script may keep its time there: `ct = "1659274471"`, `"publishTime":"2024-05-13 09:16"`. */
export function scriptTime(tree: PageTree): TimeClaim | null {
  const pattern =
    /(?:\bct|"?(?:publish|pub|publication|create|created|release|published|first|publisheddateasunix|publisheddateasunixtime)[_-]?(?:time|date|at|on|publication|timestamp|stamp)"?)\s*[:=]\s*["']?(\d{10}(?:\d{3})?|\d{4}-\d\d-\d\d[T\s]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)\b/i
  for (const [index, { text }] of tree.scripts.entries()) {
    const match = pattern.exec(text.length > 400_000 ? text.slice(0, 400_000) : text)
    const found = match ? claim(match[1], 'page script', `script[${index + 1}]`) : null
    if (found) return found
  }
  return null
}

/** `/2024/05/13/`, `/20240513/`, `/2024-05/13/`, `t20240513_`: the day in the address. */
export function addressTime(url: string): TimeClaim | null {
  const match = /[/_t-]((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(url)
  return match ? claim(`${match[1]}-${match[2]}-${match[3]}`, 'address', url) : null
}

/** Where nothing near the heading tells: the line with a date that is nearest to it, anywhere on the page. */
export function nearestTime(segments: readonly Segment[], heading: PageNode | null): TimeClaim | null {
  const from = heading ? segments.findIndex((each) => each.order >= heading.order) : 0
  let best: { claim: TimeClaim; distance: number } | null = null
  for (const [index, { text }] of segments.entries()) {
    if (text.length > 160) continue
    const distance = Math.abs(index - from)
    if (best && best.distance <= distance) continue
    const reading = readDate(text)
    if (reading) best = { claim: { reading, rule: 'line with a date', where: text.slice(0, 80) }, distance }
  }
  return best && best.distance < 400 ? best.claim : null
}
