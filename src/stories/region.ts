import { foldText } from '#model'
import { chinesePlaces, countries } from './gazetteer.ts'

/** Where an article's events are. */
export interface Region {
  /** The place as a reader knows it: a city or province of China, or a country; in Chinese. */
  readonly name: string
  readonly area: 'domestic' | 'hk-mo-tw' | 'world'
}

/** The title names the place, the beginning repeats it; further down other places are mentioned. */
const leadCharsMax = 400
const titleWeight = 3
/** A place must be at least this part of all that is named to be the article's. */
const shareMin = 0.4

/**
 * The place an article is about, by its title, its beginning and its dateline; null where none is clear.
 * A name that is part of a longer one (市中区, 上海路, 美国 in 美国人) counts where the longer one is no other place.
 */
export function regionOf(article: { readonly title: string; readonly text: string }): Region | null {
  const weights = new Map<string, { region: Region; weight: number }>()
  const count = (text: string, weight: number) => {
    for (const { place, index } of placesIn(text)) {
      const known = weights.get(place.name) ?? { region: place, weight: 0 }
      known.weight += weight / (1 + index / 200)
      weights.set(place.name, known)
    }
  }
  count(foldText(article.title), titleWeight)
  count(foldText(article.text.slice(0, leadCharsMax)).replace(datelinePlace, ''), 1)
  return clearest([...weights.values()])
}

// 中新社北京3月30日电 says where the reporter wrote, not where it happened: an agency's own seat tells nothing.
const datelinePlace = /^.{0,12}(?:社|网|报)(?:\p{sc=Han}{2,8}?)?\d{1,2}月\d{1,2}日(?:电|讯)/u

/** The place that is named most, if the others together do not drown it. */
function clearest(found: readonly { region: Region; weight: number }[]): Region | null {
  const total = found.reduce((sum, { weight }) => sum + weight, 0)
  const [best] = [...found].sort((a, b) => b.weight - a.weight)
  return best && best.weight >= shareMin * total ? best.region : null
}

interface Found {
  readonly place: Region
  readonly index: number
}

function* placesIn(text: string): Generator<Found> {
  places ??= compilePlaces()
  for (const match of text.matchAll(places.pattern)) {
    const place = places.byName.get(match[0])
    if (place) yield { place, index: match.index }
  }
}

let places: { pattern: RegExp; byName: ReadonlyMap<string, Region> } | undefined

/** One alternation, longest names first; names of places in English stand as whole words. */
function compilePlaces(): { pattern: RegExp; byName: ReadonlyMap<string, Region> } {
  const byName = new Map<string, Region>()
  for (const { name, area, names } of [...chinesePlaces, ...countries]) {
    for (const each of names) byName.set(foldText(each), { name, area })
  }
  const escaped = [...byName.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => (/^[a-z]/.test(name) ? `\\b${name.replaceAll('.', '\\.')}\\b` : name))
  return { pattern: new RegExp(escaped.join('|'), 'gu'), byName }
}
