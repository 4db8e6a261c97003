import { z } from 'zod'

const run = z.strictObject({
  text: z.string(),
  mark: z.enum(['strong', 'em', 'sub', 'sup', 'code']).optional(),
  href: z.string().optional(),
})
const runs = z.array(run)
const language = z
  .string()
  .optional()
  .describe('BCP 47, where the passage is in another language or script than the article.')

/** A part of an article's text, as the model's `Block`. */
export const block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paragraph'), runs, language }),
  z.strictObject({ kind: z.literal('heading'), level: z.int().min(2).max(4), runs, language }),
  z.strictObject({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(runs), language }),
  z.strictObject({
    kind: z.literal('quotation'),
    // Not by reference: one within a component would have to name its place in the whole document.
    blocks: z.array(z.looseObject({ kind: z.string() })).describe('Blocks again, of any of these kinds.'),
    language,
  }),
  z.strictObject({
    kind: z.literal('table'),
    rows: z.array(
      z.strictObject({
        header: z.boolean(),
        cells: z.array(z.strictObject({ runs, columns: z.int(), rows: z.int() })),
      }),
    ),
    language,
  }),
  z.strictObject({
    kind: z.literal('figure'),
    image: z.string(),
    alt: z.string().nullable(),
    caption: z.string().nullable(),
    credit: z.string().nullable(),
    language,
  }),
  z.strictObject({ kind: z.literal('embed'), url: z.string(), label: z.string(), language }),
  z.strictObject({ kind: z.literal('preformatted'), text: z.string(), language }),
  z.strictObject({ kind: z.literal('divider'), language }),
])
