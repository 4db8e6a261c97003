import type { SnapshotId } from '#model'
import { revisionChanges } from '#stories'
import type { LineageEntry, LineageView } from './access.ts'
import type { ListingParts } from './listing.ts'

/** Of a text that more outlets took, the first of them are compared. */
const comparedMax = 60

/** The earliest known copy and what each outlet made of it; null where nobody else has it, or it may not be shown. */
export async function lineageView(
  id: SnapshotId,
  { catalog, stories, withholder }: ListingParts,
): Promise<LineageView | null> {
  const lineage = await withholder.lineage(await stories.lineage(id))
  if (!lineage || lineage.copies.length === 0) return null
  const ids = [lineage.original, ...lineage.copies.map((copy) => copy.id)].slice(0, comparedMax)
  const parents = await withholder.ids(lineage.copies.map((copy) => copy.parent))
  const shown = await withholder.summaries(await catalog.summaries(ids))
  const summaries = new Map(shown.map((summary) => [summary.id, summary]))
  const original = summaries.get(lineage.original)
  if (!original) return null
  const texts = new Map(
    (await catalog.findMany([...new Set([...ids, ...parents])])).map(({ snapshot }) => [
      snapshot.id,
      snapshot,
    ]),
  )
  const copies = lineage.copies.flatMap(({ id: copy, parent, containment }): LineageEntry[] => {
    const [summary, text, before] = [summaries.get(copy), texts.get(copy), texts.get(parent)]
    if (!summary || !text) return []
    return [
      {
        summary,
        parent,
        containment,
        changes: before ? revisionChanges(before.article, text.article) : null,
      },
    ]
  })
  // A parent may be an earlier version than the one that stands for its article here.
  const byArticle = new Map(
    [original, ...copies.map((copy) => copy.summary)].map((each) => [each.articleId, each.id]),
  )
  const standing = (parent: SnapshotId) => {
    const articleId = texts.get(parent)?.articleId
    return (articleId && byArticle.get(articleId)) ?? original.id
  }
  return { original, copies: copies.map((copy) => ({ ...copy, parent: standing(copy.parent) })) }
}
