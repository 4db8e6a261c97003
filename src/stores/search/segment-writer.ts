import { Columns } from './columns.ts'
import { DictionaryWriter } from './dictionary.ts'
import { writeList } from './posting-file.ts'
import { type FileSeal, SealedFile } from './sealed-file.ts'
import { type PostingList, type Segment, WholeList } from './segment.ts'

/**
 * A segment in files, beside each other under one name: `.docs` and `.pos`, the lists of its terms
 * (`posting-file.ts`); `.terms`, which says where each begins (`dictionary.ts`); and `.cols`, the documents' fields,
 * written anew whenever they have changed.
 */
export interface WrittenSegment {
  readonly docCount: number
  readonly docs: FileSeal
  readonly pos: FileSeal
  readonly terms: FileSeal
}

/** Old numbers of a segment's documents to new ones; `gone` for those left out. */
export type DocMap = Uint32Array
export const gone = 0xffff_ffff

/**
 * Writes the live documents of some segments as one. It gives way after every few thousand terms, so that searches
 * go on meanwhile. Documents that are removed in the meantime are in the new segment all the same: `maps` tells
 * which they are.
 */
export function* writeSegment(
  path: string,
  segments: readonly Segment[],
): Generator<void, { written: WrittenSegment; columns: Columns; maps: readonly DocMap[] }> {
  const columns = Columns.empty(segments.reduce((sum, { columns: { liveCount } }) => sum + liveCount, 0))
  const maps = segments.map((segment) => mapDocs(segment, columns))
  const files = {
    docs: new SealedFile(`${path}.docs`),
    pos: new SealedFile(`${path}.pos`),
    terms: new SealedFile(`${path}.terms`),
  }
  try {
    const dictionary = new DictionaryWriter(files.terms)
    const rooms: WholeList[] = []
    let count = 0
    for (const { first, lists } of mergedTerms(segments)) {
      for (const [index, { list, segment }] of lists.entries()) {
        rooms[index] ??= new WholeList()
        list.whole(rooms[index])
        mapList(rooms[index], maps[segment] as DocMap)
      }
      const size = writeList(rooms, lists.length, files.docs, files.pos)
      if (size.count > 0) dictionary.add(first.key, first.key === 0 ? first.term : null, size)
      if (++count % 2048 === 0) yield
    }
    dictionary.end()
    const written = {
      docCount: columns.count,
      docs: files.docs.seal(),
      pos: files.pos.seal(),
      terms: files.terms.seal(),
    }
    columns.isChanged = true
    return { written, columns, maps }
  } finally {
    for (const file of Object.values(files)) file.close()
  }
}

function mapDocs({ columns }: Segment, into: Columns): DocMap {
  const map = new Uint32Array(columns.count).fill(gone)
  for (let doc = 0; doc < columns.count; doc++) if (!columns.isGone(doc)) map[doc] = into.copy(columns, doc)
  return map
}

/** Old numbers to new ones, in place; what is gone is left out. */
function mapList(list: WholeList, map: DocMap): void {
  const { docs, impacts, starts, values } = list
  let kept = 0
  let length = 0
  for (let index = 0, from = 0; index < list.count; index++) {
    const to = starts[index + 1] as number
    const doc = map[docs[index] as number] as number
    if (doc !== gone) {
      docs[kept] = doc
      impacts[kept++] = impacts[index] as number
      if (length === from) length = to
      else for (let at = from; at < to; at++) values[length++] = values[at] as number
      starts[kept] = length
    }
    from = to
  }
  list.count = kept
}

/** Each term once, in order, with the lists of all segments that have it. What is given is valid until the next. */
function* mergedTerms(
  segments: readonly Segment[],
): Generator<{ first: PostingList; lists: readonly { list: PostingList; segment: number }[] }> {
  const heads = segments.map((segment, index) => {
    const terms = segment.terms()[Symbol.iterator]()
    return { segment: index, terms, list: terms.next().value as PostingList | undefined }
  })
  const lists: { list: PostingList; segment: number }[] = []
  for (;;) {
    let first: PostingList | undefined
    for (const { list } of heads) if (list && (!first || order(list, first) < 0)) first = list
    if (!first) return
    lists.length = 0
    for (const head of heads) {
      if (!head.list || order(head.list, first) !== 0) continue
      lists.push({ list: head.list, segment: head.segment })
      head.list = head.terms.next().value as PostingList | undefined
    }
    yield { first, lists }
  }
}

/** @see TermKey */
function order(a: PostingList, b: PostingList): number {
  if (a.key !== 0 && b.key !== 0) return a.key - b.key
  if (a.key !== 0 || b.key !== 0) return a.key !== 0 ? -1 : 1
  return a.term < b.term ? -1 : a.term > b.term ? 1 : 0
}
