import { mkdirSync, unlinkSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outlet } from '#model'
import { formatOutlet, OutletError, type OutletStore, parseOutlet } from '#sources'
import { replaceFile, syncFolder } from './replace-file.ts'

/** One `<slug>.json` an outlet, to be read and edited by people too. The folder is made if it is not there. */
export function openOutletStore(folder: string): OutletStore {
  mkdirSync(folder, { recursive: true })

  return {
    async all() {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      return Promise.all(names.sort().map((name) => read(join(folder, name), name.slice(0, -5))))
    },
    async find(slug) {
      if (!isSlug(slug)) return null
      try {
        return await read(pathOf(slug), slug)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    async save(outlet) {
      // What we write we must be able to read.
      const text = formatOutlet(outlet)
      parseOutlet(text)
      replaceFile(pathOf(outlet.slug), text, { mode: 0o644 })
    },
    async remove(slug) {
      if (!isSlug(slug)) return false
      try {
        unlinkSync(pathOf(slug))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
        throw error
      }
      syncFolder(folder)
      return true
    },
  }

  function pathOf(slug: string): string {
    return join(folder, `${slug}.json`)
  }
}

/** Slugs come from addresses that anyone may ask for; a path they are not. */
function isSlug(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)
}

async function read(path: string, slug: string): Promise<Outlet> {
  const text = await readFile(path, 'utf8')
  let outlet: Outlet
  try {
    outlet = parseOutlet(text)
  } catch (error) {
    if (error instanceof OutletError) throw new OutletError(`${path} cannot be read. ${error.message}`)
    throw error
  }
  if (outlet.slug !== slug)
    throw new OutletError(`${path} is of another outlet: its slug is "${outlet.slug}".`)
  return outlet
}
