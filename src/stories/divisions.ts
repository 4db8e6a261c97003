import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { foldText } from '#model'
import { chineseProvinces } from './gazetteer.ts'
import { wordRarity } from './words.ts'

/** A county or a district of China. */
export interface Division {
  /** The city it lies in, as the gazetteer names it; where it lies in none, itself. */
  readonly city: string
  readonly province: string
}

/** A name of a county or district, and which it may be. */
export interface DivisionName {
  readonly divisions: readonly Division[]
  /** Too short or too common to name a place where nothing else does: 单县, 东区, 和平 without 区. */
  readonly isWeak: boolean
}

/** Every name that a county or district of China is met by, in normal form. */
export function divisionNames(): ReadonlyMap<string, DivisionName> {
  loaded ??= loadDivisions()
  return loaded
}

let loaded: ReadonlyMap<string, DivisionName> | undefined

// Made by tools/make-divisions.ts: `province city TAB county county …`.
function loadDivisions(): ReadonlyMap<string, DivisionName> {
  const names = new Map<string, { divisions: Division[]; isWeak: boolean }>()
  const add = (name: string, division: Division, isWeak: boolean) => {
    const folded = foldText(name)
    const known = names.get(folded)
    if (!known) names.set(folded, { divisions: [division], isWeak })
    else {
      known.divisions.push(division)
      known.isWeak ||= isWeak
    }
  }
  const file = gunzipSync(readFileSync(new URL('./divisions.txt.gz', import.meta.url))).toString('utf8')
  for (const line of file.trimEnd().split('\n')) {
    const [place = '', counties = ''] = line.split('\t')
    const [fullProvince = '', fullCity = ''] = place.split(' ')
    const { province, cities } = chineseProvinces.find(({ province }) => fullProvince.startsWith(province))!
    const city = cities.find((each) => fullCity.startsWith(each.replace(/州$/u, ''))) ?? bareName(fullCity)
    const division = { province, city: fullCity === fullProvince ? province : city }
    for (const county of counties.split(' ')) {
      add(county, division, county.length < 3)
      const bare = bareName(county)
      const isTelling = county.endsWith('市') && wordRarity(bare) >= barelyRarityMin
      if (bare.length >= 2 && bare !== county) add(bare, division, !isTelling)
    }
  }
  return names
}

/** 义乌 and 昆山 name their cities; 东方 and 安国 are words. */
const barelyRarityMin = 7

function bareName(name: string): string {
  return name.replace(/(?:自治县|自治旗|林区|特区|[县区市旗])$/u, '')
}
