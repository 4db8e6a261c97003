import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parseInvocation, type Terminal } from '../command.ts'
import { add } from './add.ts'

describe('verbatim add, at a terminal', () => {
  const data = mkdtempSync(join(tmpdir(), 'verbatim-add-'))
  let server: Server
  let address = ''
  before(async () => {
    server = createServer(({ url }, response) => {
      const at = new Date(Date.now() - 3 * 3_600_000).toUTCString()
      if (url === '/feed.xml')
        response
          .setHeader('content-type', 'application/rss+xml')
          .end(
            `<rss><channel><title>The Paper</title><item><link>/1.html</link><pubDate>${at}</pubDate></item></channel></rss>`,
          )
      else if (url === '/old.xml')
        response.end(
          '<rss><channel><item><link>/2.html</link><pubDate>2001-02-03</pubDate></item></channel></rss>',
        )
      else if (url === '/')
        response
          .setHeader('content-type', 'text/html')
          .end(
            '<title>The Paper</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="alternate" type="application/rss+xml" href="/old.xml">',
          )
      else response.writeHead(404).end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.close()
    rmSync(data, { recursive: true, force: true })
  })

  /** What it wrote, and whether it asked behind what it had written. */
  const run = async (answer: string | null, ...more: string[]) => {
    let written = ''
    let shownBefore = ''
    const terminal: Terminal = {
      out(text) {
        written += text
      },
      err() {},
      isInteractive: true,
      ...(answer !== null && {
        async ask(question: string) {
          shownBefore = `${written}${question}`
          return answer
        },
      }),
    }
    const env = {
      VERBATIM_FETCH_CONNECT_TO: JSON.stringify({ 'www.paper.example': address }),
      VERBATIM_CRAWL_DELAY_MS: '0',
      VERBATIM_TRANSPARENCY_HEADS_FOLDER: join(data, 'heads'),
      VERBATIM_LOG_LEVEL: 'silent',
    }
    const args = ['http://www.paper.example/', '--data', data, ...more]
    const signal = new AbortController().signal
    const status = await add.run({ ...parseInvocation(add, args), terminal, env, signal })
    return { status, written, shownBefore }
  }
  const outletFiles = () => readdirSync(join(data, 'outlets')).filter((each) => each.endsWith('.json'))

  test('shows what it found, and how fresh, before it asks; a no follows nothing', async () => {
    const { shownBefore, written } = await run('n')
    assert.match(shownBefore, /feed\.xml {2}1 articles, newest 3 h ago\n/)
    assert.match(shownBefore, /old\.xml {2}1 articles, newest \d\d years ago\n/)
    assert.match(shownBefore, /Follow The Paper\? \[Y\/n\] $/)
    assert.match(written, /is not followed/)
    assert.deepEqual(outletFiles(), [])
  })

  test('asks nobody with --json, with --yes, and where nobody sits', async () => {
    assert.equal((await run('n', '--json', '--dry-run')).shownBefore, '')
    const { shownBefore, written } = await run(null)
    assert.equal(shownBefore, '')
    assert.match(written, /is followed now/)
    assert.equal((await run('n', '--yes')).shownBefore, '')
    assert.equal(outletFiles().length, 1)
  })

  test('an empty answer is a yes', async () => {
    assert.match((await run('')).written, /was followed already/)
  })
})
