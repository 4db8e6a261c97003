import { type Log, ServiceError } from '#model'
import type { Columns, DocumentFields, DocumentPeople } from './columns.ts'
import type { DocumentSource, SourceChange, SourceContent, SourceDocument } from './document-source.ts'
import { EraseOrders } from './erase-orders.ts'
import type { FiledSegment, IndexFiles, Mark } from './index-files.ts'
import { KeyPlaces } from './key-places.ts'
import { LiveSegment } from './live-segment.ts'
import { Names } from './names.ts'
import type { Segment } from './segment.ts'
import { type DocMap, gone, writeSegment } from './segment-writer.ts'
import { tieOf } from './tie.ts'
import { usedNames } from './used-names.ts'

/** The live segment is written to a file when it has so many documents, or is large. */
const liveDocsMax = 8192
/** So few are not worth a file of their own when the index is closed. */
const worthFiling = 256
/** So many segments of about the same size become one, eight times as large. */
const mergeFactor = 8
/** A segment of which this part is gone is written anew. */
const goneShareMax = 0.3
const followAtOnce = 64
/** Nobody counts the twentieth author of an article. */
const peopleMax = 16
/** A process that writes looks for orders four times a second, and writes a large segment in a minute. */
const orderMsMax = 90_000
const orderPollMs = 50
const nothing: Mark = { at: -1, key: 0 }

/**
 * All segments of one index, kept in step with the catalog: new documents go into the live segment, which now and
 * then becomes a file; files of a size are merged. Nothing here is truth: whatever is lost is taken in again.
 */
export class SegmentSet {
  names = new Names()
  private readonly source: DocumentSource
  private readonly files: IndexFiles
  private readonly log: Log
  private readonly orders: EraseOrders
  /** False in a process beside the one that writes: it only reads the files, and keeps the rest in memory. */
  private mayWrite: boolean
  private readonly claim: () => boolean
  private live = new LiveSegment()
  /** Being written to a file, still searched. */
  private frozen: LiveSegment[] = []
  private filed: FiledSegment[] = []
  private mark: Mark = nothing
  /** Up to where the files alone have everything. */
  private filedMark: Mark = nothing
  /** How far the catalog was gone through for what a damaged segment had; null where none was. */
  private adopting: Mark | null = null
  private readonly keys = new KeyPlaces()
  private job: Promise<void> | null = null
  private isOrdered = false

  private readonly docsMax: number

  constructor(options: {
    source: DocumentSource
    files: IndexFiles
    log: Log
    /** Whether this process is, or may become, the only one that writes the files. */
    claim: () => boolean
    /** Of the live segment; smaller ones are for tests. */
    docsMax?: number
  }) {
    this.docsMax = options.docsMax ?? liveDocsMax
    this.source = options.source
    this.files = options.files
    this.log = options.log
    this.orders = new EraseOrders(options.files.folder)
    this.claim = options.claim
    this.mayWrite = options.claim()
    this.load()
  }

  get segments(): readonly Segment[] {
    return [...this.filed.map(({ segment }) => segment), ...this.frozen, this.live]
  }

  get liveCount(): number {
    return this.segments.reduce((sum, { columns }) => sum + columns.liveCount, 0)
  }

  /** Takes in what changed, all of it. Gives way now and then. */
  async catchUp(): Promise<void> {
    while (!this.follow(20)) await (this.isLiveFull() ? this.settled() : new Promise(setImmediate))
  }

  /** Takes in what changed, for about so long. @returns Whether that was all. */
  follow(msMax: number): boolean {
    const start = performance.now()
    if (this.mayWrite) this.takeOrders()
    else if (this.files.haveChanged()) this.load()
    for (;;) {
      if (this.mayWrite && this.isLiveFull() && this.job) return false
      const isAll = this.takeChanges() && this.adoptSome()
      if (this.mayWrite && this.isLiveFull()) this.startJob(() => this.fileLive())
      if (isAll) return true
      if (performance.now() - start > msMax) return false
    }
  }

  /** Resolves when what is being written is written. */
  async settled(): Promise<void> {
    while (this.job) await this.job
  }

  /**
   * Writes anew what has a snapshot that the catalog no longer holds, so that none of its terms and names are left on
   * disk. Where another process writes the files, it is asked to.
   *
   * @throws {ServiceError} where that process has not done it after a while; it will.
   */
  async erase(snapshot: number): Promise<void> {
    if (!this.mayWrite && this.claim()) {
      this.mayWrite = true
      this.load()
    }
    if (this.mayWrite) return this.eraseHere(snapshot)
    this.orders.place(snapshot)
    const start = performance.now()
    while (this.orders.waiting().includes(snapshot)) {
      if (performance.now() - start > orderMsMax) throw notErasedYet()
      await new Promise((resolve) => setTimeout(resolve, orderPollMs))
    }
    // The files that were written anew are open here as they were before; closed, they are gone.
    this.load()
  }

