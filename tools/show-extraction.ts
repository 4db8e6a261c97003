/**
 * Shows pages beside what is read out of them, to look at failures one by one. Run it from the repository root:
 *
 *     node tools/show-extraction.ts ID…                       fields and body of these pages, beside the truth
 *     node tools/show-extraction.ts --field outlet [--set S]  one line for each page whose field is not the truth's
 *     node tools/show-extraction.ts --field body [--set S]    the pages whose body is worst, worst first
 *     node tools/show-extraction.ts --html FILE ID…           an HTML file with each page beside its extraction
 *     node tools/show-extraction.ts --lines ID                all lines of a page, with the elements they stand in
 *
 * `--shared ../shared` says where the labelled pages are; an ID may be cut short as long as it is unambiguous.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type ExtractionRecord, extractArticle, extractionRecord } from '#article'
import { decodeText, type Extraction, parseHttpUrl } from '#model'
import { readSegments } from '../src/article/page-text.ts'
import { type PageNode, parsePage } from '../src/article/page-tree.ts'
import { extractionPage } from './extraction-page.ts'

type Fields = Readonly<Record<string, unknown>>
interface Page {
  readonly id: string
  readonly set: string
  readonly url: string
  readonly file: string
  readonly contentType: string
  readonly truth: Fields
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shared: { type: 'string', default: '../shared' },
    field: { type: 'string' },
    set: { type: 'string' },
    html: { type: 'string' },
    lines: { type: 'boolean', default: false },
  },
})
const folder = resolve(options.shared, 'pages')
const labels = new Map(readLines<Fields & { id: string }>('zh-fields.jsonl').map((each) => [each.id, each]))
const pages = readLines<Page>('index.jsonl').filter((each) => !options.set || each.set === options.set)

const chosen = pages.filter(({ id }) => positionals.some((part) => id.includes(part)))

if (options.field) listFailures(options.field)
else if (options.html) writeFileSync(options.html, extractionPage(chosen.map(beside)))
else for (const page of chosen) show(page)

function readLines<T>(name: string): T[] {
  const path = join(folder, name)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

function show(page: Page): void {
  console.log(`\n${page.id}  ${page.url}`)
  if (options.lines) {
    showLines(page)
    return
  }
  const extraction = extract(page)
  const got = extractionRecord(extraction)
  const truth = truthOf(page)
  for (const [name, value] of Object.entries(got)) {
    if (name === 'text') continue
    console.log(`  ${name.padEnd(14)} ${JSON.stringify(value)}`)
    if (truth[name] !== undefined) console.log(`  ${''.padEnd(14)} ${JSON.stringify(truth[name])} (truth)`)
  }
  if (extraction.kind === 'article') console.log('  evidence      ', JSON.stringify(extraction.evidence))
  for (const name of ['firstSentence', 'lastSentence', 'captions', 'note'])
    if (truth[name]) console.log(`  ${name.padEnd(14)} ${JSON.stringify(truth[name])} (truth)`)
  showBody(got.text ?? '', String(truth['body'] ?? ''))
}

function beside(page: Page) {
  const extraction = extract(page)
  const evidence = extraction.kind === 'article' ? extraction.evidence : {}
  const html = decodeText(bytesOf(page), page.contentType).text
  return {
    id: page.id,
    url: page.url,
    html,
    record: extractionRecord(extraction),
    evidence,
    truth: truthOf(page),
  }
}

/** `  ` a line of both, `+ ` one that only we have, `- ` one that only the truth has. */
function showBody(text: string, wanted: string): void {
  const [ours, theirs] = [shinglesOf(text), shinglesOf(wanted)]
  for (const line of text.split('\n')) console.log(shareIn(line, theirs) > 0.5 ? '  ' : '+ ', short(line))
  for (const line of wanted.split('\n')) if (shareIn(line, ours) <= 0.5) console.log('- ', short(line))
}

function showLines(page: Page): void {
  const tree = parsePage(decodeText(bytesOf(page), page.contentType).text)
  for (const { text, container, linkWeight, weight } of readSegments(tree, ({ tag }) => tag === 'head')) {
    const links = linkWeight > 0.5 * weight ? 'links ' : ''
    console.log(`${pathOf(container).padEnd(56)} ${links}${short(text)}`)
  }
}

function listFailures(field: string): void {
  const failures = pages.flatMap((page) => {
    const wanted = truthOf(page)[field]
    if (wanted === undefined) return []
    const got = extractionRecord(extract(page))
    if (field === 'body') {
      const score = bodyScore(got.text ?? '', String(wanted))
      return score < 0.97 ? [{ score, line: `${score.toFixed(3)} ${page.id}` }] : []
    }
    const have = got[field as keyof ExtractionRecord]
    if (comparable(have) === comparable(wanted)) return []
    const wantedText = JSON.stringify(wanted)?.slice(0, 200)
    return [
      {
        score: 0,
        line: `${page.id}\n    got  ${JSON.stringify(have)?.slice(0, 200)}\n    want ${wantedText}`,
      },
    ]
  })
  for (const { line } of failures.sort((a, b) => a.score - b.score)) console.log(line)
  console.log(`${failures.length} pages`)
}

function truthOf(page: Page): Fields {
  const { date, ...truth } = page.truth
  return { ...truth, ...(date !== undefined && { publishedAt: date }), ...labels.get(page.id) }
}

function extract(page: Page): Extraction {
  return extractArticle(bytesOf(page), { url: parseHttpUrl(page.url), contentType: page.contentType })
}

function bytesOf(page: Page): Uint8Array {
  return gunzipSync(readFileSync(join(folder, page.file)))
}

/** Names without roles, one of several as any; white space and punctuation gone. */
function comparable(value: unknown): string {
  if (Array.isArray(value)) return value.map(comparable).sort().join(' ')
  if (typeof value === 'object' && value !== null && 'name' in value) return comparable(value.name)
  return String(value ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

function shinglesOf(text: string): Set<string> {
  const bare = comparable(text)
  const shingles = new Set<string>()
  for (let at = 0; at + 8 <= bare.length; at++) shingles.add(bare.slice(at, at + 8))
  return shingles
}

function shareIn(line: string, shingles: ReadonlySet<string>): number {
  const own = [...shinglesOf(line)]
  return own.length === 0 ? 1 : own.filter((each) => shingles.has(each)).length / own.length
}

function bodyScore(text: string, wanted: string): number {
  const precision = shareIn(text, shinglesOf(wanted))
  const recall = shareIn(wanted, shinglesOf(text))
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

function pathOf(node: PageNode): string {
  const steps: string[] = []
  for (let at: PageNode | null = node; at && at.tag !== 'body' && steps.length < 4; at = at.parent)
    steps.unshift(`${at.tag}${at.names ? `.${at.names.trim().replace(/\s+/g, '.')}` : ''}`.slice(0, 40))
  return steps.join(' > ')
}

function short(line: string): string {
  return line.length > 160 ? `${line.slice(0, 110)} … ${line.slice(-45)}` : line
}
