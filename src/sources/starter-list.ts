import { type HttpUrl, type Outlet, parseHttpUrl, type Source, type SourceKind } from '#model'
import { defaultPoliteness } from './outlet-file.ts'

/** Lists of well-known outlets that come with the service. Nothing of them is followed until somebody asks. */
export const starterLists = ['zh-national', 'zh-provincial', 'international'] as const
export type StarterListName = (typeof starterLists)[number]

export interface StarterOutlet {
  readonly outlet: Outlet
  /** Where the outlet tells of these addresses; its home page where a section is the source. */
  readonly documentedAt: HttpUrl
}

/**
 * Reads a starter list: a line an outlet, fields with tabs between them, a heading first. Sources are `kind:address`
 * with spaces between them; `-` stands for no region.
 *
 * @throws {RangeError} on a line that is none: these files are ours.
 */
export function parseStarterList(text: string): StarterOutlet[] {
  const [, ...lines] = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const [slug, name, language, region, homepage, sources, documentedAt] = line.split('\t')
    if (!slug || !name || !language || !region || !homepage || !sources || !documentedAt)
      throw new RangeError(`The line "${line.slice(0, 60)}" lacks a field.`)
    const outlet: Outlet = {
      slug,
      name,
      homepage: parseHttpUrl(homepage),
      language,
      channel: null,
      region: region === '-' ? null : region,
      sources: sources.split(' ').map(sourceOf),
      politeness: defaultPoliteness,
      followed: true,
    }
    return { outlet, documentedAt: parseHttpUrl(documentedAt) }
  })
}

const kinds: readonly SourceKind[] = ['feed', 'sitemap', 'section']

function sourceOf(text: string): Source {
  const colon = text.indexOf(':')
  const kind = kinds.find((each) => each === text.slice(0, colon))
  if (!kind) throw new RangeError(`"${text}" names no kind of source.`)
  return { kind, url: parseHttpUrl(text.slice(colon + 1)), channel: null }
}
