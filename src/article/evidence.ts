import type { Article, Evidence, FieldEvidence } from '#model'
import type { ImagesFinding } from './article-images.ts'
import { certaintyOf, type Witness } from './certainty.ts'
import { evidenceOfAttribution } from './evidence-of-attribution.ts'
import { evidenceOfTimes } from './evidence-of-times.ts'
import type { FieldFindings } from './field-findings.ts'
import { placeInLinked } from './json-ld.ts'
import type { KeywordsFinding } from './keywords.ts'
import type { HeadingLine, KickerAndSubtitle } from './kicker-subtitle.ts'
import { baseOf, languageTag } from './language.ts'
import { metaOf } from './page-facts.ts'
import type { PageReading } from './page-reading.ts'
import { normalise } from './page-text.ts'
import type { ParsedPage } from './parsed-page.ts'
import { placeOf, placeOfLine } from './place-of.ts'
import { placeOfLinkedBody, placeOfRule, placeOfText } from './place-of-rule.ts'
import { type SectionFinding, sectionInCrumbs } from './section.ts'

/** Everything that was read of one page. */
export interface Findings {
  readonly page: ParsedPage
  readonly reading: PageReading
  readonly fields: FieldFindings
  readonly headingLines: KickerAndSubtitle
  readonly section: SectionFinding | null
  readonly keywords: KeywordsFinding | null
  readonly images: ImagesFinding | null
}

/**
 * For each field that the article has: the rule, the place, and how sure, by how many parts of the page say the same.
 * `where` is a path to an element (`html/body/div[2]/p[1]`), to JSON (`script[1]$.headline`), `meta[name]` or `address`.
 */
export function gatherEvidence(article: Article, findings: Findings): Evidence {
  const { headingLines, page } = findings
  const text = textEvidence(findings)
  const found: { readonly [field in keyof Article]?: FieldEvidence | null } = {
    title: titleEvidence(findings),
    kicker: lineEvidence(headingLines.kicker, findings, [
      { rule: 'og:title', says: metaOf(page.facts, 'og:title') },
      { rule: 'title element', says: page.facts.title },
    ]),
    subtitle: lineEvidence(headingLines.subtitle, findings, [
      { rule: 'meta description', says: metaOf(page.facts, 'og:description', 'description') },
      { rule: 'json-ld description', says: page.facts.linked?.description },
    ]),
    ...evidenceOfAttribution(article, findings),
    ...evidenceOfTimes(article, findings),
    section: sectionEvidence(findings),
    keywords: keywordsEvidence(article, findings),
    language: languageEvidence(article, findings),
    images: imagesEvidence(article, findings),
    canonicalUrl: canonicalEvidence(article, findings),
    ...rightsEvidence(article, findings),
    body: text,
    text,
  }
  return Object.fromEntries(Object.entries(found).filter(([, each]) => each)) as Evidence
}

function titleEvidence({ reading: { heading }, page }: Findings): FieldEvidence | null {
  if (!heading) return null
  const where = heading.heading ? placeOf(heading.heading) : placeOfRule(heading.rule, heading.title, page)
  return { rule: heading.rule, where, sure: Math.round(heading.sure * 100) / 100 }
}

function textEvidence({ reading: { linked, scope, text }, page }: Findings): FieldEvidence | null {
  const { facts } = page
  const said = facts.linked?.body ?? ''
  const description = metaOf(facts, 'og:description', 'description') ?? ''
  const witnesses = [
    { rule: 'json-ld articleBody', says: said.slice(0, 40) },
    // A summary that somebody wrote is in no text, and says nothing against it.
    {
      rule: 'meta description',
      says: text.includes(description.slice(0, 20)) ? description.slice(0, 20) : '',
    },
  ]
  const isIn = (start: string) => text.includes(start)
  if (linked) {
    const where = placeOfLinkedBody(linked, page)
    return { rule: linked.rule, where, sure: certaintyOf(0.8, linked.rule, witnesses, isIn) }
  }
  if (!scope) return null
  const rule = scope.rule === 'linked-text' ? 'json-ld articleBody' : scope.rule
  const sure = certaintyOf(scope.sure, rule, witnesses, isIn)
  return { rule: scope.rule, where: placeOf(scope.root), sure }
}

function lineEvidence(
  line: HeadingLine | null,
  { page, reading: { heading } }: Findings,
  witnesses: readonly Witness<string>[],
): FieldEvidence | null {
  if (!line) return null
  const own = normalise(line.text)
  // Most pages tell machines neither: what they leave out is no dissent.
  const telling = witnesses.filter(({ says }) => says && normalise(says).includes(own))
  const sure = certaintyOf(line.trust, line.rule, telling, () => true)
  const around = heading?.heading ?? null
  return { rule: line.rule, where: placeOfLine(line.text, page.segments, around), sure }
}

