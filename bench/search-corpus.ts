import { dict } from '@node-rs/jieba/dict.js'

/** An article that nobody wrote: real words as often as they are in real texts, about one of some hundred subjects. */
export interface MadeArticle {
  readonly title: string
  readonly text: string
  readonly subject: number
  readonly outlet: number
  readonly publishedMs: number
}

const subjectCount = 400
const subjectWordCount = 60
const outletCount = 500
const start = Date.UTC(2023, 0, 1)
const days = 3 * 365

/**
 * A corpus whose article `n` is always the same: three years of 500 outlets, 900 characters in the middle (lognormal),
 * a third of the words about the subject, some Latin names and numbers.
 */
export function createCorpus(count: number): {
  article(n: number): MadeArticle
  /** Words by how many articles have them, roughly: `share` 1 is the commonest. */
  wordAt(share: number): string
  subjectWords(subject: number): readonly string[]
} {
  const words = dictionaryWords()
  const subjects = Array.from({ length: subjectCount }, (_, subject) => {
    const random = randomFrom(subject + 1)
    // Subjects are told by words of the middle: neither grammar nor what nobody writes.
    return Array.from(
      { length: subjectWordCount },
      () => words.texts[300 + Math.floor(random() ** 2 * 40_000)] as string,
    )
  })
  return {
    article(n) {
      const random = randomFrom(n * 7919 + 13)
      const subject = Math.floor(random() ** 2 * subjectCount)
      const own = subjects[subject] as readonly string[]
      const word = () => {
        const chance = random()
        if (chance < 0.3) return own[Math.floor(random() ** 2 * own.length)] as string
        if (chance < 0.32) return latinWord(random)
        if (chance < 0.34) return `${Math.floor(random() ** 3 * 10_000)}`
        return words.sample(random())
      }
      const sentence = () => {
        let text = ''
        const length = 6 + Math.floor(random() * 16)
        for (let index = 0; index < length; index++) text += word() + (index % 7 === 6 ? '，' : '')
        return `${text}。`
      }
      const title = Array.from({ length: 6 }, (_, index) =>
        index % 2 ? word() : (own[Math.floor(random() * 20)] as string),
      ).join('')
      const target = 520 * Math.exp(0.8 * normal(random))
      const paragraphs: string[] = []
      for (let length = 0; length < Math.min(20_000, target); ) {
        const paragraph = sentence() + sentence() + (random() < 0.5 ? sentence() : '')
        paragraphs.push(paragraph)
        length += paragraph.length
      }
      const publishedMs = start + Math.floor(((n + random()) / count) * days * 86_400_000)
      return {
        title,
        text: paragraphs.join('\n'),
        subject,
        outlet: Math.floor(random() ** 2 * outletCount),
        publishedMs,
      }
    },
    wordAt: (share) => words.texts[Math.floor(share)] as string,
    subjectWords: (subject) => subjects[subject] as readonly string[],
  }
}

/** Words of two characters and more, commonest first, and a way to draw them as often as they are written. */
function dictionaryWords(): { texts: readonly string[]; sample(chance: number): string } {
  const lines = new TextDecoder().decode(dict).split('\n')
  const entries = lines.flatMap((line): [string, number][] => {
    const [text = '', frequency = '0'] = line.split(' ')
    return /^\p{sc=Han}+$/u.test(text) ? [[text, Number(frequency)]] : []
  })
  entries.sort((a, b) => b[1] - a[1])
  const sums = new Float64Array(entries.length)
  let sum = 0
  for (const [index, [, frequency]] of entries.entries()) sums[index] = sum += frequency
  const at = (target: number) => {
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sums[middle] as number) < target) low = middle + 1
      else high = middle
    }
    return low
  }
  const all = entries.map(([text]) => text)
  return { texts: all.filter((text) => text.length > 1), sample: (chance) => all[at(chance * sum)] as string }
}

function latinWord(random: () => number): string {
  const syllables = ['ka', 'lo', 'mi', 'ter', 'on', 'sa', 've', 'ri', 'du', 'en', 'po', 'li']
  const length = 2 + Math.floor(random() * 3)
  return ` ${Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join('')} `
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** mulberry32: the same seed gives the same numbers on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
