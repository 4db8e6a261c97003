import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { parseChannelSlug, parseHttpUrl, type Source } from '#model'
import { crawl, follow, type Parts } from '#pipeline'
import { articlePage, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const site = 'https://www.paper.example'
const feed = parseHttpUrl(`${site}/feed.xml`)
const source: Source = { kind: 'feed', url: feed, channel: null }

function rss(paths: readonly string[]): { body: string; headers: Record<string, string> } {
  const items = paths.map((path) => `<item><title>Report</title><link>${site}${path}</link></item>`)
  return {
    headers: { 'content-type': 'application/rss+xml' },
    body: `<rss version="2.0"><channel><title>The Paper</title>${items.join('')}</channel></rss>`,
  }
}

describe('a crawl', () => {
  let house: House
  beforeEach(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet({ sources: [source] }))
    const paths = Array.from({ length: 6 }, (_, index) => `/2026/${index + 1}.html`)
    house.fetcher.answer(feed, rss(paths))
    for (const [index, path] of paths.entries())
      house.fetcher.answer(site + path, { body: articlePage({ title: `Report ${index}`, seed: index }) })
  })
  afterEach(() => house.close())
  const never = new AbortController().signal

  test('once: goes from the sources to every article, signs the log, and ends', async () => {
    const summary = await crawl(house.parts, { signal: never, once: true })
    assert.deepEqual(summary, { visits: 7, failures: 0 })
    assert.equal((await house.parts.catalog.counts()).articles, 6)
    assert.match((await house.access.checkpoint()) ?? '', /\n6\n/)
    assert.equal((await house.parts.frontier.counts()).due, 0)
  })

  test('moves the mark to the end when it is done', async () => {
    await crawl(house.parts, { signal: never, once: true })
    let last: string | null = null
    for await (const { id } of house.parts.archive.all()) last = id
    assert.ok(last)
    assert.equal(await house.parts.catalog.handledUpTo(), last)
  })

  test('goes on when a visit throws, tells it, and comes back to that one later', async () => {
    const { stories } = house.parts
    const failing: Parts = {
      ...house.parts,
      stories: {
        ...stories,
        connect: (snapshot, hints) =>
          snapshot.url.endsWith('/3.html')
            ? Promise.reject(new Error('odd page'))
            : stories.connect(snapshot, hints),
      },
    }
    const summary = await crawl(failing, { signal: never, once: true })
    assert.deepEqual(summary, { visits: 6, failures: 1 })
    assert.equal((await house.parts.catalog.counts()).articles, 5)
    assert.match(house.complaints.join('\n'), /visit\.failed .*3\.html.*odd page/)
    const entry = await house.parts.frontier.find(parseHttpUrl(`${site}/2026/3.html`))
    assert.deepEqual([entry?.state, entry?.failureCount], ['waiting', 1])
  })

  test('ends in order when it is stopped: what was begun is settled or comes again', async () => {
    const stop = new AbortController()
    house.fetcher.answer(`${site}/2026/2.html`, () => {
      stop.abort()
      return { body: articlePage({ title: 'Report 1', seed: 1 }) }
    })
    await crawl(house.parts, { signal: stop.signal, once: false })
    const { leased } = await house.parts.frontier.counts()
    assert.equal(leased, 0)
    assert.ok((await house.parts.catalog.counts()).articles >= 1)
  })

  test('is not ended by an outlet file that somebody left half edited', async () => {
    writeFileSync(join(house.folder, 'outlets', 'other.json'), '{ "slug": "other", ')
    const summary = await crawl(house.parts, { signal: never, once: true })
    assert.equal(summary.visits, 7)
    assert.match(house.complaints.join('\n'), /outlets\.unreadable .*other\.json/)
  })

  test('does not visit what an outlet that is known, not followed, names', async () => {
    await house.parts.outlets.save(paperOutlet({ sources: [source], followed: false }))
    assert.deepEqual(await crawl(house.parts, { signal: never, once: true }), { visits: 0, failures: 0 })
  })
})

