import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ExtractionRecord, extractArticle, extractionRecord } from '#article'
import { parseHttpUrl, parseInstant } from '#model'

/** A kind of page on which extractors fail: the page, and the fields that it must give. */
export interface PageKind {
  /** What is hard about it, as a claim. */
  readonly claim: string
  readonly html: string
  readonly url?: string
  readonly contentType?: string
  /** Only the fields that the kind is about; `authors` as `name (role)`. */
  readonly gives: Readonly<Record<string, unknown>>
  readonly has?: readonly string[]
  readonly hasNot?: readonly string[]
}

export function testKinds(title: string, kinds: readonly PageKind[]): void {
  describe(title, () => {
    for (const kind of kinds) test(kind.claim, () => check(kind))
  })
}

function check({ html, url, contentType, gives, has = [], hasNot = [] }: PageKind): void {
  const extraction = extractArticle(Buffer.from(html), {
    url: parseHttpUrl(url ?? 'https://www.harbour.example/news/item.html'),
    contentType: contentType ?? 'text/html; charset=utf-8',
    capturedAt: parseInstant('2026-01-01T00:00:00.000Z'),
  })
  const record: ExtractionRecord = extractionRecord(extraction)
  const told: Record<string, unknown> = {
    ...record,
    authors: record.authors.map(({ name, role }) => `${name} (${role})`),
    images: record.images.map((image) => image.url),
    captions: record.images.map((image) => image.caption),
  }
  for (const [field, value] of Object.entries(gives)) assert.deepEqual(told[field], value, field)
  for (const piece of has) assert.ok(record.text?.includes(piece), `has "${piece}": ${record.text}`)
  for (const piece of hasNot) assert.ok(!record.text?.includes(piece), `has not "${piece}": ${record.text}`)
}

/** Running text of one's own, numbered so that each paragraph is told from the others. */
export const english = (n: number): string =>
  `Paragraph ${n}: the harbour board met on Monday evening, heard eleven people from the quays, and put the decision off until the spring.`
export const chinese = (n: number): string =>
  `第${n}段：滨海市图书馆新馆昨日试开放，首日接待读者三千余人，馆内设有儿童区、自习区和地方文献区，借阅手续比旧馆更为简便。`
export const paragraphs = (of: (n: number) => string, count = 3, from = 1): string =>
  Array.from({ length: count }, (_, index) => `<p>${of(from + index)}</p>`).join('')
