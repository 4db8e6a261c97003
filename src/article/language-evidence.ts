/** The script that most letters of a text are in; `Jpan` where kana are among its characters. Null without letters. */
export type Script =
  | 'Latn'
  | 'Cyrl'
  | 'Grek'
  | 'Hebr'
  | 'Arab'
  | 'Deva'
  | 'Beng'
  | 'Taml'
  | 'Thai'
  | 'Hani'
  | 'Jpan'
  | 'Hang'

/** How many letters of each script a text has. */
export function countScripts(text: string): ReadonlyMap<Script, number> {
  const table = scriptTable()
  const letters = new Uint32Array(ranges.length + 1)
  for (let at = 0; at < text.length; at++) {
    const range = table[text.charCodeAt(at)] as number
    letters[range] = (letters[range] as number) + 1
  }
  const counts = new Map<Script, number>()
  for (let range = 1; range <= ranges.length; range++) {
    const count = letters[range] as number
    if (count === 0) continue
    const script = ranges[range - 1]![2]
    counts.set(script, (counts.get(script) ?? 0) + count)
  }
  return counts
}

/** The script of a text, as ISO 15924 has it. Han characters with kana among them are Japanese. */
export function scriptOf(text: string, counts = countScripts(text)): Script | null {
  let letters = 0
  for (const count of counts.values()) letters += count
  // Japanese sets as many Han characters as kana; Chinese sets none but in names.
  if ((counts.get('Jpan') ?? 0) > letters * 0.08) return 'Jpan'
  // A character says as much as a word: a Chinese text may have more Latin letters than characters.
  if ((counts.get('Hani') ?? 0) > letters * 0.3) return 'Hani'
  if ((counts.get('Hang') ?? 0) > letters * 0.3) return 'Hang'
  let most: Script | null = null
  for (const [script, count] of counts) if (!most || count > counts.get(most)!) most = script
  return most
}

let table: Uint8Array | undefined

/** For each UTF-16 unit the number of its range, counted from 1; 0: no letter of these scripts. */
function scriptTable(): Uint8Array {
  if (table) return table
  table = new Uint8Array(0x10000)
  for (const [index, [from, to]] of ranges.entries()) table.fill(index + 1, from, to + 1)
  for (const [from, to] of notLetters) table.fill(0, from, to + 1)
  return table
}

// What ASCII and Latin-1 have between and behind their letters.
const notLetters = [
  [0x5b, 0x60],
  [0x7b, 0xbf],
] as const

const ranges: readonly (readonly [number, number, Script])[] = [
  [0x41, 0x24f, 'Latn'],
  [0x370, 0x3ff, 'Grek'],
  [0x400, 0x52f, 'Cyrl'],
  [0x5d0, 0x5ea, 'Hebr'],
  [0x620, 0x77f, 'Arab'],
  [0x900, 0x97f, 'Deva'],
  [0x980, 0x9ff, 'Beng'],
  [0xb80, 0xbff, 'Taml'],
  [0xe00, 0xe7f, 'Thai'],
  [0x1e00, 0x1eff, 'Latn'],
  [0x1f00, 0x1fff, 'Grek'],
  [0x3040, 0x30ff, 'Jpan'],
  [0x3400, 0x9fff, 'Hani'],
  [0xac00, 0xd7a3, 'Hang'],
]

/** Which language a script is written in nearly always, where there is one. */
export const languageOfScript: Readonly<Partial<Record<Script, string>>> = {
  Grek: 'el',
  Hebr: 'he',
  Arab: 'ar',
  Deva: 'hi',
  Beng: 'bn',
  Taml: 'ta',
  Thai: 'th',
  Jpan: 'ja',
  Hang: 'ko',
}

/** Which of the languages in Cyrillic a text is in, by letters that the others lack; null where it has none. */
export function languageByCyrillic(text: string): string | null {
  if (/[іїєґ]/i.test(text)) return /ў/i.test(text) ? 'be' : 'uk'
  if (/[ѓќѕ]/i.test(text)) return 'mk'
  if (/[ђћџљњј]/i.test(text)) return 'sr'
  return /[ыэё]/i.test(text) ? 'ru' : null
}

/** `zh-Hans` or `zh-Hant`, and how many characters that are in one of the two alone are in that one and in the other. */
export function chineseScript(text: string): { language: 'zh-Hans' | 'zh-Hant'; own: number; other: number } {
  let simplified = 0
  let traditional = 0
  for (const each of text) {
    if (simplifiedOnly.has(each)) simplified++
    else if (traditionalOnly.has(each)) traditional++
  }
  return traditional > simplified
    ? { language: 'zh-Hant', own: traditional, other: simplified }
    : { language: 'zh-Hans', own: simplified, other: traditional }
}