  private async eraseHere(snapshot: number): Promise<void> {
    await this.catchUp()
    await this.settled()
    this.startJob(async () => {
      const holding = this.filed.filter(({ segment: { columns } }) =>
        columns.arrays.snapshot.subarray(0, columns.count).includes(snapshot),
      )
      const isForgotten = this.names.keepOnly(usedNames(this.segments))
      for (const each of holding) await this.merge([each])
      if (isForgotten && holding.length === 0) this.save(this.filedMark)
    })
    await this.settled()
  }

  /** Does what processes that may not write have asked for. */
  private takeOrders(): void {
    if (this.isOrdered) return
    const orders = this.orders.waiting()
    if (orders.length === 0) return
    this.isOrdered = true
    const work = async () => {
      for (const snapshot of orders) {
        await this.eraseHere(snapshot)
        this.orders.done(snapshot)
      }
    }
    work()
      .catch((error: unknown) => this.log.error('search.erase-failed', { error: String(error) }))
      .finally(() => {
        this.isOrdered = false
      })
  }

  /** Leaves a damaged segment out; its documents are taken in again from the catalog by and by. */
  quarantine(segment: Segment, cause: unknown): void {
    const damaged = this.filed.find((each) => each.segment === segment)
    if (!damaged) throw cause
    this.log.warn('A part of the search index is damaged; it is made again.', {
      error: String(cause),
      name: damaged.name,
    })
    this.filed = this.filed.filter((each) => each !== damaged)
    this.keys.forget(segment)
    segment.close()
    this.startAdopting()
  }

  async close(): Promise<void> {
    await this.settled()
    const isWorthIt = this.live.columns.liveCount >= Math.min(worthFiling, this.docsMax)
    if (this.mayWrite && (isWorthIt || (this.filed.length > 0 && this.filed.some(isUnsaved)))) {
      this.startJob(() => (isWorthIt ? this.fileLive() : this.saveAsIs()))
      await this.settled()
    }
    for (const { segment } of this.filed) segment.close()
  }

  /** Begins with what the files have; what is in memory alone is taken in again. */
  private load(): void {
    for (const { segment } of this.filed) segment.close()
    this.filed = []
    this.frozen = []
    this.live = new LiveSegment()
    this.keys.clear()
    this.mark = nothing
    this.filedMark = nothing
    this.adopting = null
    const saved = this.files.load()
    if (!saved || saved.mark.at > this.source.now()) return
    // The process that writes has replaced files while they were being opened.
    if (!this.mayWrite && saved.damaged.length > 0 && this.files.haveChanged()) {
      for (const { segment } of saved.segments) segment.close()
      this.load()
      return
    }
    this.names = saved.names
    this.filed = saved.segments
    this.mark = saved.mark
    this.filedMark = saved.mark
    for (const { segment } of this.filed) this.keys.learn(segment)
    for (const name of saved.damaged)
      this.log.warn('A part of the search index cannot be read; it is made again.', { name })
    if (saved.damaged.length > 0) this.startAdopting()
  }

  /** The files have everything only when the whole catalog has been gone through; a crash before begins anew. */
  private startAdopting(): void {
    this.adopting = nothing
    this.filedMark = nothing
  }

  /** @returns Whether there are no more. */
  private takeChanges(): boolean {
    const changes = this.source.changesAfter(this.mark.at, this.mark.key, followAtOnce)
    for (const change of changes) {
      this.take(change)
      this.mark = { at: change.at, key: change.key }
    }
    return changes.length < followAtOnce
  }

  /** Goes through the catalog for what no segment has. @returns Whether that is done. */
  private adoptSome(): boolean {
    if (this.adopting === null) return true
    const changes = this.source.changesAfter(this.adopting.at, this.adopting.key, followAtOnce)
    for (const change of changes) if (change.document && !this.keys.find(change.key)) this.take(change)
    const last = changes.at(-1)
    this.adopting = last && changes.length === followAtOnce ? { at: last.at, key: last.key } : null
    return this.adopting === null
  }

  private take({ key, document }: SourceChange): void {
    const held = this.keys.find(key)
    if (held && document && held.segment.columns.arrays.snapshot[held.doc] === document.snapshot) {
      held.segment.columns.set(held.doc, this.fieldsOf(document))
      return
    }
    if (held) {
      held.segment.columns.remove(held.doc)
      this.keys.remove(key)
    }
    const content = document && this.source.contentOf(document.snapshot)
    if (!document || !content) return
    const doc = this.live.add(this.fieldsOf(document), content.terms, this.peopleOf(content))
    this.keys.add(key, this.live, doc)
  }

