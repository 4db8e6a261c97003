import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'

// FOLDER: prints how many of its aeb pages are read in a CPU-second, of some rounds the middle one.
const [folder] = process.argv.slice(2)
const pages = readFileSync(join(folder, 'index.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .filter(({ set }) => set === 'aeb')
  .map(({ file }) => gunzipSync(readFileSync(join(folder, file))))
const rounds = 5
const rates = []
for (let round = 0; round <= rounds; round++) {
  const before = process.cpuUsage()
  for (const page of pages) read(page)
  const { user, system } = process.cpuUsage(before)
  // The first round warms up.
  if (round > 0) rates.push((1e6 * pages.length) / (user + system))
}
process.stdout.write(String(rates.sort((a, b) => a - b)[rounds >> 1]))

function read(page) {
  try {
    new Readability(parseHTML(new TextDecoder().decode(page)).document).parse()
  } catch {
    // It throws on some pages, and has cost its time by then.
  }
}
