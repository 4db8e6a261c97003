import type { Command } from './command.ts'

/** Commands load when they are asked for, so that none waits for what another needs. */
interface Entry {
  readonly summary: string
  load(): Promise<Command>
}

/** In the order in which help lists them. */
export const commands: Readonly<Record<string, Entry>> = {
  start: {
    summary: 'crawls and serves in one go',
    load: async () => (await import('./commands/start.ts')).start,
  },
  serve: { summary: 'serves what is held', load: async () => (await import('./commands/start.ts')).serve },
  crawl: {
    summary: 'visits what is due',
    load: async () => (await import('./commands/crawl.ts')).crawlCommand,
  },
  add: {
    summary: 'follows an outlet from any of its URLs',
    load: async () => (await import('./commands/add.ts')).add,
  },
  snapshot: {
    summary: 'captures one page now',
    load: async () => (await import('./commands/snapshot.ts')).snapshot,
  },
  import: {
    summary: 'brings in WARC and WACZ files',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  export: {
    summary: 'takes out what a query selects',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  search: { summary: 'finds articles', load: async () => (await import('./commands/search.ts')).search },
  lookup: {
    summary: 'tells what is held of a URL',
    load: async () => (await import('./commands/lookup.ts')).lookup,
  },
  related: {
    summary: 'tells what is related to a snapshot',
    load: async () => (await import('./commands/related.ts')).related,
  },
  explain: {
    summary: 'tells why a URL is, is not or will be captured',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  status: {
    summary: 'tells what is held, what is due, and what does not work',
    load: async () => (await import('./commands/status.ts')).status,
  },
  verify: {
    summary: 'checks a receipt or a snapshot against the log',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  log: {
    summary: "tells the log's state, changes its key, ends it",
    load: async () => (await import('./commands/log.ts')).logCommand,
  },
  fsck: {
    summary: 'checks every digest, the log and the catalog',
    load: async () => (await import('./commands/fsck.ts')).fsck,
  },
  rebuild: {
    summary: 'makes the catalog again from the archive',
    load: async () => (await import('./commands/rebuild.ts')).rebuildCommand,
  },
  backup: {
    summary: 'writes everything into one file',
    load: async () => (await import('./commands/backup.ts')).backup,
  },
  restore: {
    summary: 'makes a data folder from a backup',
    load: async () => (await import('./commands/backup.ts')).restore,
  },
  withhold: {
    summary: 'takes a snapshot out of public view, or puts it back',
    load: async () => (await import('./commands/withhold.ts')).withholdCommand,
  },
  cases: {
    summary: 'requests for removal, and decisions',
    load: async () => (await import('./commands/cases.ts')).casesCommand,
  },
  accounts: {
    summary: 'invites operators, and says who may do what',
    load: async () => (await import('./commands/accounts.ts')).accountsCommand,
  },
  channel: {
    summary: 'puts an article into another channel, and teaches it',
    load: async () => (await import('./commands/correct.ts')).channelCommand,
  },
  region: {
    summary: 'sets the place that an article is about',
    load: async () => (await import('./commands/correct.ts')).regionCommand,
  },
  bounce: {
    summary: 'takes a mail that came back',
    load: async () => (await import('./commands/bounce.ts')).bounce,
  },
  mcp: {
    summary: 'answers a language model, with citations',
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  predict: {
    summary: 'runs one task over JSON Lines',
    load: async () => (await import('./commands/predict.ts')).predict,
  },
  train: {
    summary: 'teaches the channel classifier',
    load: async () => (await import('./commands/train.ts')).train,
  },
  config: {
    summary: 'lists and checks the settings',
    load: async () => (await import('./commands/config.ts')).configCommand,
  },
  bench: {
    summary: "runs the project's benchmarks",
    load: async () => (await import('./commands/bench.ts')).bench,
  },
}
