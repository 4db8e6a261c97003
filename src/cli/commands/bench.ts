import { resolve } from 'node:path'
import { type Command, UsageError } from '../command.ts'

type Bench = (options: {
  shared: string
  out: (line: string) => void
  seed?: number
  count?: number
}) => Promise<unknown>

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  extract: async () => (await import('#bench')).benchExtract,
  fuzz: async () => (await import('#bench')).benchFuzz,
  archive: async () => (await import('#bench')).benchArchive,
  crawl: async () => (await import('#bench')).benchCrawl,
  frontier: async () => (await import('#bench')).benchFrontier,
  faults: async () => (await import('#bench')).benchFaults,
  passages: async () => (await import('#bench')).benchPassages,
  transparency: async () => (await import('#bench')).benchTransparency,
  search: async () => (await import('#bench')).benchSearch,
  'search-scale': async () => (await import('#bench')).benchSearchScale,
  site: async () => (await import('#bench')).benchSite,
  stories: async () => (await import('#bench')).benchStories,
  'stories-scale': async () => (await import('#bench')).benchStoriesScale,
  delivery: async () => (await import('#bench')).benchDelivery,
  subscriptions: async () => (await import('#bench')).benchSubscriptions,
  way: async () => (await import('#bench')).benchWay,
}

export const bench: Command = {
  name: 'bench',
  usage: 'NAME [--shared DIR] [--count N] [--seed N]',
  summary: `Runs one of the project's benchmarks: ${Object.keys(benches).join(', ')}.`,
  options: {
    shared: { value: 'DIR', help: 'the folder with the test data (default ../shared beside the clone)' },
    count: { value: 'N', help: 'fuzz: how many mutated pages (20000); faults: how many kills (1000)' },
    seed: { value: 'N', help: 'fuzz: which ones; the same seed gives the same pages (default 1)' },
  },
  positionals: { min: 1, max: 1 },
  async run({ positionals, options, terminal }) {
    const [name = ''] = positionals
    const load = benches[name]
    if (!load)
      throw new UsageError(`There is no benchmark "${name}"; there are ${Object.keys(benches).join(', ')}.`)
    const shared =
      typeof options['shared'] === 'string'
        ? options['shared']
        : resolve(import.meta.dirname, '../../../../shared')
    const run = await load()
    const [count, seed] = [numberOf(options, 'count'), numberOf(options, 'seed')]
    await run({
      shared,
      out: (line) => terminal.out(`${line}\n`),
      ...(count !== undefined && { count }),
      ...(seed !== undefined && { seed }),
    })
    return 0
  },
}

function numberOf(options: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const text = options[name]
  if (typeof text !== 'string') return undefined
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}".`)
  return Number(text)
}