  private peopleOf({ authors, people }: SourceContent): DocumentPeople {
    const numbers = (kind: 'author' | 'person', names: readonly string[]) =>
      [...new Set(names)].slice(0, peopleMax).map((name) => this.names.numberOf(kind, name))
    return { author: numbers('author', authors), person: numbers('person', people) }
  }

  private fieldsOf(document: SourceDocument): DocumentFields {
    const { names } = this
    return {
      key: document.key,
      snapshot: document.snapshot,
      sortMs: document.sortMs,
      tie: tieOf(document.articleId),
      channel: names.numberOf('channel', document.channel),
      region: names.numberOf('region', document.region),
      outlet: names.numberOf('outlet', document.outlet),
      outletName: names.numberOf('outletName', document.outletName),
      language: names.numberOf('language', document.language),
      host: names.numberOf('host', document.host),
      webState: names.numberOf('webState', document.webState),
      isReprint: document.isReprint,
      isRevised: document.isRevised,
    }
  }

  private isLiveFull(): boolean {
    return this.live.columns.count >= this.docsMax || this.live.isLarge
  }

  private startJob(work: () => Promise<void>): void {
    if (this.job) return
    this.job = work()
      .catch((error: unknown) =>
        this.log.error('The search index cannot be written.', { error: String(error) }),
      )
      .finally(() => {
        this.job = null
      })
  }

  private async fileLive(): Promise<void> {
    const { live, mark } = this
    this.frozen = [...this.frozen, live]
    this.live = new LiveSegment()
    // What an earlier attempt could not write, on a full disk say, is among them: the mark stands behind it too.
    const writing = this.frozen
    const filed = await this.write(writing)
    this.frozen = this.frozen.filter((each) => !writing.includes(each))
    if (filed) this.filed = [...this.filed, filed]
    this.save(this.adopting === null ? mark : nothing)
    for (let group = this.nextMerge(); group; group = this.nextMerge()) await this.merge(group)
  }

  private async saveAsIs(): Promise<void> {
    // What is in memory only is before the mark: it is taken in again.
    if (this.live.columns.count === 0 && this.frozen.length === 0)
      this.save(this.adopting === null ? this.mark : nothing)
  }

  private async merge(group: readonly FiledSegment[]): Promise<void> {
    const merged = await this.write(group.map(({ segment }) => segment))
    this.filed = this.filed.filter((each) => !group.includes(each))
    if (merged) this.filed.push(merged)
    this.save(this.filedMark)
    for (const { segment } of group) segment.close()
  }

  /** @returns null where nothing is left of them. */
  private async write(segments: readonly Segment[]): Promise<FiledSegment | null> {
    const name = this.files.newName()
    const steps = writeSegment(this.files.pathOf(name), segments)
    let step = steps.next()
    for (; !step.done; step = steps.next()) await new Promise(setImmediate)
    const { written, columns, maps } = step.value
    carryOver(segments, maps, columns)
    const filed = this.files.open(name, written, columns)
    for (const segment of segments) this.keys.forget(segment)
    this.keys.learn(filed.segment)
    if (columns.liveCount > 0) return filed
    filed.segment.close()
    return null
  }

  private save(mark: Mark): void {
    this.files.save(mark, this.names, this.filed)
    this.filedMark = mark
  }

  private nextMerge(): FiledSegment[] | null {
    const tiers = new Map<number, FiledSegment[]>()
    for (const each of this.filed) {
      const { liveCount, count } = each.segment.columns
      if (liveCount < count * (1 - goneShareMax)) return [each]
      const tier = Math.floor(Math.log(Math.max(1, liveCount / this.docsMax)) / Math.log(mergeFactor) + 0.5)
      tiers.set(tier, [...(tiers.get(tier) ?? []), each])
    }
    return [...tiers.values()].find((tier) => tier.length >= mergeFactor) ?? null
  }
}

function notErasedYet(): ServiceError {
  return new ServiceError(
    'The article is removed, but its words may still be in the files of the search index.',
    {
      retry: 'later',
      toDo: 'Another process writes these files and has been asked to erase them; if none runs, the next start does it.',
    },
  )
}

function isUnsaved({ segment }: FiledSegment): boolean {
  return segment.columns.isChanged
}

/** What happened to documents while they were copied. */
function carryOver(segments: readonly Segment[], maps: readonly DocMap[], into: Columns): void {
  for (const [index, { columns }] of segments.entries()) {
    const map = maps[index] as DocMap
    for (let doc = 0; doc < map.length; doc++)
      if (map[doc] !== gone) into.copyOver(columns, doc, map[doc] as number)
  }
}
