/** The languages the pages are written in, by BCP 47 tag. */
export const languages = ['zh-Hans', 'zh-Hant', 'en'] as const
export type Language = (typeof languages)[number]

/** For who states no preference (`*`, no header): most of what is kept is read in it. */
const languageByDefault: Language = 'zh-Hans'

/** @returns Null for anything that is not one of ours. */
export function parseLanguage(text: string | null | undefined): Language | null {
  return languages.find((each) => each.toLowerCase() === text?.toLowerCase()) ?? null
}

/**
 * The best of our languages for an `Accept-Language` header. Who asks for other languages only gets English.
 *
 * @see RFC 9110 §12.5.4, RFC 4647 §3.4 (lookup)
 */
export function negotiateLanguage(header: string | null | undefined): Language {
  const ranges = (header ?? '').slice(0, 1000).split(',').map(parseRange)
  const wanted = ranges.filter(({ tag, quality }) => tag !== '' && quality > 0)
  wanted.sort((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    if (tag === '*') return languageByDefault
    const ours = ourLanguageFor(tag)
    if (ours) return ours
  }
  return wanted.length > 0 ? 'en' : languageByDefault
}

/** `zh-TW` and its like are read in Traditional characters; any other Chinese in Simplified. */
function ourLanguageFor(tag: string): Language | null {
  const [primary, ...rest] = tag.toLowerCase().split('-')
  if (primary === 'en') return 'en'
  if (primary === 'yue') return 'zh-Hant'
  if (primary !== 'zh' && primary !== 'cmn') return null
  if (rest.includes('hans')) return 'zh-Hans'
  return rest.some((each) => ['hant', 'tw', 'hk', 'mo'].includes(each)) ? 'zh-Hant' : 'zh-Hans'
}

function parseRange(text: string): { tag: string; quality: number } {
  const [tag = '', ...parameters] = text.split(';').map((each) => each.trim())
  const quality = parameters.find((each) => each.startsWith('q='))?.slice(2)
  const number = quality === undefined ? 1 : Number(quality)
  return { tag, quality: number >= 0 && number <= 1 ? number : 0 }
}
