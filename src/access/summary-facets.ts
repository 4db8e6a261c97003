import type { SearchFacets, SnapshotSummary } from '#catalog'

/** Counts of a short list, in the form of a search's; authors and times are not in summaries, and in none. */
export function summaryFacets(summaries: readonly SnapshotSummary[]): SearchFacets {
  const counted = (valueIn: (summary: SnapshotSummary) => string | null) => {
    const counts = new Map<string, number>()
    for (const summary of summaries) {
      const value = valueIn(summary)
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  }
  return {
    total: summaries.length,
    channel: counted(({ channel }) => channel),
    outlet: counted(({ outletSlug }) => outletSlug),
    author: [],
    region: counted(({ region }) => region),
    language: counted(({ language }) => language?.toLowerCase() ?? null),
    state: counted(({ webState }) => webState),
    reprint: counted(({ reprintOf }) => (reprintOf ? 'yes' : 'no')),
    revised: counted(({ revisionCount }) => (revisionCount > 1 ? 'yes' : 'no')),
    histogram: null,
  }
}
