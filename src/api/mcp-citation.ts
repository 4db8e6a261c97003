import { z } from 'zod'
import type { Access, HeldSnapshot } from '#access'
import type { SnapshotId } from '#model'

/** What an assertion rests on: which snapshot, which words of it, and how to check both. */
export const citation = z.object({
  snapshotId: z.string(),
  page: z.string().describe('For people.'),
  title: z.string(),
  outlet: z.string(),
  originalUrl: z.string(),
  publishedAt: z.string().nullable(),
  capturedAt: z.string(),
  quote: z
    .object({
      text: z.string().describe('Word for word.'),
      start: z.int().describe("Where it stands in the snapshot's text, in UTF-16 units."),
      end: z.int(),
    })
    .nullable(),
  textDigest: z.string().describe('SHA-256 of the whole text in UTF-8, as the log commits to it.'),
  proof: z
    .object({
      leafIndex: z.int().nullable().describe('Its place in the public log; null while it has none.'),
      proved: z.boolean().describe('Whether a signed checkpoint covers it.'),
      receipt: z.string().describe('Where the receipt is that `verbatim verify` checks offline.'),
    })
    .describe('That the snapshot stood so at that time.'),
})
export type Citation = z.infer<typeof citation>

/** Null where the snapshot may not be shown. @param words What is quoted, if it stands there word for word. */
export async function citationOf(
  access: Pick<Access, 'snapshot'>,
  id: SnapshotId,
  words: string | null,
  baseUrl: string,
): Promise<Citation | null> {
  const view = await access.snapshot(id)
  if (view?.kind !== 'snapshot') return null
  const { snapshot } = view.held
  const { article } = snapshot
  return {
    snapshotId: id,
    page: `${baseUrl}/s/${id}`,
    title: article.title,
    outlet: article.outlet ?? view.outlet?.name ?? snapshot.outletSlug,
    originalUrl: snapshot.url,
    publishedAt: article.publishedAt,
    capturedAt: snapshot.capturedAt,
    quote: words === null ? null : quoteIn(view.held, words),
    textDigest: snapshot.digests.text,
    proof: {
      leafIndex: view.logPosition?.leafIndex ?? null,
      proved: view.proved,
      receipt: `${baseUrl}/s/${id}/proof.json`,
    },
  }
}

/** Where the words stand; white space counts as one space. Null where they do not. */
export function quoteIn({ snapshot }: HeldSnapshot, words: string): Citation['quote'] {
  const { text } = snapshot.article
  const wanted = words.trim().split(/\s+/)
  if (wanted[0] === '') return null
  for (let start = text.indexOf(wanted[0] as string); start >= 0; ) {
    const end = endOf(text, start, wanted)
    if (end !== null) return { text: text.slice(start, end), start, end }
    start = text.indexOf(wanted[0] as string, start + 1)
  }
  return null
}

function endOf(text: string, start: number, wanted: readonly string[]): number | null {
  let at = start
  for (const [index, word] of wanted.entries()) {
    if (index > 0) {
      const gap = at
      while (at < text.length && /\s/.test(text[at] as string)) at++
      if (at === gap) return null
    }
    if (!text.startsWith(word, at)) return null
    at += word.length
  }
  return at
}
