import { type Instant, type NewsTime, newsTimeMs } from '#model'
import { type DateReading, readDate, toNewsTime } from './date-text.ts'
import { inZone, zoneOfOutlet } from './outlet-zone.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import type { Segment } from './page-text.ts'
import { shortTextUnder } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

export interface TimesFinding {
  readonly publishedAt: NewsTime | null
  readonly modifiedAt: NewsTime | null
  readonly rule: string
  readonly sure: number
}

interface Claim {
  readonly reading: DateReading
  readonly rule: string
}

/** When the article was published and last changed, told apart; visible and machine-readable times weighed. */
export function findTimes(options: {
  readonly tree: PageTree
  readonly facts: PageFacts
  /** Lines around the heading and before the text. */
  readonly lines: readonly Segment[]
  /** All lines of the page. */
  readonly segments: readonly Segment[]
  readonly language: string | null
  readonly heading: PageNode | null
  readonly capturedAt: Instant | undefined
}): TimesFinding {
  const { facts, tree, lines, language, heading, capturedAt } = options
  const zone = zoneOfOutlet(
    facts.htmlLanguage?.startsWith(language ?? '-') ? facts.htmlLanguage : language,
    facts.url,
  )
  const visible = visibleClaims(lines, heading)
  const published = [
    claim(facts.linked?.datePublished, 'json-ld datePublished'),
    claim(metaOf(facts, ...publishedMetas), 'meta published time'),
    propertyClaim(facts, 'datepublished'),
    claim(metaOf(facts, ...plainMetas), 'meta date'),
  ].filter((each) => each !== null)
  const modified = [
    claim(facts.linked?.dateModified, 'json-ld dateModified'),
    claim(metaOf(facts, ...modifiedMetas), 'meta modified time'),
    propertyClaim(facts, 'datemodified'),
  ].filter((each) => each !== null)
  const chosen = choose(published, visible.published, zone) ?? timeElement(tree, heading)
  // Only the day is told: a script or an element may know the minute of that day.
  const finer =
    chosen?.reading.time && !isMidnight(chosen.reading)
      ? null
      : [scriptClaim(tree), timeElement(tree, heading)]
  const best =
    finer?.find(
      (each) => each?.reading.time && (!chosen || dayDistance(each.reading.day, chosen.reading.day) <= 1),
    ) ??
    chosen ??
    scriptClaim(tree) ??
    urlClaim(facts.url) ??
    nearestClaim(options.segments, heading)
  const publishedAt = best && notAfter(localTime(best.reading, zone), capturedAt)
  const change = visible.modified ?? modified[0] ?? null
  const modifiedAt = change && notAfter(localTime(change.reading, zone), capturedAt)
  const isLater = modifiedAt && publishedAt && newsTimeMs(modifiedAt) - newsTimeMs(publishedAt) >= 60_000
  return {
    publishedAt,
    modifiedAt: isLater || !publishedAt ? modifiedAt : null,
    rule: best?.rule ?? '',
    sure: best ? (published.length > 1 || visible.published ? 0.95 : 0.75) : 0,
  }
}

function localTime(reading: DateReading, zone: string | null): NewsTime | null {
  return toNewsTime(zone ? inZone(reading, zone) : reading, zone)
}

