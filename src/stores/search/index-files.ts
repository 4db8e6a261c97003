import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { replaceFile, syncFolder } from '../files/replace-file.ts'
import { Columns } from './columns.ts'
import { FileSegment } from './file-segment.ts'
import { type NameKind, Names } from './names.ts'
import { SealedFile } from './sealed-file.ts'
import type { WrittenSegment } from './segment-writer.ts'

/** Raised whenever the same text would be written in other terms: what is on disk is then made again. */
export const formatVersion = 3

/** A place in the catalog's order of changes. */
export interface Mark {
  readonly at: number
  readonly key: number
}

export interface FiledSegment {
  readonly name: string
  readonly written: WrittenSegment
  readonly segment: FileSegment
  /** Of the columns' file. */
  columns: { readonly file: string; readonly crc: number } | null
}

/** The files of one index: sealed segments, and a manifest that says which of them count. */
export class IndexFiles {
  readonly folder: string
  private next = 0
  /** What the manifest was told by when it was read. */
  private loaded = ''

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true })
  }

  newName(): string {
    return join(this.folder, `${process.pid}-${Date.now().toString(36)}-${this.next++}`).slice(
      this.folder.length + 1,
    )
  }

  pathOf(name: string): string {
    return join(this.folder, name)
  }

  /**
   * @returns What was saved last, less the segments that cannot be read; null where nothing was, or another version
   *   of this program did it.
   */
  load(): { mark: Mark; names: Names; segments: FiledSegment[]; damaged: readonly string[] } | null {
    const manifest = this.readManifest()
    if (!manifest) return null
    const segments: FiledSegment[] = []
    const damaged: string[] = []
    for (const { name, written, columns } of manifest.segments) {
      try {
        segments.push(this.open(name, written, this.readColumns(columns, written.docCount), columns))
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        damaged.push(name)
      }
    }
    return { mark: manifest.mark, names: new Names(manifest.names), segments, damaged }
  }

  open(
    name: string,
    written: WrittenSegment,
    columns: Columns,
    saved: FiledSegment['columns'] = null,
  ): FiledSegment {
    return { name, written, segment: new FileSegment(this.pathOf(name), written, columns), columns: saved }
  }

  /** Durable when it returns; what no longer counts is deleted. */
  save(mark: Mark, names: Names, segments: readonly FiledSegment[]): void {
    for (const each of segments) {
      const { columns } = each.segment
      if (each.columns && !columns.isChanged) continue
      const file = `${this.newName()}.cols`
      const sealed = new SealedFile(this.pathOf(file))
      sealed.write(columns.toBytes())
      each.columns = { file, crc: sealed.seal().crc }
      columns.isChanged = false
    }
    syncFolder(this.folder)
    const manifest: Manifest = {
      version: formatVersion,
      mark,
      names: names.toJSON(),
      segments: segments.map(({ name, written, columns }) => ({
        name,
        written,
        columns: columns as SavedColumns,
      })),
    }
    replaceFile(this.pathOf('manifest.json'), JSON.stringify(manifest), { mode: 0o644 })
    this.removeOthers(segments)
  }

  private removeOthers(segments: readonly FiledSegment[]): void {
    const kept = new Set(
      segments.flatMap(({ name, columns }) => [
        `${name}.docs`,
        `${name}.pos`,
        `${name}.terms`,
        columns?.file,
      ]),
    )
    for (const file of readdirSync(this.folder)) {
      if (/\.(docs|pos|terms|cols)$/.test(file) && !kept.has(file)) rmSync(this.pathOf(file), { force: true })
    }
  }

  private readColumns({ file, crc }: SavedColumns, count: number): Columns {
    if (!existsSync(this.pathOf(file))) throw new RangeError(`${file} is missing.`)
    const bytes = readFileSync(this.pathOf(file))
    if (crc32(bytes) !== crc) throw new RangeError(`${file} is damaged.`)
    return Columns.fromBytes(bytes, count)
  }

  /** Whether another process has saved since this one loaded. */
  haveChanged(): boolean {
    return this.stampOf() !== this.loaded
  }

  private stampOf(): string {
    const found = statSync(this.pathOf('manifest.json'), { throwIfNoEntry: false })
    return found ? `${found.ino} ${found.mtimeMs}` : ''
  }

  private readManifest(): Manifest | null {
    this.loaded = this.stampOf()
    try {
      const manifest = JSON.parse(readFileSync(this.pathOf('manifest.json'), 'utf8')) as Manifest
      return manifest.version === formatVersion ? manifest : null
    } catch {
      return null // Missing or unreadable: the index is made anew.
    }
  }
}

type SavedColumns = NonNullable<FiledSegment['columns']>

interface Manifest {
  readonly version: number
  /** The catalog's change up to which the segments hold everything. */
  readonly mark: Mark
  readonly names: Partial<Record<NameKind, readonly string[]>>
  readonly segments: readonly {
    readonly name: string
    readonly written: WrittenSegment
    readonly columns: SavedColumns
  }[]
}
