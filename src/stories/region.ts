import { foldText } from '#model'
import { type DivisionName, divisionNames } from './divisions.ts'
import { chinesePlaces, countries } from './gazetteer.ts'
import { createNameFinder, type FoundName } from './name-finder.ts'

/** Where an article's events are. */
export interface Region {
  /** The place as a reader knows it: a city or province of China, or a country; in Chinese. */
  readonly name: string
  readonly area: 'domestic' | 'hk-mo-tw' | 'world'
}

/** What the place of an article is told by. */
export interface LocatedText {
  readonly title: string
  readonly text: string
  /** Where its outlet is at home: which 市中区 it means. */
  readonly home?: string | null
}

/** The title names the place, the beginning repeats it; further down other places are mentioned. */
const leadCharsMax = 400
const titleWeight = 3
/** As far as this a city or province is looked for that tells districts of one name apart. */
const contextCharsMax = 1500
/** A place must be at least this part of all that is named to be the article's. */
const shareMin = 0.4

/**
 * The place an article is about, by its title, its beginning and its dateline; null where none is clear. A county or
 * district stands for its city. A name that several have (市中区), or that is a word as well, is of the one whose city
 * is named beside it, then of the one whose province is, then of the one at the outlet's home.
 */
export function regionOf({ title, text, home = null }: LocatedText): Region | null {
  const { find } = places()
  const foldedTitle = foldText(title)
  const foldedText = foldText(text.slice(0, contextCharsMax))
  const lead = foldedText.slice(0, leadCharsMax).replace(datelinePlace, '')
  const context = contextOf([...find(foldedTitle), ...find(foldedText)], home)
  const weights = new Map<string, { region: Region; weight: number }>()
  const count = (found: readonly FoundName[], weight: number) => {
    for (const { name, index } of found) {
      const region = regionNamed(name, context)
      if (!region) continue
      const known = weights.get(region.name) ?? { region, weight: 0 }
      known.weight += weight / (1 + index / 200)
      weights.set(region.name, known)
    }
  }
  count(find(foldedTitle), titleWeight)
  count(find(lead), 1)
  return clearest([...weights.values()])
}

// 中新社北京3月30日电 says where the reporter wrote, not where it happened: an agency's own seat tells nothing.
const datelinePlace = /^.{0,12}(?:社|网|报)(?:\p{sc=Han}{2,8}?)?\d{1,2}月\d{1,2}日(?:电|讯)/u

interface Context {
  /** Cities and provinces that are named by names of their own. */
  readonly named: ReadonlySet<string>
  readonly home: string | null
}

function contextOf(found: readonly FoundName[], home: string | null): Context {
  const { byName } = places()
  return { named: new Set(found.flatMap(({ name }) => byName.get(name)?.name ?? [])), home }
}

function regionNamed(name: string, context: Context): Region | null {
  const place = places().byName.get(name)
  if (place) return place
  const division = divisionNames().get(name)
  const city = division && cityOf(division, context)
  return city ? { name: city, area: 'domestic' } : null
}

function cityOf({ divisions, isWeak }: DivisionName, { named, home }: Context): string | null {
  const [only] = divisions
  if (only && divisions.length === 1 && !isWeak) return only.city
  const fits = [
    divisions.filter(({ city }) => named.has(city)),
    divisions.filter(({ province }) => named.has(province)),
    divisions.filter(({ city, province }) => home !== null && (home === city || home === province)),
  ].find((each) => each.length > 0)
  return fits?.length === 1 ? fits[0]!.city : null
}

/** The place that is named most, if the others together do not drown it. */
function clearest(found: readonly { region: Region; weight: number }[]): Region | null {
  const total = found.reduce((sum, { weight }) => sum + weight, 0)
  const [best] = [...found].sort((a, b) => b.weight - a.weight)
  return best && best.weight >= shareMin * total ? best.region : null
}

interface Places {
  readonly byName: ReadonlyMap<string, Region>
  readonly find: (text: string) => FoundName[]
}

let loaded: Places | undefined

function places(): Places {
  if (!loaded) {
    const byName = new Map<string, Region>()
    for (const { name, area, names } of [...chinesePlaces, ...countries]) {
      for (const each of names) byName.set(foldText(each), { name, area })
    }
    loaded = { byName, find: createNameFinder([...divisionNames().keys(), ...byName.keys()]) }
  }
  return loaded
}
