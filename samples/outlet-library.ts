import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ArticleFile, type Block, parseArticleFile } from './article-file.ts'

/** One fictional outlet with everything it publishes: the contents of `outlets/{slug}/`. */
export interface SampleOutlet {
  readonly slug: string
  readonly name: string
  readonly host: string
  readonly language: 'zh-Hans' | 'zh-Hant' | 'en'
  readonly channel: string | null
  readonly region: string | null
  /** How its pages are really encoded. */
  readonly encoding: 'utf-8' | 'gbk'
  /** What its server says, which need not be true. */
  readonly contentType: string
  readonly revisitAfterMs: number
  readonly sources: readonly { readonly kind: 'feed' | 'sitemap' | 'section'; readonly path: string }[]
  /** Section name to the path of its list. */
  readonly sections: Readonly<Record<string, string>>
  /** A second address of the front page, where everything is listed. */
  readonly allPath?: string
  readonly tagline: string
  readonly contact: string
  readonly robots: readonly string[]
  /** Newest first. */
  readonly articles: readonly SampleArticle[]
}

export interface SampleArticle {
  /** `{outlet slug}/{file name}`. */
  readonly id: string
  readonly title: string
  readonly kicker: string | null
  readonly subtitle: string | null
  readonly path: string
  /** ISO 8601 with the offset +08:00. */
  readonly publishedAt: string
  readonly modifiedAt: string | null
  readonly section: string
  readonly label: string | null
  /** As a newspaper prints it: `本报记者 沈砚秋 通讯员 陆明 文/图`. */
  readonly byline: string | null
  readonly source: string
  readonly editor: string | null
  readonly keywords: readonly string[]
  /** One for most; several for an article that is read with 下一页. */
  readonly pages: readonly (readonly Block[])[]
  /** The outlet that a reprint was taken from. */
  readonly reprintedFrom: string | null
  /** Whether it disappears after the first visit. */
  readonly vanishes: boolean
  /** What quietly takes its place, in order. */
  readonly laterVersions: readonly SampleArticle[]
}

/**
 * Reads the bundled outlets. Reprints are filled from their originals, without the paragraphs they cut.
 *
 * @throws {RangeError} naming the file, if one is not of the form described in README.md.
 */
export function readSampleOutlets(folder = join(import.meta.dirname, 'outlets')): SampleOutlet[] {
  const slugs = readdirSync(folder).sort()
  const files = new Map<string, ArticleFile>()
  for (const slug of slugs) {
    for (const name of readdirSync(join(folder, slug, 'articles')).sort()) {
      const path = join(folder, slug, 'articles', name)
      files.set(`${slug}/${name.replace(/\.md$/, '')}`, parseArticleFile(readFileSync(path, 'utf8'), path))
    }
  }
  const settings = new Map(
    slugs.map((slug) => [slug, JSON.parse(readFileSync(join(folder, slug, 'outlet.json'), 'utf8'))]),
  )
  return slugs.map((slug) => ({
    slug,
    ...settings.get(slug),
    articles: [...files.keys()]
      .filter((id) => id.startsWith(`${slug}/`) && !/\.\d+$/.test(id))
      .map((id) => articleOf(id, files, (other) => settings.get(other).name))
      .sort((a, b) => b.publishedAt.localeCompare(a.publishedAt)),
  }))
}

function articleOf(
  id: string,
  files: ReadonlyMap<string, ArticleFile>,
  nameOf: (slug: string) => string,
): SampleArticle {
  const file = files.get(id)
  if (!file) throw new RangeError(`There is no sample article "${id}".`)
  const originalId = file.fields['from']
  const original = originalId ? articleOf(originalId, files, nameOf) : null
  const dropped = new Set((file.fields['drop'] ?? '').split(' ').filter(Boolean).map(Number))
  const field = (name: string): string | undefined => file.fields[name]
  const required = (name: string, inherited?: string): string => {
    const value = field(name) ?? inherited
    if (!value) throw new RangeError(`The sample article "${id}" has no "${name}".`)
    return value
  }
  const laterIds = [2, 3].map((number) => `${id}.${number}`).filter((later) => files.has(later))
  return {
    id,
    title: required('title', original?.title),
    kicker: field('kicker') ?? original?.kicker ?? null,
    subtitle: field('subtitle') ?? original?.subtitle ?? null,
    path: required('path'),
    publishedAt: required('published'),
    modifiedAt: field('modified') ?? null,
    section: required('section'),
    label: field('label') ?? null,
    byline: (field('byline') ?? original?.byline) || null,
    source: required('source', original?.source),
    editor: field('editor') ?? null,
    keywords: field('keywords')?.split(', ') ?? original?.keywords ?? [],
    pages: original ? [(original.pages[0] ?? []).filter((_, index) => !dropped.has(index + 1))] : file.pages,
    reprintedFrom: originalId ? nameOf(originalId.split('/')[0] as string) : null,
    vanishes: field('vanishes') === 'yes',
    laterVersions: laterIds.map((later) => articleOf(later, files, nameOf)),
  }
}