// Characters that are only in one of the two scripts and frequent in it.
const simplifiedOnly = new Set(
  '这们个来为国说时会对发过后没还进样实军长机关点业将两间问题体见产给门东声员总电报才结气变应战处让认该则书车话记设识论办满运达难场钱边风选击极创标备谁离听须预领费',
)
const traditionalOnly = new Set(
  '這們個來為國說時會對發過後沒還進樣實軍長機關點業將兩間問題體見產給門東聲員總電報纔結氣變應戰處讓認該則書車話記設識論辦滿運達難場錢邊風選擊極創標備誰離聽須預領費',
)

/** How often a text uses the commonest words of each language that is told by its words, and how many words it has. */
export interface WordCounts {
  readonly words: number
  of(language: string): number
  /** The language whose words are the most; null where there are none. */
  readonly most: string | null
}

/** Counts common words. Each language has about as many in the list, so that the counts can be compared. */
export function countWords(text: string): WordCounts {
  const counts = new Map<string, number>()
  const words = wordsIn(text.toLowerCase())
  for (const word of words)
    for (const language of languagesOf.get(word) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1)
  let most: string | null = null
  for (const [language, count] of counts) if (!most || count > counts.get(most)!) most = language
  return { words: words.length, of: (language) => counts.get(language) ?? 0, most }
}

/** Whether a text plainly is in a language: one in four of its words is among that language's commonest. */
export function isPlainlyIn(text: string, language: string): boolean {
  const words = wordsIn(text.toLowerCase())
  let own = 0
  for (const word of words) if (languagesOf.get(word)?.includes(language)) own++
  return own > 3 && own >= words.length / 4
}

/** Runs of letters and digits: what has digits in it, as an identifier has, is one word. */
function wordsIn(text: string): string[] {
  const table = scriptTable()
  const words: string[] = []
  let start = -1
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at)
    const isInWord = (table[code] as number) > 0 || (code > 0x2f && code < 0x3a) || isMark(code)
    if (isInWord && start < 0) start = at
    else if (!isInWord && start >= 0) {
      words.push(text.slice(start, at))
      start = -1
    }
  }
  return words
}

/** What stands on a letter where the two are not one character. */
function isMark(code: number): boolean {
  return code >= 0x300 && code <= 0x36f
}

/** Whether a language (its first subtag) can be told by its words. */
export function isToldByWords(language: string): boolean {
  return language in commonWords
}

// The commonest function words of each; those that a neighbour has too count for both.
const commonWords: Readonly<Record<string, string>> = {
  en: 'the and of to in that is was for it with on as at by he his are be this have from they not',
  de: 'der die und das ist nicht von mit ein eine den dem des im zu auf für sich auch als es er sie wie',
  fr: 'le la les des et est dans pour une que du en un qui au sur pas par ne ce se plus il avec',
  es: 'el los las que del por una con para la de y en un se su no es al lo como más pero sus',
  it: 'il che di della per non sono con una la un è del gli nel si le dei da alla i più anche ma',
  pt: 'o os que não uma para com dos em do da a e um se na no mais por as ao foi como é',
  nl: 'het een van de en niet dat zijn is op te in voor met die er aan ook als om maar bij hij naar',
  pl: 'nie się że jest do na przez oraz w z i to o jak po od ale dla za co tym są był ze',
  cs: 'se na je že v a s do to o za pro by ale jako po jsem které který od při jsou jeho i',
  sv: 'och att det som en på är av för med den inte har till ett om var de han i sig men från vi',
  da: 'og at det er en på af for med den ikke har til et om var de han i sig men fra der blev',
  no: 'og å det er en på av for med den ikke har til et om var de han i seg men fra som ble',
  fi: 'ja on ei se että hän oli joka mutta ovat myös kun niin kuin mukaan ollut tai olla nyt vain ole sen joten sekä',
  hu: 'a az és hogy nem is egy van volt ez meg de el csak már azt mint még vagy ki ha szerint lesz után',
  ro: 'și de în la a că nu cu pe este din care o pentru mai un au sunt fost prin ca dar lui al',
  tr: 've bir bu da de için ile olarak çok daha olan en var ne gibi kadar sonra oldu değil ancak ise her ya o',
  id: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena ada tersebut bisa oleh saya kami telah sudah mereka',
  vi: 'và của là có không được một cho các trong đã này với người những đến khi để ra về ở vào tại sẽ',
  ru: 'и в не на что с по это как к он из у за от его но так все же для о был бы',
  uk: 'і в не на що з та це як до у за від його але для про й є або був які зі після',
  bg: 'на да се от за е не в и с че са по до като ще който му това но си при беше или',
}

const languagesOf = new Map<string, string[]>()
for (const [language, words] of Object.entries(commonWords))
  for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language])
