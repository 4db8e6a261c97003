import { peopleKinds } from './columns.ts'
import { columnKinds, type NameKind, nameKinds } from './names.ts'
import type { Segment } from './segment.ts'

/** The numbers of all names that a document has. */
export function usedNames(segments: readonly Segment[]): Record<NameKind, Set<number>> {
  const used = Object.fromEntries(nameKinds.map((kind) => [kind, new Set<number>()])) as Record<
    NameKind,
    Set<number>
  >
  for (const { columns } of segments) {
    for (let doc = 0; doc < columns.count; doc++) {
      if (columns.isGone(doc)) continue
      for (const kind of columnKinds) used[kind].add(columns.arrays[kind][doc] as number)
      for (const kind of peopleKinds)
        for (const number of columns.people[kind].of(doc)) used[kind].add(number)
    }
  }
  return used
}
