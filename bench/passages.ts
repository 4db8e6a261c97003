import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { excerptFor, traceOf } from '../src/stories/excerpt.ts'
import { cutWords, wordRarity } from '../src/stories/words.ts'
import { holdAgainstFloors } from './floors.ts'
import { randomFrom } from './search-corpus.ts'

const pairCount = 600
const sentenceChars = { min: 24, max: 90 }
/** What `related` asks for; with a sign of omission at either end, 120. */
const charsMax = 118

/**
 * Puts a sentence of one article into another that has nothing else to do with it, and asks for the passage that the two
 * share: how often the excerpt shows it, and whether it keeps its bounds. Beside it a highlighter as search servers have
 * one: the sentence with the most different words of the query.
 *
 * @param options.shared The folder with the development data.
 * @throws {Error} where a share is below its floor.
 */
export async function benchPassages({
  shared,
  out,
}: {
  shared: string
  out: (line: string) => void
}): Promise<void> {
  const file = join(shared, 'data', 'chinanews2020.jsonl')
  if (!existsSync(file)) return out(`skipped: there is no ${file}`)
  const articles = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { title: string; body: string })
    .map(({ title, body }) => ({ title, text: body, sentences: sentencesOf(body) }))
    .filter(({ sentences }) => sentences.length >= 4)
  const random = randomFrom(7)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const counts = { whole: 0, edited: 0, peer: 0, tooLong: 0, insideWord: 0, loneUnit: 0 }
  let cpuMs = 0
  for (let pair = 0; pair < pairCount; pair++) {
    const source = pick(articles)
    const host = pick(articles)
    const sentence = pick(source.sentences.slice(1))
    if (host === source || host.text.includes(sentence)) {
      pair--
      continue
    }
    const trace = traceOf(source)
    for (const kind of ['whole', 'edited'] as const) {
      const planted = kind === 'whole' ? sentence : edited(sentence, random)
      const text = withSentence(host, planted, random)
      const since = process.cpuUsage()
      const { pieces } = excerptFor(trace, text, { charsMax, rarity: wordRarity })
      cpuMs += process.cpuUsage(since).user / 1000
      const shown = pieces.map((piece) => piece.text).join('')
      if (covers(shown, planted)) counts[kind]++
      if (shown.length > charsMax) counts.tooLong++
      if (!shown.isWellFormed()) counts.loneUnit++
      if (!standsBetweenWords(shown, text)) counts.insideWord++
      if (kind === 'whole' && covers(byMostWords(source, text), planted)) counts.peer++
    }
  }
  const share = (count: number) => count / pairCount
  const ratio = (value: number) => (value / Math.max(1e-9, share(counts.peer))).toFixed(2)
  const whole = share(counts.whole)
  const near = share(counts.edited)
  out(
    `the shared sentence is shown               ${whole.toFixed(3)}  peer ${share(counts.peer).toFixed(3)}  ratio ${ratio(whole)}`,
  )
  out(`the same, every twelfth character changed  ${near.toFixed(3)}`)
  out(
    `longer than ${charsMax}: ${counts.tooLong}; begun or ended inside a word: ${counts.insideWord}, inside a character: ${counts.loneUnit}`,
  )
  out(`${(cpuMs / (2 * pairCount)).toFixed(2)} ms CPU an excerpt`)
  const within = 1 - share(counts.tooLong + counts.insideWord + counts.loneUnit) / 2
  holdAgainstFloors('passages', { shown: whole, 'shown, edited': near, 'within bounds': within }, out)
}

function sentencesOf(text: string): string[] {
  return (text.match(/[^。！？\n]+[。！？]/gu) ?? []).filter(
    ({ length }) => length >= sentenceChars.min && length <= sentenceChars.max,
  )
}

function edited(sentence: string, random: () => number): string {
  return Array.from(sentence, (character, place) =>
    place % 12 === 5 && /\p{sc=Han}/u.test(character)
      ? String.fromCharCode(0x4e00 + Math.floor(random() * 0x2000))
      : character,
  ).join('')
}

function withSentence({ text }: { text: string }, sentence: string, random: () => number): string {
  const ends = [...text.matchAll(/[。！？]/gu)].map(({ index }) => index + 1)
  const at = ends[Math.floor(random() * ends.length)] ?? text.length
  return text.slice(0, at) + sentence + text.slice(at)
}

/** Three fifths of it, in one piece. */
function covers(shown: string, sentence: string): boolean {
  const part = Math.ceil(0.6 * sentence.length)
  const plain = shown.replace(/\s+/g, '')
  const wanted = sentence.replace(/\s+/g, '')
  for (let start = 0; start + part <= wanted.length; start++)
    if (plain.includes(wanted.slice(start, start + part))) return true
  return false
}

/** Begins and ends where words of the text do, or its signs. */
function standsBetweenWords(shown: string, text: string): boolean {
  const plain = text.replace(/\s+/g, '')
  const start = plain.indexOf(shown.replace(/\s+/g, ''))
  const end = start + shown.replace(/\s+/g, '').length
  const borders = new Set([0])
  let at = 0
  for (const word of cutWords(text)) {
    at += word.replace(/\s+/g, '').length
    borders.add(at)
  }
  return start >= 0 && borders.has(start) && borders.has(end)
}

function byMostWords(source: { title: string; text: string }, text: string): string {
  const words = new Set(cutWords(`${source.title}\n${source.text}`).filter((word) => word.length > 1))
  const scored = (text.match(/[^。！？\n]+[。！？]?/gu) ?? []).map((sentence) => ({
    sentence,
    count: new Set(cutWords(sentence).filter((word) => words.has(word))).size,
  }))
  return scored.reduce((a, b) => (b.count > a.count ? b : a)).sentence.slice(0, charsMax)
}
