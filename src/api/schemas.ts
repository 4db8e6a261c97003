import { z } from 'zod'
import { block } from './block-schema.ts'

/** What goes in and out, once: inputs are validated with these, and `/api/openapi.json` is made of them. */

export const instant = z.iso.datetime().describe('RFC 3339 in UTC, with milliseconds.')
const newsTime = z.string().describe('ISO 8601 with offset, or a day alone where no more is known.')
export const snapshotId = z.string().regex(/^[0-9a-v]{18}$/)
export const hashId = z.string().regex(/^[a-z2-7]{16}$/)
export const channelSlug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const digest = z.string().regex(/^sha256:[A-Z2-7]{52}$/)
const webState = z.enum(['live', 'changed', 'gone', 'unreachable'])
const revision = z.strictObject({ number: z.int().min(1), count: z.int().min(1) })
const reprint = z.strictObject({ parent: snapshotId, containment: z.number().min(0).max(1) })

/** The start of that moment or day, in UTC. */
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'is neither a day nor a moment of RFC 3339')
  .describe('A day, or RFC 3339.')

const pageQuery = z.object({
  cursor: z.string().min(1).max(1000).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export const searchQuery = pageQuery.extend({
  q: z
    .string()
    .max(4000)
    .default('')
    .describe('The query language of the search box (at most 1000 characters), or a passage of an article.'),
  channel: channelSlug.optional(),
  outlet: channelSlug.optional().describe("An outlet's slug."),
  from: moment.optional().describe('Published at or after.'),
  to: moment.optional().describe('Published before.'),
  sort: z.enum(['relevance', 'newest', 'oldest']).default('relevance'),
  story: hashId.optional().describe('Within one story.'),
  revised: z.enum(['0', '1']).optional().describe('1: within what was rewritten after publication.'),
  recency: z.enum(['0', '1']).optional().describe('0: old and new articles rank alike.'),
  explain: z.literal('1').optional().describe('How each score came about, as `explanation`.'),
  facets: z
    .literal('1')
    .optional()
    .describe('Exact counts of all that matches, by kind and by time, as `facets`.'),
  histogram: z
    .enum(['day', 'month', 'year'])
    .optional()
    .describe(
      'With `facets=1`: what its histogram counts by. Coarser where there would be more than 400 buckets.',
    ),
})

export const suggestQuery = z.object({
  q: z.string().max(4000).default('').describe('What is being typed; pinyin stands for Chinese names.'),
  limit: z.coerce.number().int().min(1).max(20).default(10),
})

export const changeSearchQuery = z.object({
  q: z.string().max(4000).default('').describe('A sentence or passage.'),
  article: z.string().optional().describe("An article's id: looks in its revisions alone."),
  limit: z.coerce.number().int().min(1).max(40).default(20),
})

export const newestQuery = pageQuery.extend({
  channel: channelSlug.optional(),
  outlet: channelSlug.optional(),
})
/** A URL that is asked about; whether it is one is told apart from whether it is there. */
export const askedUrl = z.string('is missing: give ?url=, or {"url": "…"} in a body').min(1).max(4096)

export const lookupQuery = z.object({ url: askedUrl })
export const relatedQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(10) })
export const snapshotQuery = z.object({
  evidence: z
    .literal('1')
    .optional()
    .describe('What each field was read by: rule, place in the page, certainty; and the extractor.'),
  body: z
    .literal('1')
    .optional()
    .describe(
      'The text as the tree it is shown by: paragraphs, headings, lists, figures, each with its language.',
    ),
})
export const snapshotRequest = z.object({ url: askedUrl })

export const snapshotSummary = z.strictObject({
  id: snapshotId,
  articleId: hashId,
  url: z.string(),
  title: z.string(),
  lead: z.string(),
  outletSlug: z.string(),
  outlet: z.string().nullable(),
  channel: channelSlug.nullable(),
  region: z.string().nullable(),
  language: z.string().nullable(),
  publishedAt: newsTime.nullable(),
  capturedAt: instant,
  story: hashId.nullable(),
  reprintOf: reprint.nullable(),
  reprintCount: z.int().min(0),
  image: z.string().nullable(),
  status: webState,
  revision,
})

