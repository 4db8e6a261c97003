import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { parseHttpUrl, parseInstant } from '#model'
import { afterLook } from '#sources'
import { type Invocation, parseInvocation } from '../command.ts'
import { openHouse } from '../house.ts'
import { status } from './status.ts'

describe('verbatim status', () => {
  const data = mkdtempSync(join(tmpdir(), 'verbatim-status-'))
  after(() => rmSync(data, { recursive: true, force: true }))
  let written = ''
  const invocation: Invocation = {
    ...parseInvocation(status, ['--data', data]),
    terminal: {
      out(text) {
        written += text
      },
      err() {},
      isInteractive: false,
    },
    env: { VERBATIM_TRANSPARENCY_HEADS_FOLDER: join(data, 'heads'), VERBATIM_LOG_LEVEL: 'silent' },
    signal: new AbortController().signal,
  }
  const run = async () => {
    written = ''
    return status.run(invocation)
  }

  test('of an empty folder: all is well, and nothing is there', async () => {
    assert.equal(await run(), 0)
    assert.match(written, /^held {6}0 captures; 0 articles in 0 snapshots\n/)
    assert.match(written, /follows {3}0 outlets by 0 sources; last look never\n/)
  })

  test('names the source that is broken, and why, and ends with 1', async () => {
    const house = await openHouse(invocation, { quiet: true })
    const [feed, list] = ['feed.xml', 'news/'].map((path) =>
      parseHttpUrl(`https://www.paper.example/${path}`),
    )
    assert.ok(feed && list)
    await house.parts.outlets.save({
      ...{ slug: 'paper', name: 'The Paper', homepage: parseHttpUrl('https://www.paper.example/') },
      ...{ language: 'en', channel: null, region: null, followed: true },
      politeness: house.parts.outlets.politeness,
      sources: [
        { kind: 'feed', url: feed, channel: null },
        { kind: 'section', url: list, channel: null },
      ],
    })
    const look = {
      at: parseInstant('2026-01-05T08:00:00Z'),
      reason: 'status 503',
      breakage: 'status',
    } as const
    const source = { url: feed, kind: 'feed', outletSlug: 'paper' } as const
    await house.stores.sourceHealth.save(afterLook(null, source, { kind: 'failed', ...look }))
    await house.close()

    assert.equal(await run(), 1)
    assert.match(
      written,
      /follows {3}1 outlets by 2 sources, 1 not looked at yet; last look 2026-01-05T08:00/,
    )
    assert.match(
      written,
      /trouble {3}feed https:\/\/www\.paper\.example\/feed\.xml: broken since .*: status 503/,
    )
  })
})
