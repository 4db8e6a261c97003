import type { Instant } from '#model'
import { findSource, readReprint, reprintOf, type SourceFinding } from './attribution.ts'
import { type AuthorsFinding, findAuthors } from './authors.ts'
import { authorsOfHint, type HintedParts, timesOfHint } from './hinted-parts.ts'
import { findLanguage } from './language.ts'
import { startOfText } from './lines-around.ts'
import { findOutlet, isSameOutlet, type OutletFinding } from './outlet-name.ts'
import type { PageReading } from './page-reading.ts'
import type { ParsedPage } from './parsed-page.ts'
import { siteNamesOf } from './site-name.ts'
import { findTimes, type TimesFinding } from './times.ts'

/** Who, when and from where, as the page tells it. */
export interface FieldFindings {
  readonly language: string | null
  readonly outlet: OutletFinding | null
  /** 来源 as shown; null where there is none. */
  readonly source: SourceFinding | null
  readonly reprintedFrom: ReprintFinding | null
  readonly times: TimesFinding
  readonly authors: AuthorsFinding
}

export interface ReprintFinding {
  readonly from: string
  readonly rule: 'line with 转自' | '来源 is another outlet'
  readonly line: string
}

export function findFields(
  page: ParsedPage,
  reading: PageReading,
  hinted: HintedParts,
  capturedAt: Instant | undefined,
): FieldFindings {
  const { tree, facts, segments } = page
  const { before, after, paragraphs, text } = reading
  const heading = reading.heading?.heading ?? null
  const language = findLanguage(facts, text)
  const title = reading.heading?.title ?? null
  const outlet = findOutlet({ tree, facts, segments, title, language })
  const times = findTimes({ tree, facts, lines: before, segments, language, heading, capturedAt })
  const outletNames = siteNamesOf(facts)
  const people = { tree, facts, language, heading, before, paragraphs, segments, after, outletNames }
  return {
    language,
    outlet,
    ...findAttribution(page, reading, outlet?.outlet ?? null),
    times: timesOfHint(hinted, times, facts.url, language) ?? times,
    authors: authorsOfHint(hinted, language, outletNames) ?? findAuthors(people),
  }
}

/** 来源 and whom the text was taken from, which are told apart. */
function findAttribution(
  { tree, facts, segments }: ParsedPage,
  { heading, scope, before, after, paragraphs }: PageReading,
  outlet: string | null,
): Pick<FieldFindings, 'source' | 'reprintedFrom'> {
  const lines = before.map((each) => each.text)
  const tail = after.map((each) => each.text)
  const source = findSource({
    tree,
    facts,
    heading: heading?.heading ?? null,
    bodyOrder: scope ? startOfText(segments, scope) : tree.nodes.length,
    before: lines,
    after: [...tail, ...paragraphs.slice(-8)],
    segments,
    outlet,
  })
  const told = readReprint([...lines, ...tail.slice(0, 8), ...paragraphs.slice(-4)])
  const copied = told ? null : reprintOf(source, outlet, facts, segments)
  const reprintedFrom: ReprintFinding | null = told
    ? { ...told, rule: 'line with 转自' }
    : source && copied
      ? { from: copied, rule: '来源 is another outlet', line: source.where }
      : null
  // The outlet's own name beside the time is no 来源 where 转自 names another.
  const isOwnName =
    source !== null &&
    source.rule !== 'line with 来源' &&
    outlet !== null &&
    isSameOutlet(source.source, outlet)
  const fromLine = told && { source: told.from, where: told.line, rule: 'line with 转自', isOutlet: true }
  return { source: (isOwnName ? fromLine : null) ?? source ?? fromLine, reprintedFrom }
}