const snapshot = z.strictObject({
  id: snapshotId,
  articleId: hashId,
  url: z.string(),
  capturedAt: instant,
  status: webState.describe("What the original's address answers now."),
  statusSince: instant,
  statusHistory: z
    .array(z.strictObject({ state: webState, from: instant, until: instant.nullable(), isBack: z.boolean() }))
    .describe('What it has answered, oldest first, without gaps; the last one until now.'),
  article: z.boolean(),
  reason: z.string().nullable(),
  title: z.string(),
  kicker: z.string().nullable(),
  subtitle: z.string().nullable(),
  authors: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(['reporter', 'correspondent', 'intern', 'photographer', 'author', 'editor', 'agency']),
    }),
  ),
  dateline: z.string().nullable(),
  publishedAt: newsTime.nullable(),
  modifiedAt: newsTime.nullable(),
  outlet: z.string().nullable(),
  outletSlug: z.string(),
  source: z.string().nullable(),
  reprintedFrom: z.string().nullable(),
  channel: channelSlug.nullable(),
  region: z.string().nullable(),
  language: z.string().nullable(),
  canonicalUrl: z.string().nullable(),
  text: z.string(),
  images: z.array(z.strictObject({ url: z.string(), caption: z.string().nullable() })),
  complete: z.boolean(),
  originalTitle: z.string().nullable().describe('原标题: what the text was called where it was taken from.'),
  cited: z.array(z.string()).describe('据…报道: whom the text cites for what it tells; not copied from.'),
  section: z.string().nullable().describe("The outlet's own section, as shown."),
  keywords: z.array(z.string()),
  twins: z
    .array(z.strictObject({ kind: z.enum(['amp', 'mobile', 'print', 'desktop']), url: z.string() }))
    .describe('The same article in other dress, as the page links it.'),
  licence: z
    .strictObject({
      kind: z.enum(['open', 'reserved', 'other']),
      url: z.string().nullable(),
      text: z.string().describe('As the page says it.'),
    })
    .nullable(),
  access: z.enum(['free', 'paid']).nullable().describe('Whether the page says that all may read it whole.'),
  story: hashId.nullable(),
  revision,
  previous: snapshotId.nullable(),
  next: snapshotId.nullable(),
  reprintOf: reprint.nullable(),
  digests: z.strictObject({ record: digest, payload: digest, text: digest }),
  log: z.strictObject({ leafIndex: z.int().min(0), proved: z.boolean() }).nullable(),
  links: z.record(z.string(), z.string()),
  extractorVersion: z.string().optional().describe('Only with `evidence=1`.'),
  evidence: z
    .record(
      z.string(),
      z.strictObject({
        rule: z.string().describe('How the field was found, such as `json-ld headline`.'),
        where: z
          .string()
          .describe(
            'The path to an element (`html/body/div[2]/p[1]`) or to JSON (`script[1]$.headline`), `meta[name]`, or `address`.',
          ),
        sure: z.number().min(0).max(1).describe('How sure, by how many parts of the page say the same.'),
      }),
    )
    .optional()
    .describe('By field; only with `evidence=1`, and empty for snapshots of extractors before 1.2.0.'),
  body: z.array(block).optional().describe("In the original's order; only with `body=1`."),
})

/** The item of a list: a snapshot but for its neighbours, its place in the log and its links. */
const snapshotItem = snapshot
  .omit({
    statusSince: true,
    statusHistory: true,
    previous: true,
    next: true,
    log: true,
    links: true,
    extractorVersion: true,
    evidence: true,
    body: true,
  })
  .extend(snapshotSummary.shape)

const matchedItem = snapshotItem.extend({
  excerpt: z.string().describe('The passage that matches.'),
  matches: z
    .array(z.tuple([z.int(), z.int()]))
    .describe('Which characters of the excerpt matched: [start, end) in UTF-16 units.'),
  contained: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('How much of a pasted passage the article has; absent where words were asked for.'),
  reprints: z.array(snapshotSummary).describe('The same text elsewhere, folded into this entry.'),
})

const explanation = z
  .strictObject({
    score: z.number(),
    index: z.number().describe('BM25F by the index, as far as it counts.'),
    words: z
      .number()
      .describe('How often the words stand in title and text; 0 where only the index ranked it.'),
    closeness: z.number(),
    titleOrder: z.number().describe('For a title that has all that was asked, in its order.'),
    recency: z.number().describe('1 to 1.1; 1 with `recency=0`.'),
    coverage: z.number().nullable().describe('The share of what was asked, by weight, that the text has.'),
    terms: z
      .array(z.strictObject({ text: z.string(), weight: z.number(), points: z.number() }))
      .describe("Each word's part of `words`."),
  })
  .describe('score = (index + words + closeness + titleOrder) × recency; only with `explain=1`.')

const suggestion = z.strictObject({
  kind: z.enum(['outlet', 'author', 'person', 'place', 'story']),
  text: z.string(),
  query: z.string().describe('The query that it stands for.'),
  count: z.int(),
  outletSlug: z.string().optional(),
  story: hashId.optional(),
})

const passageHistoryItem = matchedItem.omit({ reprints: true }).extend({
  contained: z.number().min(0).max(1).describe('How much of the passage its best revision has.'),
  exact: z.boolean().describe('Word for word; marks, spaces and the Chinese script may differ.'),
  spans: z
    .array(
      z.strictObject({
        since: snapshotId,
        sinceAt: instant,
        last: snapshotId,
        lastAt: instant,
        until: snapshotId.nullable(),
        untilAt: instant.nullable(),
      }),
    )
    .describe('First and last snapshot that have it, and the first without; null where it still stands.'),
  change: z
    .array(z.strictObject({ kind: z.enum(['same', 'added', 'removed']), text: z.string() }))
    .nullable()
    .describe('What took its place where it last stood; null where it still stands.'),
})

