import type { SnapshotId } from '#model'
import type { DocumentSource } from './document-source.ts'

/** The articles whose latest snapshot is withheld: found once for a list and a state of the catalog, not for each question. */
export class Withheld {
  private readonly source: Pick<DocumentSource, 'latestKeys' | 'now'>
  private ids: readonly SnapshotId[] = []
  private at = -1
  private keys: ReadonlySet<number> = new Set()

  constructor(source: Pick<DocumentSource, 'latestKeys' | 'now'>) {
    this.source = source
  }

  keysOf(ids: readonly SnapshotId[]): ReadonlySet<number> {
    const now = this.source.now()
    if (now === this.at && isSameList(ids, this.ids)) return this.keys
    this.keys = this.source.latestKeys(ids)
    this.ids = ids
    this.at = now
    return this.keys
  }
}

export function isSameList(a: readonly SnapshotId[], b: readonly SnapshotId[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]))
}
