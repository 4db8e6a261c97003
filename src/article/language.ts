import type { PageFacts } from './page-facts.ts'
import { metaOf } from './page-facts.ts'

// Characters that are only in one of the two scripts and frequent in it.
const simplifiedOnly = new Set(
  '这们个来为国说时会对发过后没还进样实军长机关点业将两间问题体见产给门东声员总电报才结气变应战处让认该则书车话记设识论办满运达难场钱边风选击极创标备满满谁离听须预领费'.split(
    '',
  ),
)
const traditionalOnly = new Set(
  '這們個來為國說時會對發過後沒還進樣實軍長機關點業將兩間問題體見產給門東聲員總電報纔結氣變應戰處讓認該則書車話記設識論辦滿運達難場錢邊風選擊極創標備誰離聽須預領費'.split(
    '',
  ),
)

/**
 * The language of the text as BCP 47: Chinese told apart by its characters, Japanese and Korean by their script;
 * others as the page says, or by script where it says nothing. Null where nothing tells.
 */
export function findLanguage(facts: PageFacts, text: string): string | null {
  const said =
    languageTag(facts.linked?.language ?? null) ??
    languageTag(facts.htmlLanguage) ??
    languageTag(metaOf(facts, 'content-language', 'og:locale', 'language', 'dc.language'))
  const sample = text.slice(0, 6000)
  const counts = countScripts(sample)
  const letters = counts.han + counts.kana + counts.hangul + counts.latin + counts.other
  if (letters === 0) return said
  if (counts.kana > letters * 0.08) return 'ja'
  if (counts.hangul > letters * 0.3) return 'ko'
  if (counts.han > letters * 0.3) return said === 'ja' && counts.kana > 0 ? 'ja' : chineseScript(sample)
  if (said && !/^(?:zh|ja|ko)\b/.test(said)) return said
  return guessByScript(sample, counts) ?? said
}

function chineseScript(text: string): string {
  let simplified = 0
  let traditional = 0
  for (const each of text) {
    if (simplifiedOnly.has(each)) simplified++
    else if (traditionalOnly.has(each)) traditional++
  }
  return traditional > simplified ? 'zh-Hant' : 'zh-Hans'
}

interface ScriptCounts {
  han: number
  kana: number
  hangul: number
  latin: number
  other: number
}

function countScripts(text: string): ScriptCounts {
  const counts = { han: 0, kana: 0, hangul: 0, latin: 0, other: 0 }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x41) continue
    if (code < 0x250) counts.latin++
    else if (code >= 0x4e00 && code <= 0x9fff) counts.han++
    else if (code >= 0x3040 && code <= 0x30ff) counts.kana++
    else if (code >= 0xac00 && code <= 0xd7a3) counts.hangul++
    else if (code < 0x2000) counts.other++
  }
  return counts
}

const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\u0370-\u03ff]/g, 'el'],
  [/[\u0590-\u05ff]/g, 'he'],
  [/[\u0900-\u097f]/g, 'hi'],
  [/[\u0980-\u09ff]/g, 'bn'],
  [/[\u0b80-\u0bff]/g, 'ta'],
  [/[\u0e00-\u0e7f]/g, 'th'],
  [/[\u0600-\u06ff]/g, 'ar'],
]

const commonWords: readonly (readonly [string, RegExp])[] = [
  ['en', /\b(?:the|and|of|to|in|that|is|was|for)\b/gi],
  ['de', /\b(?:der|die|und|das|ist|nicht|von|mit|ein)\b/gi],
  ['fr', /\b(?:le|la|les|des|et|est|dans|pour|une|que)\b/gi],
  ['es', /\b(?:el|los|las|que|del|por|una|con|para)\b/gi],
  ['it', /\b(?:il|che|di|della|per|non|sono|con|una)\b/gi],
  ['pt', /\b(?:o|os|que|não|uma|para|com|dos|em)\b/gi],
  ['nl', /\b(?:het|een|van|de|en|niet|dat|zijn)\b/gi],
  ['pl', /\b(?:nie|się|że|jest|do|na|przez|oraz)\b/gi],
]

function guessByScript(text: string, counts: ScriptCounts): string | null {
  if (counts.other > counts.latin) {
    for (const [pattern, language] of scripts) {
      if ((text.match(pattern)?.length ?? 0) > counts.other * 0.5) return language
    }
    if (/[іїєґ]/i.test(text)) return 'uk'
    return /[\u0400-\u04ff]/.test(text) ? 'ru' : null
  }
  const ranked = commonWords
    .map(([language, pattern]) => ({ language, count: text.match(pattern)?.length ?? 0 }))
    .sort((a, b) => b.count - a.count)
  return ranked[0] && ranked[0].count >= 5 ? ranked[0].language : null
}

function languageTag(text: string | null): string | null {
  const match = /^\s*([a-z]{2,3})(?:[-_]([A-Za-z]{2,4}))?\b/i.exec(text ?? '')
  if (!match) return null
  try {
    return Intl.getCanonicalLocales(match[2] ? `${match[1]}-${match[2]}` : match[1]!)[0] ?? null
  } catch {
    return match[1]!.toLowerCase()
  }
}
