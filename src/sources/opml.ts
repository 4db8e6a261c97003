import {
  type HttpUrl,
  type Outlet,
  ServiceError,
  type Source,
  type SourceKind,
  siteOf,
  tryParseHttpUrl,
} from '#model'
import { readMarkup } from './markup.ts'
import { defaultPoliteness } from './outlet-file.ts'
import { slugOf } from './outlet-identity.ts'

/** What came is no OPML, or names nothing that can be followed. */
export class OpmlError extends ServiceError {
  constructor(message: string) {
    super(message, { retry: 'never', toDo: 'Export the list of feeds as OPML from the program that has it.' })
  }
}

const outlinesMax = 10_000
const kinds: readonly SourceKind[] = ['feed', 'sitemap', 'section']

/**
 * The outlets of an OPML list, as feed readers export them: feeds of one site are one outlet. Sitemaps and section
 * pages, which OPML does not know, stand in lists of ours as outlines of type `link`, with `kind` saying which.
 *
 * @throws {OpmlError}
 * @see http://opml.org/spec2.opml
 */
export function parseOpml(text: string): Outlet[] {
  const outlines: Readonly<Record<string, string>>[] = []
  let isOpml = false
  readMarkup(
    text,
    {
      onopentag(tag, attributes) {
        if (tag === 'opml') isOpml = true
        if (tag === 'outline' && outlines.length < outlinesMax) outlines.push(attributes)
      },
      ontext() {},
      onclosetag() {},
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  if (!isOpml) throw new OpmlError('That is no OPML.')
  const bySite = new Map<string, Outlet>()
  for (const outline of outlines) {
    const source = sourceOf(outline)
    if (!source) continue
    const homepage = homepageOf(outline, source.url)
    const known = bySite.get(siteOf(homepage))
    const isNamed = known?.sources.some(({ url }) => url === source.url)
    if (!known) bySite.set(siteOf(homepage), outletOf(outline, homepage, source))
    else if (!isNamed) bySite.set(siteOf(homepage), { ...known, sources: [...known.sources, source] })
  }
  if (bySite.size === 0) throw new OpmlError('There is no address of a feed in it.')
  return [...bySite.values()]
}

/** The inverse of `parseOpml`, and a list that any feed reader takes. */
export function formatOpml(outlets: readonly Outlet[], title: string): string {
  const groups = outlets.map(({ name, homepage, language, sources }) => {
    const about = `htmlUrl="${escaped(homepage)}"${language ? ` language="${escaped(language)}"` : ''}`
    const lines = sources.map(({ kind, url }) =>
      kind === 'feed'
        ? `      <outline type="rss" text="${escaped(name)}" xmlUrl="${escaped(url)}" ${about}/>`
        : `      <outline type="link" kind="${kind}" text="${escaped(name)}" url="${escaped(url)}" ${about}/>`,
    )
    return `    <outline text="${escaped(name)}">\n${lines.join('\n')}\n    </outline>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>${escaped(title)}</title></head>
  <body>
${groups.join('\n')}
  </body>
</opml>
`
}

function sourceOf(outline: Readonly<Record<string, string>>): Source | null {
  const kind = outline['xmlurl'] ? 'feed' : kinds.find((each) => each === outline['kind'])
  const url = tryParseHttpUrl(outline['xmlurl'] ?? outline['url'] ?? '')
  return kind && url ? { kind, url, channel: null } : null
}

function homepageOf(outline: Readonly<Record<string, string>>, feed: HttpUrl): HttpUrl {
  return tryParseHttpUrl(outline['htmlurl'] ?? '') ?? tryParseHttpUrl('/', feed) ?? feed
}

function outletOf(outline: Readonly<Record<string, string>>, homepage: HttpUrl, source: Source): Outlet {
  const name = (outline['title'] || outline['text'] || '').replace(/\s+/g, ' ').trim().slice(0, 200)
  const language = outline['language'] ?? ''
  return {
    slug: slugOf(homepage),
    name: name || new URL(homepage).hostname,
    homepage,
    language: /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language) ? language : null,
    channel: null,
    region: null,
    sources: [source],
    politeness: defaultPoliteness,
    followed: true,
  }
}

function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
