import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Handler, type Origins, startOrigins } from './support/origins.ts'
import { temporaryFolder, verbatim } from './support/verbatim.ts'

const hasWget = spawnSync('wget', ['--version'], { stdio: 'ignore' }).status === 0

const titles: Readonly<Record<string, string>> = {
  '/plain.html': '渡口改造今日开工',
  '/chunked.html': '老街书店重新开门',
  '/gzip.html': 'The lighthouse opens to visitors',
  '/content_18.html': '一条河的三十年',
}
/** The second page of the last of them. */
const furtherPage = '/content_18_2.html'

const serve: Handler = (_request, response, path) => {
  const isFurther = path === furtherPage
  const title = titles[isFurther ? '/content_18.html' : path]
  if (!title) return void response.writeHead(404, { 'content-type': 'text/html' }).end('<p>Not here</p>')
  const body = Buffer.from(articlePage(title, isFurther ? 2 : 1))
  response.setHeader('content-type', 'text/html; charset=utf-8')
  if (path === '/chunked.html') {
    response.write(body.subarray(0, 700))
    return void setTimeout(() => response.end(body.subarray(700)), 20)
  }
  if (path !== '/gzip.html') return void response.setHeader('content-length', body.length).end(body)
  const packed = gzipSync(body)
  response.setHeader('content-encoding', 'gzip').setHeader('content-length', packed.length).end(packed)
}

interface Import {
  captured: number
  snapshots: number
  alreadyHeld: number
  noArticle: number
  damaged: { offsetBytes: number; reason: string }[]
}

interface Exported {
  id: string
  url: string
  title: string
  text: string
  capturedAt: string
  digests: { record: string; payload: string; text: string }
}

/** What another program archived comes in as if we had fetched it: with its own times, and only once. */
describe('a WARC file of GNU Wget is imported', { skip: hasWget ? false : 'needs GNU Wget' }, () => {
  const folder = temporaryFolder()
  const file = join(folder, 'theirs.warc.gz')
  const data = join(folder, 'data')
  let origin: string
  let origins: Origins

  before(async () => {
    origins = await startOrigins({ '127.0.0.1': serve })
    origin = `http://127.0.0.1:${origins.port}`
    const urls = [...Object.keys(titles), furtherPage, '/missing.html'].map((path) => origin + path)
    const options = ['-q', '-e', 'robots=off', '--compression=auto', '--warc-file=theirs', '-O', 'out']
    const wget = spawn('wget', [...options, ...urls], { cwd: folder, stdio: 'ignore' })
    await once(wget, 'exit')
  })
  after(() => origins?.close())

  async function importInto(target: string, path: string): Promise<Import & { status: number | null }> {
    const { stdout, stderr, status } = await verbatim(['import', path, '--data', target, '--json'])
    assert.notEqual(stdout, '', stderr)
    return { ...(JSON.parse(stdout) as Import), status }
  }

  async function exported(from: string): Promise<Exported[]> {
    const { stdout, stderr, status } = await verbatim(['export', '--format', 'jsonl', '--data', from])
    assert.equal(status, 0, stderr)
    const lines = stdout.trim().split('\n')
    return lines.map((line) => JSON.parse(line) as Exported).sort((a, b) => a.url.localeCompare(b.url))
  }

  test('its articles become snapshots at the time that Wget recorded', async () => {
    const { status, ...summary } = await importInto(data, file)
    assert.deepEqual(summary.damaged, [])
    assert.equal(status, 0)
    assert.equal(summary.captured, 6)
    assert.equal(summary.snapshots, 4)
    assert.equal(summary.noArticle, 1)

    const recorded = recordedTimes(gunzipSync(readFileSync(file)).toString('latin1'))
    const held = await exported(data)
    assert.equal(held.length, 4)
    for (const { url, title, text, capturedAt } of held) {
      assert.equal(title, titles[new URL(url).pathname])
      assert.ok(text.includes(sentenceOf(title, 3)))
      assert.equal(capturedAt.slice(0, 19), recorded.get(url)?.slice(0, 19), url)
    }
    const fsck = await verbatim(['fsck', '--data', data, '--json'])
    assert.deepEqual(JSON.parse(fsck.stdout).problems, [])
  })

  test('an article in two pages is one snapshot with the text of both', async () => {
    const long = (await exported(data)).find(({ url }) => url.endsWith('/content_18.html'))
    assert.ok(long?.text.includes(sentenceOf('一条河的三十年', 1)))
    assert.ok(long?.text.includes(sentenceOf('一条河的三十年', 12)))
  })

  test('a second import adds nothing', async () => {
    const before = await exported(data)
    const again = await importInto(data, file)
    assert.deepEqual([again.captured, again.snapshots, again.alreadyHeld, again.status], [0, 0, 6, 0])
    assert.deepEqual(await exported(data), before)
  })

  test('of a file that was cut off, the damage is told with its offset and the rest is kept', async () => {
    const whole = readFileSync(file)
    const starts = memberStarts(whole)
    const lastResponse = starts.findLast((start) => warcType(whole, start) === 'response')
    assert.ok(lastResponse)
    const cut = join(folder, 'cut.warc.gz')
    writeFileSync(cut, whole.subarray(0, lastResponse + 60))
    const other = join(folder, 'from-a-cut-file')
    const { status, captured, damaged } = await importInto(other, cut)
    assert.equal(status, 1)
    assert.equal(captured, 5, 'the responses before the damage')
    assert.deepEqual(
      damaged.map(({ offsetBytes }) => offsetBytes),
      [lastResponse],
    )
    const inWords = await verbatim(['import', cut, '--data', other])
    assert.match(inWords.stderr, new RegExp(`cut\\.warc\\.gz: at byte ${lastResponse}: `))
  })

  test('of a file with a damaged member amid it, the members behind are kept', async () => {
    const bytes = Buffer.from(readFileSync(file))
    const damaged = memberStarts(bytes).find((start) => warcType(bytes, start) === 'response') ?? 0
    bytes.fill(0xa5, damaged + 200, damaged + 240)
    const path = join(folder, 'damaged.warc.gz')
    writeFileSync(path, bytes)
    const summary = await importInto(join(folder, 'from-a-damaged-file'), path)
    assert.equal(summary.status, 1)
    assert.equal(summary.captured, 5)
    assert.ok(
      summary.damaged.some(({ offsetBytes }) => offsetBytes === damaged),
      JSON.stringify(summary.damaged),
    )
  })

  for (const [format, name] of [
    ['warc', 'ours.warc.gz'],
    ['wacz', 'ours.wacz'],
  ] as const) {
    test(`what goes out as ${format} comes in elsewhere with the same times and digests`, async () => {
      const out = join(folder, name)
      const { status, stderr } = await verbatim(['export', '--format', format, '--out', out, '--data', data])
      assert.equal(status, 0, stderr)
      const other = join(folder, `from-${format}`)
      const { snapshots, damaged } = await importInto(other, out)
      assert.deepEqual(damaged, [])
      assert.equal(snapshots, 4)
      assert.deepEqual((await exported(other)).map(claims), (await exported(data)).map(claims))
    })
  }
})

