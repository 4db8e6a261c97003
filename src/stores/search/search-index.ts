import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type SearchIndex, tellingWords } from '#catalog'
import { type Log, silentLog } from '#model'
import { tryFolderLock } from '../sqlite/folder-lock.ts'
import type { DocumentSource } from './document-source.ts'
import { IndexFiles } from './index-files.ts'
import { createSearchEngine } from './search-engine.ts'
import { anyOf, planOf } from './search-plan.ts'
import { SegmentSet } from './segment-set.ts'

const likeTermsMax = 12

/** A search index that follows a catalog. */
export interface FollowingIndex extends SearchIndex {
  /** Resolves when everything the catalog holds is found. */
  catchUp(): Promise<void>
  /** Resolves when no file of the index has a term of that snapshot, a row the catalog no longer holds. */
  erase(snapshot: number): Promise<void>
  close(): Promise<void>
}

/**
 * The index in this thread. Each question first takes in what the catalog has that is new.
 *
 * @param folder Of this catalog's index alone; made where it is missing.
 */
export function openSearchIndex(
  folder: string,
  source: DocumentSource,
  log: Log = silentLog,
): FollowingIndex {
  const index = openPlannedIndex(folder, source, log)
  return {
    ...index,
    async search(query, page) {
      await index.catchUp()
      return index.search(planOf(query), page)
    },
    async facets(query, { unit } = {}) {
      await index.catchUp()
      return index.facets(planOf(query), unit)
    },
    async suggest(typed, options) {
      await index.catchUp()
      return index.suggest(typed, options)
    },
    async moreLikeThis(text, options) {
      const match = anyOf(tellingWords(text, likeTermsMax))
      if (match === null || options.limit < 1) return []
      await index.catchUp()
      return index.like(match, options)
    },
  }
}

/** The index as it is asked by plans, which need no dictionary. Answers are of what `follow` has taken in. */
export function openPlannedIndex(folder: string, source: DocumentSource, log: Log) {
  const files = new IndexFiles(folder)
  let lock = tryFolderLock(join(folder, 'writing.db'), 'exclusive')
  const claim = () => {
    lock ??= tryFolderLock(join(folder, 'writing.db'), 'exclusive')
    return lock !== null
  }
  removeAbandoned(dirname(folder), basename(folder))
  const set = new SegmentSet({ source, files, log, claim })
  return {
    ...createSearchEngine(set, source),
    follow: (msMax: number) => set.follow(msMax),
    catchUp: () => set.catchUp(),
    erase: (snapshot: number) => set.erase(snapshot),
    async close() {
      await set.close()
      lock?.release()
    },
  }
}

/** Indexes of catalogs that a rebuild or a restore has replaced. Those that a process has open stay. */
function removeAbandoned(root: string, kept: string): void {
  for (const name of readdirSync(root)) {
    if (name === kept || !/^[0-9a-f]{32}$/.test(name)) continue
    const folder = join(root, name)
    const lock = tryFolderLock(join(folder, 'writing.db'), 'exclusive')
    if (!lock) continue
    lock.release()
    rmSync(folder, { recursive: true, force: true })
  }
}
