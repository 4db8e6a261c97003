import { type NameFit, type NameSuggestion, nameFit, nameFits, typedName } from '#catalog'
import type { StoryId } from '#model'
import type { OutletView, Suggestion } from './access.ts'
import type { ListingParts } from './listing.ts'

/** Nobody types a beginning longer than this. */
const typedCharsMax = 100
/** Of stories so many are offered, out of the newest articles with these words in their title. */
const storiesMax = 3
const storyArticlesMax = 30
/** A story of one article is that article. */
const storyMembersMin = 2

/** What is being typed may become one of these, best fit first; stories come last. Nothing withheld is counted. */
export async function suggestions(
  text: string,
  limit: number,
  { outlets, ...parts }: ListingParts & { readonly outlets: readonly OutletView[] },
): Promise<Suggestion[]> {
  const typed = typedName(text.slice(0, typedCharsMax))
  if (typed.folded === '') return []
  const without = await parts.notices.withheldIds()
  const names = await parts.search.suggest(text.slice(0, typedCharsMax), { limit, without })
  const fitting = [
    ...outlets.flatMap((view): Fitting[] => {
      const fit = bestOf(view.outlet.name, view.outlet.slug, typed)
      return fit ? [{ fit, suggestion: ofOutlet(view) }] : []
    }),
    ...names.map((name): Fitting => ({ fit: name.fit, suggestion: ofName(name) })),
  ].sort((a, b) => nameFits.indexOf(a.fit) - nameFits.indexOf(b.fit))
  // Letters that spell a name are asked of titles by that name.
  const spelled = names.find(({ fit }) => fit === 'pinyin')
  const stories = await storiesNamed(typed.letters && spelled ? spelled.name : typed.folded, parts)
  const room = Math.max(0, limit - stories.length)
  return [...withoutDoubles(fitting).slice(0, room), ...stories].slice(0, limit)
}

interface Fitting {
  readonly fit: NameFit
  readonly suggestion: Suggestion
}

function bestOf(name: string, slug: string, typed: ReturnType<typeof typedName>): NameFit | null {
  return nameFit(name, typed) ?? (slug.startsWith(typed.folded) ? 'beginning' : null)
}

function ofOutlet({ outlet, articles }: OutletView): Suggestion {
  const { slug, name } = outlet
  return { kind: 'outlet', text: name, query: `outlet:${slug}`, count: articles, outletSlug: slug }
}

function ofName({ kind, name, count }: NameSuggestion): Suggestion {
  const quoted = /[\s()":：-]/.test(name) ? `"${name.replaceAll('"', '')}"` : name
  const query = { author: `author:${quoted}`, person: quoted, place: `region:${quoted}` }[kind]
  return { kind, text: name, query, count }
}

/** Who writes and is named too is offered as the one that more articles have. */
function withoutDoubles(fitting: readonly Fitting[]): Suggestion[] {
  const kept = new Map<string, Suggestion>()
  for (const { suggestion } of fitting) {
    const { kind, text, count } = suggestion
    const id = kind === 'author' ? `person ${text}` : `${kind} ${text}`
    const known = kept.get(id)
    if (!known || known.count < count) kept.set(id, suggestion)
  }
  return [...kept.values()]
}

/** Stories with these words in a title, those of the newest articles first. */
async function storiesNamed(words: string, parts: ListingParts): Promise<Suggestion[]> {
  const filter = { without: await parts.notices.withheldIds() }
  const root = { kind: 'phrase', text: words, field: 'title' } as const
  const page = { sort: 'newest', cursor: null, limit: storyArticlesMax } as const
  const { items } = await parts.search.search({ text: words, root, filter }, page)
  const summaries = await parts.catalog.summaries(items.map(({ id }) => id))
  const ids = new Set(summaries.flatMap(({ story }): StoryId[] => (story ? [story] : [])))
  const found: Suggestion[] = []
  for (const story of ids) {
    if (found.length === storiesMax) break
    const members = await parts.withholder.summaries(await parts.catalog.storyMembers(story))
    const [first] = members
    if (!first || members.length < storyMembersMin) continue
    found.push({ kind: 'story', text: first.title, query: `story:${story}`, count: members.length, story })
  }
  return found
}