/** Where nothing near the heading tells: the line with a date that is nearest to it, anywhere on the page. */
function nearestClaim(segments: readonly Segment[], heading: PageNode | null): Claim | null {
  const from = heading ? segments.findIndex((each) => each.order >= heading.order) : 0
  let best: { claim: Claim; distance: number } | null = null
  for (const [index, { text }] of segments.entries()) {
    if (text.length > 160) continue
    const distance = Math.abs(index - from)
    if (best && best.distance <= distance) continue
    const reading = readDate(text)
    if (reading) best = { claim: { reading, rule: 'line with a date' }, distance }
  }
  return best && best.distance < 400 ? best.claim : null
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

function claim(text: string | null | undefined, rule: string): Claim | null {
  const reading = text ? readDate(text) : null
  return reading && { reading, rule }
}

function propertyClaim(facts: PageFacts, property: string): Claim | null {
  for (const node of facts.properties.get(property) ?? []) {
    const found = claim(
      node.attributes['content'] || node.attributes['datetime'] || shortTextUnder(node),
      `microdata ${property}`,
    )
    if (found) return found
  }
  return null
}

const modifiedWords =
  /updated?|modified|aktualisiert|geändert|stand:|mis à jour|modifié|actualizad|aggiornat|更新|修改|修訂|编辑于|編輯於|обновлено|zaktualizowan/i

/**
 * Dates that stand in the lines around the heading. A line that says 更新 or "updated" tells of a change; of the
 * others the one wins that has a time, a label such as 来源 or "published", and stands behind the heading.
 */
function visibleClaims(
  lines: readonly Segment[],
  heading: PageNode | null,
): { published: Claim | null; modified: Claim | null } {
  let published: { claim: Claim; points: number } | null = null
  let modified: Claim | null = null
  for (const { text, order, linkWeight, weight } of lines) {
    if (text.length > 260) continue
    const reading = readDate(text)
    if (!reading) continue
    const at = text.search(/\d{4}/)
    const isChange =
      modifiedWords.test(text.slice(Math.max(0, at - 30), at + 4)) &&
      !/publi|发布|發布/i.test(text.slice(0, at))
    const found = { reading, rule: 'visible line' }
    if (isChange) {
      modified ??= found
      continue
    }
    let points = reading.time ? 3 : 0
    if (publishedWords.test(text)) points += 2
    if (!heading || order > heading.order) points += 2
    if (linkWeight > 0.6 * weight) points -= 2
    if (text.length < 60) points += 1
    if (!published || points > published.points) published = { claim: found, points }
  }
  return { published: published?.claim ?? null, modified }
}

const publishedWords =
  /来源|來源|发布|發布|发表|發表|时间|時間|日期|作者|记者|記者|published|posted|erstellt|veröffentlicht|publié|publicado|pubblicato/i

/**
 * What machines are told wins, unless the page shows its readers another day. Where the day agrees and only the page
 * has a time, or the machine's "Z" is the very time on the page, the page's own time is read in the outlet's zone.
 */
function choose(claims: readonly Claim[], visible: Claim | null, zone: string | null): Claim | null {
  const exact = claims.find((each) => each.reading.time !== null && !isMidnight(each.reading))
  const machine = exact ?? claims[0] ?? null
  if (!machine || !visible) return machine ?? visible
  const { reading } = machine
  const shown = visible.reading
  if (
    zone?.startsWith('Asia/') &&
    shown.time &&
    reading.offset === 'Z' &&
    shown.day === reading.day &&
    shown.time.slice(0, 5) === reading.time?.slice(0, 5)
  ) {
    return { reading: { ...reading, offset: null }, rule: `${machine.rule}, zone of the page` }
  }
  if ((!reading.time || isMidnight(reading)) && shown.time && dayDistance(shown.day, reading.day) <= 1)
    return visible
  if (zone === 'Asia/Shanghai' && shown.time && dayDistance(shown.day, reading.day) > 1) return visible
  return machine
}

function isMidnight(reading: DateReading): boolean {
  return /^00:00(?::00)?$/.test(reading.time ?? '')
}

function dayDistance(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000
}

function timeElement(tree: PageTree, heading: PageNode | null): Claim | null {
  let first: Claim | null = null
  for (const node of tree.nodes) {
    const isDated =
      node.tag === 'time' ||
      /(?:^|[ _-])(?:date|time|timestamp|published|pubdate|datum|fecha)(?:$|[ _-])/.test(node.names)
    const said =
      node.attribute('data-ptime') ?? node.attribute('data-publish-time') ?? node.attribute('data-pubtime')
    if (!isDated && !said) continue
    const text = said || node.attributes['datetime'] || node.attributes['content'] || shortTextUnder(node)
    if (text.length > 120) continue
    const found = claim(text, node.tag === 'time' ? 'time element' : 'element named for a date')
    if (!found) continue
    if (!heading || node.order > heading.order) return found
    first ??= found
  }
  return first
}

/** A page built by a script may keep its time there: `ct = "1659274471"`, `"publishTime":"2024-05-13 09:16"`. */
function scriptClaim(tree: PageTree): Claim | null {
  const pattern =
    /(?:\bct|"?(?:publish|pub|publication|create|created|release|published|first|publisheddateasunix|publisheddateasunixtime)[_-]?(?:time|date|at|on|publication|timestamp|stamp)"?)\s*[:=]\s*["']?(\d{10}(?:\d{3})?|\d{4}-\d\d-\d\d[T\s]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)\b/i
  for (const { text } of tree.scripts) {
    const match = pattern.exec(text.length > 400_000 ? text.slice(0, 400_000) : text)
    const found = match ? claim(match[1], 'page script') : null
    if (found) return found
  }
  return null
}

/** `/2024/05/13/`, `/20240513/`, `/2024-05/13/`, `t20240513_`: the day in the address. */
function urlClaim(url: string): Claim | null {
  const match = /[/_t-]((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(url)
  return match ? claim(`${match[1]}-${match[2]}-${match[3]}`, 'address') : null
}

/** Nothing is published after it was captured; a day of grace for wrong zones. */
function notAfter(time: NewsTime | null, capturedAt: Instant | undefined): NewsTime | null {
  if (!time || !capturedAt) return time
  return newsTimeMs(time) <= Date.parse(capturedAt) + 86_400_000 ? time : null
}