describe('following an outlet', () => {
  let house: House
  beforeEach(async () => {
    house = await openTestHouse()
    const paths = ['/2026/1.html', '/2026/2.html', '/2026/3.html']
    house.fetcher.answer(feed, rss(paths))
    house.fetcher.answer(`${site}/`, {
      body: `<html lang="en"><head><title>The Paper</title><meta property="og:site_name" content="The Paper">
        <link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>
        <body>${paths.map((path) => `<a href="${path}">A report with a long headline of its own ${path}</a>`).join('')}</body></html>`,
    })
    for (const [index, path] of paths.entries())
      house.fetcher.answer(site + path, { body: articlePage({ title: `Report ${index}`, seed: index }) })
  })
  afterEach(() => house.close())
  const signal = new AbortController().signal
  const home = parseHttpUrl(`${site}/`)

  test('writes its file, with the settings’ politeness, and puts its sources into the queue', async () => {
    const { outlet, wasKnown } = await follow(home, house.parts, { signal })
    assert.equal(wasKnown, false)
    assert.deepEqual([outlet.name, outlet.followed], ['The Paper', true])
    assert.deepEqual(outlet.politeness, house.parts.outlets.politeness)
    assert.ok(outlet.sources.some((each) => each.url === feed))
    assert.deepEqual(house.parts.outlets.find(outlet.slug), outlet)
    assert.equal((await house.parts.frontier.find(feed))?.purpose, 'feed')
  })

  test('only says what it would do, if asked to', async () => {
    const { outlet } = await follow(home, house.parts, { signal, dryRun: true })
    assert.equal(house.parts.outlets.find(outlet.slug), null)
    assert.equal(await house.parts.frontier.find(feed), null)
  })

  test('again keeps what an operator wrote into its file, and its name in addresses', async () => {
    const opinion = parseChannelSlug('opinion')
    const written = paperOutlet({
      slug: 'my-paper',
      name: 'What we call it',
      language: 'en-GB',
      channel: parseChannelSlug('society'),
      region: '济南',
      politeness: { delayMs: 30_000, sourceIntervalMs: 7_200_000, revisitAfterMs: 86_400_000 },
      sources: [{ ...source, channel: opinion }],
    })
    await house.parts.outlets.save(written)
    const { outlet, wasKnown } = await follow(home, house.parts, { signal })
    assert.equal(wasKnown, true)
    const { sources, ...rest } = outlet
    const { sources: _, ...expected } = written
    assert.deepEqual(rest, expected)
    assert.equal(sources.find((each) => each.url === feed)?.channel, opinion)
    assert.equal(house.parts.outlets.all().length, 1)
  })

  test('again with a name or a channel takes those', async () => {
    await follow(home, house.parts, { signal })
    const channel = parseChannelSlug('tech')
    const { outlet } = await follow(home, house.parts, { signal, name: 'Another name', channel })
    assert.deepEqual([outlet.name, outlet.channel], ['Another name', channel])
  })

  test('that was met before, but not followed, keeps its slug, so that its articles stay its own', async () => {
    const known = await house.parts.outlets.ofOrNew(parseHttpUrl(`${site}/2026/1.html`), 'paper dot example')
    const { outlet, wasKnown } = await follow(home, house.parts, { signal })
    assert.equal(wasKnown, false)
    assert.deepEqual([outlet.slug, outlet.name, outlet.followed], [known.slug, 'The Paper', true])
  })

  test('takes another slug where another outlet has its own', async () => {
    const { outlet: first } = await follow(home, house.parts, { signal, dryRun: true })
    await house.parts.outlets.save(
      paperOutlet({ slug: first.slug, homepage: parseHttpUrl('https://another.example/') }),
    )
    const { outlet } = await follow(home, house.parts, { signal })
    assert.equal(outlet.slug, `${first.slug}-2`)
  })

  test('of which nothing answers is refused with a reason', async () => {
    await assert.rejects(follow(parseHttpUrl('https://nobody.example/'), house.parts, { signal }))
    assert.deepEqual(house.parts.outlets.all(), [])
  })
})