/** What a capture claims that must not depend on who holds it. */
function claims({ url, title, text, capturedAt, digests }: Exported) {
  return { url, title, text, capturedAt, payload: digests.payload, textDigest: digests.text }
}

/** WARC-Date of the response records, by URL. */
function recordedTimes(warc: string): Map<string, string> {
  const times = new Map<string, string>()
  for (const [head] of warc.matchAll(/WARC\/1\.[01]\r\n[\s\S]*?\r\n\r\n/g)) {
    if (!/^WARC-Type: response\r$/m.test(head)) continue
    const url = /^WARC-Target-URI: <?([^>\r]+)/m.exec(head)?.[1]
    const date = /^WARC-Date: (\S+)/m.exec(head)?.[1]
    if (url && date) times.set(url, date)
  }
  return times
}

/** Offsets of the gzip members, each of which is one record. */
function memberStarts(file: Buffer): number[] {
  const starts: number[] = []
  const magic = Buffer.from([0x1f, 0x8b, 0x08])
  for (let at = file.indexOf(magic); at >= 0; at = file.indexOf(magic, at + 1)) {
    if (warcType(file, at)) starts.push(at)
  }
  return starts
}

/** Of the record that begins there; null where none does. */
function warcType(file: Buffer, start: number): string | null {
  try {
    const head = gunzipSync(file.subarray(start), { finishFlush: 2, maxOutputLength: 2 ** 20 }).toString(
      'latin1',
    )
    return head.startsWith('WARC/1.') ? (/^WARC-Type: (\w+)/m.exec(head)?.[1] ?? null) : null
  } catch {
    return null
  }
}

function sentenceOf(title: string, n: number): string {
  const mark = createHash('sha256').update(`${title}${n}`).digest('hex').slice(0, 6)
  return /\p{Script=Han}/u.test(title)
    ? `第${n}段:围绕“${title}”,记者在现场看到,工人们一早就到了,附近的居民也来帮忙,负责人说编号${mark}的工段月底前完成。`
    : `Paragraph ${n}: of ${title}, the keeper said that section ${mark} would be ready before the end of the month, weather permitting, and that neighbours had come to help.`
}

function articlePage(title: string, page: 1 | 2): string {
  const paragraphs = [1, 2, 3, 4, 5, 6].map((n) => `<p>${sentenceOf(title, n + (page - 1) * 6)}</p>`)
  const pages = title === '一条河的三十年' ? pageLinks(page) : ''
  return `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title>
    <meta property="article:published_time" content="2026-03-02T09:00:00+08:00"></head>
    <body><article><h1>${title}</h1>${paragraphs.join('\n')}</article>${pages}</body></html>`
}

function pageLinks(page: 1 | 2): string {
  return page === 1
    ? `<div class="pages"><b>1</b> <a href="${furtherPage}">2</a> <a href="${furtherPage}">下一页</a></div>`
    : '<div class="pages"><a href="/content_18.html">上一页</a> <a href="/content_18.html">1</a> <b>2</b></div>'
}
