import { resolve } from 'node:path'
import { type Command, UsageError } from '../command.ts'

type Bench = (options: { shared: string; out: (line: string) => void }) => Promise<unknown>

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  extract: async () => (await import('#bench')).benchExtract,
  archive: async () => (await import('#bench')).benchArchive,
  crawl: async () => (await import('#bench')).benchCrawl,
  frontier: async () => (await import('#bench')).benchFrontier,
  transparency: async () => (await import('#bench')).benchTransparency,
  search: async () => (await import('#bench')).benchSearch,
  stories: async () => (await import('#bench')).benchStories,
  way: async () => (await import('#bench')).benchWay,
}

export const bench: Command = {
  name: 'bench',
  usage: 'NAME [--shared DIR]',
  summary: `Runs one of the project's benchmarks: ${Object.keys(benches).join(', ')}.`,
  options: {
    shared: { value: 'DIR', help: 'the folder with the test data (default ../shared beside the clone)' },
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
    await run({ shared, out: (line) => terminal.out(`${line}\n`) })
    return 0
  },
}
