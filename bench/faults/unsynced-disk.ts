import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TraceEvent } from './trace.ts'

/** A file, apart from its names. */
interface Inode {
  content: Buffer
  /** As the last fsync of the file left it; null before the first. */
  synced: Buffer | null
}

/**
 * A disk that keeps what no fsync has confirmed apart, and loses it: strictly as POSIX allows, so that the name of a
 * new file needs an fsync of its folder.
 */
export class UnsyncedDisk {
  readonly #names = new Map<string, Inode>()
  readonly #syncedNames = new Map<string, Inode>()

  apply(event: Exclude<TraceEvent, { kind: 'said' }>): void {
    const inode = this.#names.get(event.path)
    switch (event.kind) {
      case 'open':
        if (!inode && event.creates) this.#names.set(event.path, { content: Buffer.alloc(0), synced: null })
        else if (inode && event.truncates) inode.content = Buffer.alloc(0)
        return
      case 'write':
        if (inode) write(inode, event.bytes, event.position ?? inode.content.length)
        return
      case 'truncate':
        if (inode) resize(inode, event.lengthBytes)
        return
      case 'sync':
        if (inode) inode.synced = Buffer.from(inode.content)
        else this.#syncFolder(event.path)
        return
      case 'rename':
        if (!inode) return
        this.#names.set(event.to, inode)
        this.#names.delete(event.path)
        return
      case 'unlink':
        this.#names.delete(event.path)
    }
  }

  /** What is left after the power is back. */
  writeTo(folder: string): void {
    mkdirSync(folder, { recursive: true })
    for (const [path, { synced }] of this.#syncedNames) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), synced ?? Buffer.alloc(0))
    }
  }

  #syncFolder(folder: string): void {
    const isIn = (path: string) => dirname(path) === folder
    for (const path of this.#syncedNames.keys()) {
      if (isIn(path) && !this.#names.has(path)) this.#syncedNames.delete(path)
    }
    for (const [path, inode] of this.#names) if (isIn(path)) this.#syncedNames.set(path, inode)
  }
}

function write(inode: Inode, bytes: Buffer, position: number): void {
  if (inode.content.length < position + bytes.length) resize(inode, position + bytes.length)
  bytes.copy(inode.content, position)
}

function resize(inode: Inode, lengthBytes: number): void {
  const content = Buffer.alloc(lengthBytes)
  inode.content.copy(content)
  inode.content = content
}
