import type { Article, Evidence, FieldEvidence } from '#model'
import { certaintyOf, type Witness } from './certainty.ts'
import type { Findings } from './evidence.ts'
import { isSameOutlet } from './outlet-name.ts'
import { metaOf } from './page-facts.ts'
import { normalise } from './page-text.ts'
import { placeOfLine } from './place-of.ts'
import { placeOfLinkedBody, placeOfRule } from './place-of-rule.ts'

type Attribution = Pick<
  Evidence,
  'authors' | 'dateline' | 'outlet' | 'source' | 'reprintedFrom' | 'originalTitle' | 'cited'
>

/** Who wrote, who publishes, and whom it was taken from: what tells it, and what on the page says the same. */
export function evidenceOfAttribution(article: Article, findings: Findings): Attribution {
  const { segments } = findings.page
  const { outlet } = findings.fields
  const { originalTitle, cited } = article
  return {
    ...present('authors', authorsEvidence(article, findings)),
    ...present('dateline', datelineEvidence(article, findings)),
    ...present(
      'outlet',
      outlet && {
        rule: outlet.rule,
        where: placeOfRule(outlet.rule, outlet.outlet, findings.page),
        sure: Math.round(outlet.sure * 100) / 100,
      },
    ),
    ...present('source', sourceEvidence(article, findings)),
    ...present('reprintedFrom', reprintEvidence(findings)),
    ...present(
      'originalTitle',
      originalTitle
        ? { rule: 'line with 原标题', where: placeOfLine(originalTitle, segments), sure: 0.9 }
        : null,
    ),
    ...present(
      'cited',
      cited?.[0] ? { rule: 'words of citing', where: placeOfLine(cited[0], segments), sure: 0.75 } : null,
    ),
  }
}

function present(field: keyof Attribution, evidence: FieldEvidence | null): Attribution {
  return evidence ? { [field]: evidence } : {}
}

function authorsEvidence({ authors }: Article, { page, reading, fields }: Findings): FieldEvidence | null {
  const [first] = authors
  if (!first) return null
  const { facts, segments } = page
  const { rule, where, sure } = fields.authors
  const isLine = /^(?:by-line in|line that)/.test(rule)
  const isShown = [...reading.before, ...reading.after].some(({ text }) => text.includes(first.name))
  const names = authors.map(({ name }) => normalise(name))
  const witnesses = [
    { rule: 'json-ld author', says: (facts.linked?.authors ?? []).map(({ name }) => name).join(' ') },
    { rule: 'meta author', says: metaOf(facts, 'author', 'article:author', 'byl') },
    { rule: isLine ? rule : 'line', says: isShown ? first.name : null },
  ]
  const isSame = (said: string) => {
    const own = normalise(said)
    return names.some((name) => own.includes(name))
  }
  return {
    rule,
    where: isLine ? placeOfLine(where, segments, reading.scope?.root) : where,
    sure: certaintyOf(sure, rule, witnesses, isSame),
  }
}

/** The day in it is that of publication, and its agency the source, where the page tells these. */
function datelineEvidence(
  { dateline, publishedAt, source, reprintedFrom }: Article,
  { page, reading: { linked } }: Findings,
): FieldEvidence | null {
  if (dateline === null) return null
  const rule = 'opening of the text'
  const witnesses: Witness<boolean>[] = [
    { rule: 'source', says: [source, reprintedFrom].some((each) => each && dateline.includes(each)) || null },
    { rule: 'day of publication', says: namesDayOf(dateline, publishedAt) },
  ]
  return {
    rule,
    where: linked ? placeOfLinkedBody(linked, page) : placeOfLine(dateline, page.segments),
    sure: certaintyOf(0.8, rule, witnesses, (says) => says),
  }
}

/** Whether `9月1日` is about the day of a time; null where one of the two is not told. */
function namesDayOf(dateline: string, time: string | null): boolean | null {
  const told = /(\d{1,2})日/.exec(dateline)?.[1]
  if (!told || !time) return null
  const distance = Math.abs(Number(told) - Number(time.slice(8, 10)))
  // The last of a month and the first of the next are neighbours.
  return distance <= 1 || distance >= 27
}

function sourceEvidence({ source: name }: Article, { page, fields }: Findings): FieldEvidence | null {
  const { source, reprintedFrom } = fields
  if (!source || name === null) return null
  const { rule, where } = source
  const witnesses = [
    { rule: 'meta source', says: metaOf(page.facts, 'source', 'mediaid', 'og:source') },
    { rule: 'line with 转自', says: reprintedFrom?.rule === 'line with 转自' ? reprintedFrom.from : null },
    { rule: 'outlet', says: isSameOutlet(fields.outlet?.outlet ?? '', name) ? name : null },
  ]
  return {
    rule,
    where: rule === 'meta source' ? placeOfRule(rule, name, page) : placeOfLine(where, page.segments),
    sure: certaintyOf(trustOfSource(rule), rule, witnesses, (said) => isSameOutlet(said, name)),
  }
}

/** A label says what it is; a name beside the time may be the outlet's own or an account's. */
function trustOfSource(rule: string): number {
  if (/来源|转自/.test(rule)) return 0.9
  return rule === 'element named for a source' ? 0.75 : 0.6
}

function reprintEvidence({ page, fields }: Findings): FieldEvidence | null {
  const { reprintedFrom, source } = fields
  if (!reprintedFrom) return null
  const { from, rule, line } = reprintedFrom
  const isTold = rule === 'line with 转自'
  const witnesses = [
    { rule: '来源', says: isTold ? source?.source : null },
    { rule: 'meta source', says: metaOf(page.facts, 'source', 'mediaid', 'og:source') },
  ]
  return {
    rule,
    where: source?.rule === 'meta source' && !isTold ? 'meta[source]' : placeOfLine(line, page.segments),
    sure: certaintyOf(isTold ? 0.85 : 0.65, rule, witnesses, (said) => isSameOutlet(said, from)),
  }
}
