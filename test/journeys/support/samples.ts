import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Block, parseArticleFile } from '../../../samples/article-file.ts'
import { eventually, getAll, getJson, type Running, root, startVerbatim } from './verbatim.ts'

/** An entry of a list, as the API answers it. */
export interface Entry {
  readonly id: string
  readonly articleId: string
  readonly url: string
  readonly title: string
  readonly outletSlug: string
  readonly story: string | null
  readonly status: string
  readonly revision: { readonly number: number; readonly count: number }
  readonly reprintOf: { readonly parent: string; readonly containment: number } | null
  readonly reprints: readonly Entry[]
}

/** 73 articles, one of which robots.txt forbids; one is revised twice. */
export const sampleSnapshotCount = 74

/** `start` as a newcomer runs it, on an empty folder, until everything that the samples have to show is held. */
export async function startWithSamples(data: string): Promise<Running> {
  const service = await startVerbatim(['start', '--data', data])
  await eventually(
    async () => {
      const outlets = await outletCounts(service)
      const gone = outlets.reduce((sum, outlet) => sum + outlet.gone, 0)
      return snapshotCount(outlets) >= sampleSnapshotCount && gone > 0
    },
    { seconds: 60, what: 'a visit to all of the samples' },
  ).catch(async (error: Error) => {
    const counts = (await outletCounts(service)).map((each) => `${each.slug} ${each.snapshots}`)
    const { stderr } = await service.stop()
    throw new Error(`${error.message}\n${counts.join(', ')}\n${stderr.slice(-4000)}`)
  })
  return service
}

export interface OutletCounts {
  readonly slug: string
  readonly articles: number
  readonly snapshots: number
  readonly gone: number
}

export function outletCounts(service: Running): Promise<OutletCounts[]> {
  return getAll<OutletCounts>(`${service.url}/api/v1/outlets`)
}

export function snapshotCount(outlets: readonly OutletCounts[]): number {
  return outlets.reduce((sum, outlet) => sum + outlet.snapshots, 0)
}

/** The newest snapshot of each article, reprints folded into what they repeat. */
export function entriesFor(service: Running, query: string): Promise<Entry[]> {
  return getAll<Entry>(`${service.url}/api/v1/search?sort=newest&q=${encodeURIComponent(query)}`)
}

/** Every snapshot's id, older revisions too. */
export async function allSnapshotIds(service: Running): Promise<string[]> {
  const entries = await entriesFor(service, '')
  const articles = new Set(entries.flatMap((each) => [each, ...each.reprints]).map((each) => each.articleId))
  const ids: string[] = []
  for (const article of articles) {
    const { items } = await getJson<{ items: Entry[] }>(`${service.url}/api/v1/articles/${article}/revisions`)
    ids.push(...items.map(({ id }) => id))
  }
  return ids.sort()
}

/** What the sample outlets publish, before any layout: the truth that a snapshot is held against. */
export function readSampleArticle(slug: string, name: string) {
  const path = join(root, 'samples/outlets', slug, 'articles', `${name}.md`)
  const { fields, pages } = parseArticleFile(readFileSync(path, 'utf8'), path)
  const outlet = JSON.parse(readFileSync(join(root, 'samples/outlets', slug, 'outlet.json'), 'utf8'))
  const blocks: readonly Block[] = pages.flat()
  return {
    title: fields['title'] ?? '',
    url: `http://${outlet.host}${fields['path']}`,
    publishedAt: fields['published'] ?? '',
    pageCount: pages.length,
    paragraphs: blocks.flatMap((block) => (block.kind === 'paragraph' ? [block.text] : [])),
    captions: blocks.flatMap((block) => (block.kind === 'figure' ? [block.caption] : [])),
  }
}
