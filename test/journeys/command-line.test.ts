import assert from 'node:assert/strict'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { commands } from '../../src/cli/commands.ts'
import { type Origins, startOrigins } from './support/origins.ts'
import { allSnapshotIds, type Entry, entriesFor } from './support/samples.ts'
import {
  daily,
  dailyHandler,
  dailySite,
  portal,
  portalHandler,
  textOf,
  titleOf,
} from './support/two-outlets.ts'
import {
  getJson,
  type Running,
  startVerbatim,
  temporaryFolder,
  verbatim,
  writeConfig,
} from './support/verbatim.ts'

interface Row {
  readonly id: string
  readonly articleId: string
  readonly url: string
  readonly title: string
  readonly text: string
  readonly story: string | null
  readonly channel: string | null
  readonly reprintOf: { readonly parent: string } | null
}

/** Every command, on a small data folder of its own, against two outlets on loopback. */
describe('the command line', () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  let origins: Origins
  let config: string

  before(async () => {
    origins = await startOrigins({ [daily]: dailyHandler(), [portal]: portalHandler() })
    config = writeConfig(folder, {
      fetch: { connectTo: origins.connectTo },
      crawl: { delayMs: 0 },
      log: { level: 'warn' },
    })
  })
  after(() => origins.close())

  const ask = (...args: string[]) => verbatim([...args, '--data', data, '--config', config])

  /** With `--json`; the answer must be JSON, whatever the status. */
  async function askJson<T>(...args: string[]): Promise<T & { exit: number | null }> {
    const { stdout, stderr, status } = await ask(...args, '--json')
    try {
      return { ...(JSON.parse(stdout) as T), exit: status }
    } catch {
      assert.fail(`verbatim ${args.join(' ')} --json printed "${stdout}" and "${stderr}"`)
    }
  }

  async function rows(from = data): Promise<Row[]> {
    const { stdout, stderr, status } = await verbatim(['export', '--format', 'jsonl', '--data', from])
    assert.equal(status, 0, stderr)
    const lines = stdout.trim().split('\n')
    return lines.map((line) => JSON.parse(line) as Row).sort((a, b) => a.id.localeCompare(b.id))
  }

  const rowOf = async (path: string, host = daily) => {
    const row = (await rows()).find(({ url }) => url === `http://${host}${path}`)
    assert.ok(row, `nothing is held of ${path}`)
    return row
  }

  describe('help', () => {
    for (const name of Object.keys(commands)) {
      test(`${name} --help tells its usage on standard output, with status 0`, async () => {
        const { status, stdout, stderr } = await verbatim([name, '--help'])
        assert.equal(status, 0)
        assert.equal(stderr, '')
        assert.ok(stdout.startsWith(`verbatim ${name}`), stdout)
        assert.match(stdout, /--data DIR/)
      })
    }
  })

  describe('following and crawling', () => {
    test('add finds feed, sitemap and section page from the URL of an article, and says so', async () => {
      const { status, stdout, stderr } = await ask('add', `http://${daily}/news/1001.html`)
      assert.equal(status, 0, stderr)
      assert.match(stdout, /临江日报 \(\S+\) is followed now/)
      assert.match(stdout, new RegExp(`feed +http://${daily}/rss\\.xml`))
      assert.match(stdout, new RegExp(`sitemap +http://${daily}/map\\.xml`))
      assert.match(stdout, new RegExp(`section +http://${daily}/`))
      assert.match(stdout, /✓/)
      const again = await askJson<{ wasKnown: boolean; followed: boolean; found: unknown[] }>(
        'add',
        `http://${daily}/`,
      )
      assert.deepEqual([again.exit, again.wasKnown, again.followed], [0, true, true])
    })

    test('whom we follow goes out as OPML, and a list comes in; what does not answer is shown and left', async () => {
      const list = join(folder, 'list.opml')
      const { status, stdout } = await ask('export', '--format', 'opml')
      assert.equal(status, 0)
      assert.match(stdout, /<outline type="rss" text="临江日报"/)
      const unknown = '<outline text="Nobody" xmlUrl="http://nobody.invalid/rss"/>'
      writeFileSync(list, stdout.replace('<body>', `<body>${unknown}`))
      const added = await askJson<{ followed: number; outlets: { answers: boolean }[] }>(
        'add',
        '--opml',
        list,
      )
      assert.deepEqual(
        [added.exit, added.followed, added.outlets.map(({ answers }) => answers)],
        [0, 1, [false, true]],
      )
      assert.match((await ask('add', '--opml', list, '--dry-run')).stdout, /Nobody \(\S+\) does not answer/)
      assert.equal((await ask('add', '--list', 'nowhere')).status, 2)
      assert.equal((await ask('add')).status, 2)
    })

    test('add --dry-run follows nothing; name and channel may be given', async () => {
      const planned = await askJson<{ followed: boolean }>('add', `http://${portal}/`, '--dry-run')
      assert.deepEqual([planned.exit, planned.followed], [0, false])
      assert.match((await ask('explain', `http://${portal}/`)).stdout, /none that is followed/)
      const added = await askJson<{ outlet: { slug: string; name: string; channel: string } }>(
        'add',
        `http://${portal}/`,
        '--name',
        '全网看点',
        '--channel',
        'society',
      )
      assert.deepEqual([added.outlet.name, added.outlet.channel], ['全网看点', 'society'])
      const { status } = await ask('add', `http://${portal}/`, '--channel', 'No Such')
      assert.equal(status, 2)
    })

    test('crawl --once visits all that is due, then ends', async () => {
      const { exit, articles, failures } = await askJson<{ articles: number; failures: number }>(
        'crawl',
        '--once',
      )
      assert.deepEqual([exit, failures], [0, 0])
      assert.equal(articles, 7)
      assert.equal((await rows()).length, 7)
    })

    test('snapshot captures one page now; what is no article has a reason and status 1', async () => {
      const taken = await askJson<{ id: string; page: string }>('snapshot', `http://${daily}/news/9001.html`)
      assert.equal(taken.exit, 0)
      assert.match(taken.id, /^[0-9a-v]{18}$/)
      assert.ok(taken.page.endsWith(`/s/${taken.id}`))
      const none = await askJson<{ id: null; reason: string }>('snapshot', `http://${daily}/nowhere.html`)
      assert.deepEqual([none.exit, none.id], [1, null])
      assert.match(none.reason, /404/)
    })
  })

  describe('asking', () => {
    test('search answers in words and in JSON; nothing found is status 1', async () => {
      const found = await askJson<{ items: Row[]; total: { value: number } }>('search', '轻轨')
      assert.equal(found.exit, 0)
      assert.ok(found.items.length >= 3)
      assert.match((await ask('search', 'title:图书馆')).stdout, /图书馆.*\n[\s\S]*1 found\./)
      assert.equal((await ask('search', '獨角獸飛船')).status, 1)
      assert.equal((await ask('search', '轻轨', '--limit', 'many')).status, 2)
      const unclosed = await ask('search', '"轻轨')
      assert.equal(unclosed.status, 2)
      assert.doesNotMatch(unclosed.stderr, /should not happen/)
    })

    test('lookup tells what is held of a URL in any of its spellings', async () => {
      const held = await askJson<{ items: Row[] }>(
        'lookup',
        `HTTP://${daily}:80/news/1001.html?utm_source=x#top`,
      )
      assert.equal(held.exit, 0)
      assert.equal(held.items.length, 1)
      assert.equal((await ask('lookup', `http://${daily}/never.html`)).status, 1)
    })

    test('related lists what is on the same affair, with the passage that matches', async () => {
      const { id } = await rowOf('/news/1002.html')
      const { exit, items } = await askJson<{ items: Row[] }>('related', id)
      assert.equal(exit, 0)
      assert.ok(items.some(({ title }) => title.includes('轻轨')))
      assert.match((await ask('related', id)).stdout, /\[.+\]/)
      assert.equal((await ask('related', '000000000000000000')).status, 1)
      assert.equal((await ask('related', 'nonsense')).status, 2)
    })

    test('explain tells scope, robots line, visits and captures', async () => {
      const held = await askJson<{ inScope: boolean; captures: number; snapshots: string[] }>(
        'explain',
        `http://${daily}/news/1001.html`,
      )
      assert.deepEqual([held.exit, held.inScope, held.captures], [0, true, 1])
      const forbidden = await askJson<{ robots: { allowed: boolean; rule: string } }>(
        'explain',
        `http://${daily}/members/1.html`,
      )
      assert.equal(forbidden.exit, 1)
      assert.deepEqual([forbidden.robots.allowed, forbidden.robots.rule], [false, 'Disallow: /members/'])
      assert.match((await ask('explain', 'http://elsewhere.invalid/')).stdout, /verbatim add URL/)
      const words = (await ask('explain', `http://${daily}/news/1001.html`)).stdout
      assert.match(words, /^capture +plain; a wish for no public copy \(noarchive\) is honoured$/m)
    })

    test('config lists and checks the settings', async () => {
      assert.match((await ask('config', 'list')).stdout, /crawl\.delayMs/)
      assert.equal((await ask('config', 'check')).status, 0)
      assert.equal((await ask('config', 'frobnicate')).status, 2)
      assert.ok(Array.isArray(JSON.parse((await verbatim(['config', 'list', '--json'])).stdout)))
    })
  })

  describe('checking', () => {
    test('verify proves a snapshot that is held, and says no to one that is not', async () => {
      const { id } = await rowOf('/news/1001.html')
      const { exit, holds, steps } = await askJson<{ holds: boolean; steps: { holds: boolean }[] }>(
        'verify',
        id,
      )
      assert.deepEqual([exit, holds], [0, true])
      assert.ok(steps.length >= 5)
      assert.equal((await ask('verify', '000000000000000000')).status, 1)
      assert.equal((await ask('verify', 'nonsense')).status, 2)
    })

    test('fsck reads everything back', async () => {
      const { exit, problems, checked } = await askJson<{ problems: unknown[]; checked: number }>('fsck')
      assert.deepEqual([exit, problems], [0, []])
      const snapshots = (await rows()).length
      assert.ok(checked > snapshots, `only ${checked} things were checked of ${snapshots} snapshots`)
    })

    test('rebuild makes the same snapshots, from the same outlets, with the same reprints', async () => {
      const before = await rows()
      const { exit, problems, snapshots } = await askJson<{ problems: number; snapshots: number }>('rebuild')
      assert.deepEqual([exit, problems, snapshots], [0, 0, before.length])
      assert.deepEqual((await rows()).map(essence), before.map(essence))
      assert.deepEqual((await askJson<{ problems: unknown[] }>('fsck')).problems, [])
    })
  })

  describe('taking out', () => {
    for (const [format, magic] of [
      ['wacz', 'PK\x03\x04'],
      ['warc', '\x1f\x8b\x08'],
      ['jsonl', '{"id"'],
      ['csv', '\xef\xbb\xbfid,'],
      ['parquet', 'PAR1'],
    ] as const) {
      test(`export --format ${format}`, async () => {
        const out = join(folder, `export.${format}`)
        const { status, stdout, stderr } = await ask(
          'export',
          '--format',
          format,
          '--query',
          '轻轨',
          '--out',
          out,
        )
        assert.equal(status, 0, stderr)
        assert.equal(stdout, '')
        assert.match(stderr, /\d+ snapshots exported/)
        assert.equal(readFileSync(out).subarray(0, magic.length).toString('latin1'), magic)
      })
    }

    test('a query that selects nothing is status 1, an unknown format wrong usage', async () => {
      assert.equal((await ask('export', '--format', 'jsonl', '--query', '獨角獸飛船')).status, 1)
      assert.equal((await ask('export', '--format', 'pdf')).status, 2)
    })

    test('import brings in elsewhere what went out', async () => {
      const other = join(folder, 'imported')
      const { stdout, status } = await verbatim(['import', join(folder, 'export.warc'), '--data', other])
      assert.equal(status, 0)
      assert.match(stdout, /\d+ captures, \d+ snapshots/)
      const [first] = await rows(other)
      assert.match(first?.text ?? '', /轻轨/)
      assert.equal((await ask('import', join(folder, 'no-such-file'))).status, 1)
    })
  })

  describe('beside a running service', () => {
    let service: Running
    before(async () => {
      service = await startVerbatim(['start', '--no-samples', '--data', data, '--config', config])
    })
    after(() => service.stop())

    test('backup writes one file; restore makes the same folder of it elsewhere', async () => {
      const file = join(folder, 'all.backup')
      const written = await askJson<{ files: number; bytes: number }>('backup', file)
      assert.equal(written.exit, 0)
      assert.equal((await ask('backup', file)).status, 1, 'nothing is overwritten')
      const elsewhere = join(folder, 'restored')
      const restored = await verbatim(['restore', file, '--data', elsewhere, '--json'])
      assert.equal(restored.status, 0, restored.stderr)
      assert.equal((JSON.parse(restored.stdout) as { files: number }).files, written.files)
      assert.equal((await verbatim(['restore', file, '--data', elsewhere])).status, 1, 'it is not empty')

      assert.deepEqual((await rows(elsewhere)).map(essence), (await rows()).map(essence))
      const fsck = await verbatim(['fsck', '--data', elsewhere, '--json'])
      assert.deepEqual(JSON.parse(fsck.stdout).problems, [])
      const [{ id } = { id: '' }] = await rows(elsewhere)
      assert.equal((await verbatim(['verify', id, '--data', elsewhere])).status, 0)
    })

    test('fsck finds a byte that was altered', async () => {
      const altered = join(folder, 'altered')
      await verbatim(['restore', join(folder, 'all.backup'), '--data', altered])
      const { id } = await rowOf('/news/1001.html')
      assert.equal((await verbatim(['verify', id, '--data', altered])).status, 0)
      const [segment = ''] = globSync('segments/**/*.warc*', { cwd: altered })
      const bytes = readFileSync(join(altered, segment))
      const at = Math.floor(bytes.length / 2)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(join(altered, segment), bytes)
      const { stdout, status } = await verbatim(['fsck', '--data', altered, '--json'])
      assert.equal(status, 1)
      assert.ok((JSON.parse(stdout) as { problems: unknown[] }).problems.length > 0)
    })

    test('rebuild wants the folder to itself, and says so', async () => {
      const { status, stderr } = await ask('rebuild')
      assert.equal(status, 1)
      assert.match(stderr, /What to do: .*[Ss]top/)
    })

    test('withhold takes a snapshot out of every answer, and --undo puts it back', async () => {
      const original = await rowOf('/news/1002.html')
      const beside = await rowOf('/news/1003.html')
      const { id, articleId, url, title } = original
      const firstParagraph = textOf(2).split('\n')[0] ?? ''
      const mentions = async (path: string) => {
        const answer = await fetch(service.url + path, { redirect: 'manual' })
        const text = await answer.text()
        return text.includes(title) || text.includes(id) || text.includes(firstParagraph)
      }
      const status = async (path: string) => (await fetch(service.url + path, { redirect: 'manual' })).status
      const lists = [
        `/search?q=${encodeURIComponent('轻轨')}`,
        `/api/v1/search?q=${encodeURIComponent('轻轨')}&limit=50`,
        `/api/v1/snapshots?limit=50`,
        `/api/v1/snapshots/${beside.id}/related`,
        `/s/${beside.id}`,
        `/outlet/${new URL(url).host.split('.')[1]}`,
        '/',
        '/feeds/newest.atom',
        '/feeds/newest.rss',
        '/feeds/newest.json',
        `/feeds/search.atom?q=${encodeURIComponent('轻轨')}`,
        ...(original.story ? [`/story/${original.story}`, `/api/v1/stories/${original.story}`] : []),
      ]
      const own = ['', '/original', '/proof', '/image/0', '.json', '.txt', '.md', '.warc.gz', '.wacz'].map(
        (end) => `/s/${id}${end}`,
      )
      for (const path of lists.slice(0, 3)) assert.ok(await mentions(path), `${path} shows it at first`)
      assert.equal((await (await fetch(`${service.url}/cdx?url=${url}`)).text()).trim().split('\n').length, 1)

      assert.equal((await ask('withhold', id)).status, 2, 'a reason is asked for')
      const { exit, withheld } = await askJson<{ withheld: boolean }>(
        'withhold',
        id,
        '--reason',
        'A person named in it asked for it.',
      )
      assert.deepEqual([exit, withheld], [0, true])
      for (const path of own.filter((each) => !each.endsWith('/proof') && !each.includes('/image')))
        assert.equal(await status(path), 410, path)
      assert.equal(await status(`/s/${id}/image/0`), 404)
      assert.equal(await status(`/api/v1/snapshots/${id}`), 410)
      const tombstone = await (await fetch(`${service.url}/s/${id}`)).text()
      assert.match(tombstone, /A person named in it asked for it\./)
      assert.ok(!tombstone.includes(title) && !tombstone.includes(firstParagraph))
      for (const path of lists) assert.equal(await mentions(path), false, `${path} still shows it`)
      assert.notEqual(await status(`/timegate/${url}`), 302)
      assert.equal(await status(`/timemap/link/${url}`), 404)
      const cdx = await (await fetch(`${service.url}/cdx?url=${encodeURIComponent(url)}`)).text()
      assert.equal(cdx.trim(), '')
      const { items, captures } = await getJson<{ items: unknown[]; captures: unknown[] }>(
        `${service.url}/api/v1/lookup?url=${encodeURIComponent(url)}`,
      )
      assert.deepEqual([items, captures], [[], []])
      assert.equal(await mentions(`/article/${articleId}`), false)
      assert.ok((await rows()).every((row) => row.id !== id))
      assert.equal((await ask('search', `title:${title}`)).stdout.includes(id), false)
      const warc = join(folder, 'without.jsonl')
      await ask('export', '--format', 'warc', '--out', warc)
      const other = join(folder, 'imported-without')
      await verbatim(['import', warc, '--data', other])
      assert.ok((await rows(other)).every((row) => row.url !== url))

      await ask('withhold', id, '--undo')
      assert.equal(await status(`/s/${id}`), 200)
      assert.ok((await entriesFor(service, '轻轨')).some((entry) => hasId(entry, id)))

      await ask('withhold', id, '--legal', '--reason', 'A court ordered it.')
      assert.equal(await status(`/s/${id}`), 451)
      await ask('withhold', id, '--undo')
      assert.equal(await status(`/s/${id}.json`), 200)
      assert.equal((await ask('withhold', '000000000000000000', '--reason', 'x')).status, 1)
    })

    test('serve shows what another process crawls', async () => {
      const reader = await startVerbatim(['serve', '--data', data, '--config', config])
      try {
        assert.deepEqual(await allSnapshotIds(reader), (await rows()).map(({ id }) => id).sort())
      } finally {
        assert.equal((await reader.stop()).status, 0)
      }
    })
  })

  describe('predict', () => {
    const base = join(folder, 'inputs')
    before(() => {
      mkdirSync(base, { recursive: true })
      for (const [path, { body }] of Object.entries(dailySite()))
        writeFileSync(join(base, path.replaceAll('/', '_')), body)
    })

    async function predict(task: string, lines: readonly unknown[], ...options: string[]) {
      const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
      const { stdout, stderr, status } = await verbatim(['predict', task, '--base', base, ...options], {
        input,
      })
      return {
        status,
        stderr,
        out: stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
      }
    }

    const cases: readonly [
      task: string,
      lines: readonly Record<string, unknown>[],
      check: (out: Record<string, unknown>[]) => void,
    ][] = [
      [
        'extract',
        [
          { id: 'x1', url: `http://${daily}/news/1001.html`, file: '_news_1001.html' },
          { id: 'x2', url: `http://${daily}/`, file: '_' },
        ],
        ([first, second]) => {
          assert.equal(first?.['article'], true)
          assert.equal(first?.['title'], titleOf(1))
          assert.equal(first?.['publishedAt'], '2026-03-01T09:00:00+08:00')
          assert.equal(second?.['article'], false)
          assert.ok(second?.['reason'])
        },
      ],
      [
        'feed',
        [{ id: 1, url: `http://${daily}/rss.xml`, file: '_rss.xml' }],
        ([feed]) => assert.equal((feed as { entries: unknown[] }).entries.length, 6),
      ],
      [
        'sitemap',
        [{ id: 's', url: `http://${daily}/map.xml`, file: '_map.xml' }],
        ([map]) => {
          assert.equal((map as { urls: unknown[] }).urls.length, 6)
          assert.deepEqual(map?.['sitemaps'], [])
        },
      ],
      [
        'robots',
        [
          { id: 'b', robots: 'User-agent: *\nDisallow: /a', agent: 'Verbatim', url: 'http://h.example/a' },
          { id: 'a', robots: 'User-agent: *\nDisallow: /a', agent: 'Verbatim', url: 'http://h.example/b' },
        ],
        (out) =>
          assert.deepEqual(
            out.map((each) => each['allowed']),
            [false, true],
          ),
      ],
      ['charset', [{ id: 'c', file: '_news_1001.html' }], ([out]) => assert.equal(out?.['charset'], 'utf-8')],
      [
        'sanitize',
        [{ id: 'h', html: '<p onclick="x()">one<script>alert(1)</script></p>' }],
        ([out]) => assert.doesNotMatch(out?.['html'] as string, /script|onclick/),
      ],
      [
        'pair',
        [
          { id: 'same', a: { title: 'T', text: textOf(1) }, b: { title: 'T', text: textOf(1) } },
          { id: 'other', a: { title: 'T', text: textOf(1) }, b: { title: 'U', text: textOf(5) } },
        ],
        ([same, other]) => {
          type Pair = Record<'duplicate' | 'sameEvent', { is: boolean }>
          assert.equal((same as unknown as Pair).duplicate.is, true)
          assert.equal((other as unknown as Pair).duplicate.is, false)
          assert.equal((other as unknown as Pair).sameEvent.is, false)
        },
      ],
      [
        'cluster',
        [
          { id: 'k1', title: titleOf(1), text: textOf(1), publishedAt: '2026-03-01T00:00:00Z' },
          { id: 'k2', title: titleOf(1), text: textOf(1), publishedAt: '2026-03-01T01:00:00Z' },
          {
            id: 'k3',
            title: titleOf(5),
            text: textOf(5),
            publishedAt: '2026-03-02T00:00:00Z',
          },
        ],
        ([one, two, three]) => {
          assert.equal(one?.['story'], two?.['story'])
          assert.notEqual(one?.['story'], three?.['story'])
        },
      ],
      [
        'channel',
        [
          {
            id: 'ch',
            title: '央行宣布降息 股市大涨',
            text: '央行今日宣布下调利率,股市和债市应声上涨,投资者看好银行股。',
          },
        ],
        ([out]) => {
          assert.equal(out?.['channel'], 'finance')
          assert.equal(out?.['mediaTopic'], 'medtop:04000000')
        },
      ],
    ]
    for (const [task, lines, check] of cases) {
      test(`${task}: an object for each, with its id, in order`, async () => {
        const { status, out, stderr } = await predict(task, lines)
        assert.equal(status, 0, stderr)
        assert.deepEqual(
          out.map(({ id }) => id),
          lines.map(({ id }) => id),
        )
        check(out)
      })

      test(`${task}: a bad line is told in its place, the others go on, and the status is 1`, async () => {
        const { status, out, stderr } = await predict(task, ['{"id": 7', { id: 'bad' }, ...lines])
        assert.equal(status, 1)
        assert.equal(out.length, lines.length + 2)
        assert.equal(out[0].id, null)
        assert.ok(out[0].error)
        assert.equal(out[1].id, 'bad')
        assert.match(stderr, /line 1: /)
        assert.deepEqual(
          out.slice(2).map(({ id }) => id),
          lines.map(({ id }) => id),
        )
      })
    }

    test('train channel teaches any labels, and predict channel --model uses them', async () => {
      const [file, model] = [join(folder, 'labelled.tsv'), join(folder, 'weather.model')]
      const lines = Array.from({ length: 60 }, (_, n) => [
        `今天下雨 气温下降 出门带伞 第${n}天\train`,
        `阳光明媚 适合晒被子 紫外线强 第${n}天\tsun`,
      ])
      writeFileSync(file, `${lines.flat().join('\n')}\n`)
      const trained = await verbatim(['train', 'channel', file, '--out', model, '--json'])
      assert.equal(trained.status, 0, trained.stderr)
      assert.equal((JSON.parse(trained.stdout) as { labels: number }).labels, 2)
      assert.ok(existsSync(model))
      const { status, out } = await predict(
        'channel',
        [
          { id: 1, title: '明天下雨,记得带伞' },
          { id: 2, title: '阳光明媚的一天,紫外线强' },
        ],
        '--model',
        model,
      )
      assert.equal(status, 0)
      assert.deepEqual(
        out.map((each) => [each.channel, each.mediaTopic]),
        [
          ['rain', null],
          ['sun', null],
        ],
      )
      assert.equal((await verbatim(['train', 'channel', file])).status, 2)
      assert.equal((await verbatim(['train', 'channel', join(folder, 'none'), '--out', model])).status, 2)
    })

    test('an unknown task is wrong usage', async () => {
      assert.equal((await predict('frobnicate', [])).status, 2)
    })
  })

  test('bench knows its names', async () => {
    const { status, stderr } = await verbatim(['bench', 'frobnicate'])
    assert.equal(status, 2)
    assert.match(stderr, /there are .*extract/)
  })
})

/** What a rebuild, a backup or a rerun must not change. */
function essence({ id, articleId, url, title, text, channel, reprintOf }: Row) {
  return { id, articleId, url, title, text, channel, parent: reprintOf?.parent ?? null }
}

function hasId(entry: Entry, id: string): boolean {
  return entry.id === id || entry.reprints.some((reprint) => reprint.id === id)
}