const capture = z.strictObject({
  url: z.string(),
  capturedAt: instant,
  status: z.int(),
  mediaType: z.string().nullable(),
  payloadDigest: digest,
  memento: z.string(),
})

const outlet = z.strictObject({
  slug: z.string(),
  name: z.string(),
  homepage: z.string(),
  language: z.string().nullable(),
  channel: channelSlug.nullable(),
  region: z.string().nullable(),
  followed: z.boolean(),
  articles: z.int(),
  snapshots: z.int(),
  revised: z.int(),
  gone: z.int(),
  newestAt: instant.nullable(),
})

const sourceHealth = z.strictObject({
  url: z.string(),
  kind: z.enum(['feed', 'sitemap', 'section']),
  state: z
    .enum(['working', 'thin', 'broken'])
    .describe('thin: it answers, and names far fewer articles than usual.'),
  since: instant,
  reason: z.string().nullable().describe('In words, where it is not working.'),
  breakage: z
    .enum(['few', 'forbidden', 'gone', 'status', 'unreachable', 'refused', 'unreadable'])
    .nullable()
    .describe('The kind of reason, to be told in any language; null while it works, or where none is known.'),
  lastLookAt: instant,
  lastSuccessAt: instant.nullable(),
  expectedCount: z.int().nullable().describe('Articles that it usually names.'),
  foundCount: z.int().nullable().describe('Articles that it named at the last look that could be read.'),
  newestAt: newsTime.nullable(),
})

const channel = z.strictObject({
  slug: channelSlug,
  name: z.strictObject({ zh: z.string(), zhHant: z.string(), en: z.string() }),
  mediaTopic: z.string().nullable(),
  count: z.int(),
})

const receipt = z.strictObject({
  format: z.literal('verbatim-receipt/1'),
  statement: z.strictObject({ subject: z.string(), fields: z.record(z.string(), z.string()) }),
  salts: z.record(z.string(), z.string()),
  entry: z.string(),
  leafIndex: z.int().min(0),
  treeSize: z.int().min(1),
  inclusionProof: z.array(z.string()),
  checkpoint: z.string(),
  verifierKey: z.string(),
})

const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string().describe('What went wrong, for programs: bad-query, bad-cursor, not-found, withheld …'),
})

const facetValues = z.array(z.strictObject({ value: z.string(), count: z.int() }))
const facets = z.strictObject({
  total: z.int(),
  channel: facetValues,
  outlet: facetValues,
  author: facetValues,
  region: facetValues,
  language: facetValues,
  state: facetValues,
  reprint: facetValues,
  revised: facetValues,
  histogram: z
    .strictObject({
      unit: z.enum(['day', 'month', 'year']),
      buckets: z.array(z.strictObject({ from: instant, to: instant, count: z.int() })),
    })
    .nullable()
    .describe('Oldest first, without gaps; days of UTC.'),
})

/** What the reading half of the API answers, by its name in the OpenAPI document. */
export const answers = {
  Snapshot: snapshot,
  SnapshotList: listOf(snapshotItem),
  SearchResults: listOf(
    matchedItem.extend({
      missing: z
        .array(z.string())
        .optional()
        .describe(
          'The words it lacks. Few articles have all words; those that come near follow and are in no count.',
        ),
      explanation: explanation.optional(),
    }),
  ).extend({
    facets: facets.optional(),
    didYouMean: z
      .string()
      .optional()
      .describe('The query as it was probably meant, where nothing was found.'),
  }),
  SuggestionList: listOf(suggestion),
  ChangeSearchResults: listOf(passageHistoryItem),
  RelatedList: listOf(matchedItem.extend({ relation: z.enum(['story', 'topic']) })),
  Lookup: listOf(snapshotItem).extend({
    url: z.string(),
    articleId: hashId.nullable(),
    status: webState.nullable(),
    statusSince: instant.nullable(),
    lastSeenAt: instant.nullable(),
    reason: z.string().nullable().describe('Why a capture gave no snapshot.'),
    captures: z.array(capture),
  }),
  Revisions: listOf(snapshotItem).extend({ articleId: hashId, url: z.string(), status: webState }),
  Story: listOf(snapshotItem.extend({ reprints: z.array(snapshotSummary) })).extend({
    id: hashId,
    title: z.string(),
    outletCount: z.int(),
  }),
  ChannelList: listOf(channel),
  OutletList: listOf(outlet),
  SourceHealthList: listOf(sourceHealth),
  Receipt: receipt,
  Problem: problem,
} as const

/** What every list answers. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('The cursor of the next page; null on the last.'),
    total: z.strictObject({ value: z.int().min(0), exact: z.boolean() }),
  })
}
