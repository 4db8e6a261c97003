import { placeInLinked } from './json-ld.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise } from './page-text.ts'

export interface KeywordsFinding {
  readonly keywords: readonly string[]
  readonly rule: string
  readonly where: string
}

/** The keywords that the page tells machines, each once, at most forty of at most sixty characters. */
export function findKeywords(facts: PageFacts): KeywordsFinding | null {
  const linked = facts.linked?.keywords ?? []
  if (linked.length > 0) return found(linked, 'json-ld keywords', placeInLinked(facts.linked, 'keywords'))
  for (const name of ['keywords', 'news_keywords']) {
    const said = metaOf(facts, name)
    if (said) return found(said.split(/\s*[,，;；、]\s*/), `meta ${name}`, `meta[${name}]`)
  }
  return null
}

function found(said: readonly string[], rule: string, where: string): KeywordsFinding | null {
  const seen = new Set<string>()
  const keywords = said.filter((each) => {
    const key = normalise(each)
    if (key === '' || each.length > 60 || seen.has(key)) return false
    seen.add(key)
    return seen.size <= 40
  })
  return keywords.length > 0 ? { keywords, rule, where } : null
}