function sectionEvidence({ section, page, reading: { heading } }: Findings): FieldEvidence | null {
  if (!section) return null
  const { facts, segments } = page
  const own = normalise(section.section)
  const crumb =
    section.rule === 'breadcrumb'
      ? section
      : sectionInCrumbs(segments, heading?.title ?? null, heading?.heading ?? null)
  const inAddress = own !== '' && new URL(facts.url).pathname.toLowerCase().includes(`/${own}`)
  const witnesses = [
    { rule: 'json-ld articleSection', says: facts.linked?.section },
    { rule: 'meta article:section', says: metaOf(facts, 'article:section') },
    { rule: 'breadcrumb', says: crumb?.section },
    { rule: 'address', says: inAddress ? section.section : null },
  ]
  const trust = section.rule === 'breadcrumb' ? 0.65 : 0.8
  const sure = certaintyOf(trust, section.rule, witnesses, (said) => normalise(said) === own)
  return { rule: section.rule, where: section.where, sure }
}

/** The words that an article is about stand in it; those of a template do not. */
function keywordsEvidence({ text, title }: Article, { keywords }: Findings): FieldEvidence | null {
  if (!keywords) return null
  const whole = `${title}\n${text}`.toLowerCase()
  const inText = keywords.keywords.filter((each) => whole.includes(each.toLowerCase())).length
  const witnesses = [{ rule: 'text', says: inText / keywords.keywords.length }]
  const sure = certaintyOf(0.6, keywords.rule, witnesses, (share) => share >= 0.3)
  return { rule: keywords.rule, where: keywords.where, sure }
}

function languageEvidence({ language }: Article, { page, reading }: Findings): FieldEvidence | null {
  if (language === null) return null
  const { facts } = page
  const witnesses = [
    { rule: 'json-ld inLanguage', says: languageTag(facts.linked?.language ?? null) },
    { rule: 'html lang', says: languageTag(facts.htmlLanguage) },
    {
      rule: 'meta language',
      says: languageTag(metaOf(facts, 'content-language', 'og:locale', 'language', 'dc.language')),
    },
  ]
  const isSame = (said: string) => baseOf(said) === baseOf(language)
  const first = witnesses.find(({ says }) => says && isSame(says))
  const isByScript = /^(?:zh|ja|ko|el|th|he|hy|ka)\b/.test(language)
  const rule = isByScript ? 'script of the text' : (first?.rule ?? 'words of the text')
  const where =
    rule === 'html lang'
      ? 'html'
      : first && rule === first.rule
        ? placeOfRule(rule, language, page)
        : placeOf(reading.scope?.root ?? null)
  return { rule, where, sure: certaintyOf(isByScript ? 0.9 : first ? 0.8 : 0.6, rule, witnesses, isSame) }
}

function imagesEvidence(article: Article, { images, page: { facts } }: Findings): FieldEvidence | null {
  if (!images) return null
  const names = article.images.map(({ url }) => fileNameOf(url))
  const witnesses = [
    { rule: 'og:image', says: metaOf(facts, 'og:image') },
    { rule: 'json-ld image', says: facts.linked?.images[0]?.url },
  ]
  const isShown = (said: string) => names.includes(fileNameOf(said))
  return { rule: images.rule, where: images.where, sure: certaintyOf(0.75, images.rule, witnesses, isShown) }
}

/** The same picture stands in many sizes under one file name. */
function fileNameOf(address: string): string {
  return address.split(/[?#]/)[0]!.split('/').at(-1)!.toLowerCase()
}

function canonicalEvidence({ canonicalUrl }: Article, { page }: Findings): FieldEvidence | null {
  if (canonicalUrl === null) return null
  const { tree, facts } = page
  const rule = 'link rel=canonical'
  const link = tree.nodes.find(
    (node) => node.tag === 'link' && node.attribute('rel')?.toLowerCase() === 'canonical',
  )
  const witnesses = [
    { rule: 'og:url', says: metaOf(facts, 'og:url') },
    { rule: 'address', says: facts.url as string },
  ]
  const bare = (address: string) => address.replace(/^https?:\/\/(?:www\.)?/, '').replace(/[?#].*$|\/$/g, '')
  const sure = certaintyOf(0.8, rule, witnesses, (said) => bare(said) === bare(canonicalUrl))
  return { rule, where: placeOf(link ?? null), sure }
}

/** Twins and rights are told once, by one link, tag or line. */
function rightsEvidence(
  { twins, licence, access }: Article,
  { page }: Findings,
): Pick<Evidence, 'twins' | 'licence' | 'access'> {
  const { facts } = page
  const isLinked = facts.linked?.isFree === (access === 'free')
  const hasTier = [...facts.metas.keys()].find((name) => name.endsWith('content_tier'))
  return {
    ...(twins?.length && { twins: { rule: 'links to other versions', where: 'html/head', sure: 0.9 } }),
    ...(licence && {
      licence: {
        rule: facts.linked?.licence ? 'json-ld license' : 'line or tag of rights',
        where: facts.linked?.licence
          ? placeInLinked(facts.linked, 'license')
          : placeOfText(licence.text, page),
        sure: licence.kind === 'other' ? 0.6 : 0.8,
      },
    }),
    ...(access && {
      access: isLinked
        ? {
            rule: 'json-ld isAccessibleForFree',
            where: placeInLinked(facts.linked, 'isAccessibleForFree'),
            sure: 0.9,
          }
        : hasTier
          ? { rule: `meta ${hasTier}`, where: `meta[${hasTier}]`, sure: 0.8 }
          : { rule: 'element named for a wall', where: 'html/body', sure: 0.6 },
    }),
  }
}
