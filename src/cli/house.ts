import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Access, createAccess } from '#access'
import { type Accounts, createAccounts, type RecordedAct } from '#accounts'
import { createArchive } from '#archive'
import { loadSettings, type Settings } from '#config'
import {
  createFetcher,
  createFormPoster,
  createGuardedRequest,
  createRenderer,
  type GuardedRequest,
  productTokenOf,
} from '#fetch'
import { createFrontier } from '#frontier'
import { type Clock, epochMs, type Log, type Outlet, systemClock } from '#model'
import {
  type CrawlWatch,
  createHubSubscriptions,
  finishErasures,
  type OutletBook,
  openOutletBook,
  type Parts,
  watchCrawl,
} from '#pipeline'
import { dataPaths, openEmbeddedStores, type Stores } from '#stores'
import { createStories } from '#stories'
import { createLog, createMetrics, type Metrics } from '#telemetry'
import { type AttestationOptions, createTransparencyLog, parseWitnessKey, type Witness } from '#transparency'
import { loadChannelModel } from './channel-model.ts'
import { type Invocation, textOption, UsageError } from './command.ts'
import { type Delivery, linkSender, mailerOf, openDelivery } from './delivery.ts'
import { type LiveSettings, liveSettings } from './live-settings.ts'
import { postOverHttp } from './post-over-http.ts'
import { servedSamples } from './served-samples.ts'
import { version } from './version.ts'

/** Everything, put together once: the composition root. */
export interface House {
  /** As they were when it was opened; `live` has those that may change while it runs. */
  readonly settings: Settings
  readonly live: LiveSettings
  readonly dataFolder: string
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly stores: Stores
  readonly parts: Parts
  readonly access: Access
  readonly accounts: Accounts
  /** What readers follow, and how they are told. */
  readonly delivery: Delivery
  /** How the crawl of this process goes, where it crawls. */
  readonly crawlWatch: CrawlWatch
  /** The way out for what goes to addresses that others have chosen, such as webhooks. */
  readonly guardedRequest: GuardedRequest
  close(): Promise<void>
}

export interface HouseOptions {
  readonly use?: 'shared' | 'exclusive'
  /** Hosts served elsewhere, beside those of the settings; by default the sample outlets that `start` serves. */
  readonly connectTo?: Readonly<Record<string, string>>
  /** Commands that print results keep the log to warnings. */
  readonly quiet?: boolean
  readonly overrides?: Readonly<Record<string, unknown>>
}

/** @throws {UsageError} on `--data ""`, which an unset variable in a script becomes. */
export function dataFolderOf(invocation: Invocation): string {
  const asked = textOption(invocation, 'data')
  if (asked === '') throw new UsageError('--data takes a folder, not "".')
  return resolve(asked ?? (invocation.env['VERBATIM_DATA'] || './data'))
}

/** @throws {SettingsError} */
export function settingsOf(
  invocation: Invocation,
  overrides: Readonly<Record<string, unknown>> = {},
): Settings {
  const file = textOption(invocation, 'config') ?? (invocation.env['VERBATIM_CONFIG'] || null)
  return loadSettings({ file, env: invocation.env, overrides })
}

export async function openHouse(invocation: Invocation, options: HouseOptions = {}): Promise<House> {
  const settings = settingsOf(invocation, options.overrides)
  const dataFolder = dataFolderOf(invocation)
  const clock = systemClock
  const live = liveSettings(settings, () => settingsOf(invocation, options.overrides))
  const level = () => (options.quiet && live.logLevel() === 'info' ? 'warn' : live.logLevel())
  const log = createLog({ level, format: settings.log.format, clock, write: invocation.terminal.err })
  const metrics = createMetrics({
    verbatim_visits_total: 'Visits, by how they ended.',
    verbatim_deliveries_total: 'Notices to subscribers, by how they ended.',
    verbatim_http_requests_total: 'Requests, by the class of their answer.',
    verbatim_http_seconds_total: 'Seconds until an answer began, all requests together, by its class.',
  })

  const stores = await openEmbeddedStores(dataFolder, {
    use: options.use ?? 'shared',
    logName: settings.service.logName ?? logNameOf(settings),
    headsFolder: headsFolderOf(settings, invocation.env),
    search: options.quiet ? 'here' : 'in-thread',
    log,
  })
  const software = `Verbatim/${version}`
  const archive = createArchive({
    segments: stores.segments,
    index: stores.captures,
    clock,
    log,
    software,
    packageSigner: stores.packageSigner,
    segmentBytesMax: settings.archive.segmentBytes,
    ...(settings.service.contact && { operator: settings.service.contact }),
  })
  // Of an index that is older than the catalog's mark, or made anew, nobody knows what stands in front of it.
  const mark = await stores.catalog.handledUpTo()
  if (mark && !(await archive.find(mark))) await stores.catalog.moveHandledUpTo(null)
  await archive.recover()

  // No more than that: an outlet's file takes nothing else, and one that nobody can read stops everything.
  const { delayMs, sourceIntervalMs, revisitAfterMs } = settings.crawl
  const politeness = { delayMs, sourceIntervalMs, revisitAfterMs }
  const outlets = await openOutletBook(stores.outlets, { politeness })
  const limits = {
    ...settings.crawl,
    decodedBytesMax: settings.fetch.decodedBytesMax,
    decodedRatioMax: settings.fetch.decodedRatioMax,
    robotsAgent: productTokenOf(userAgentOf(settings)),
  }
  const guard = {
    allowAddresses: settings.fetch.allowAddresses,
    allowPorts: settings.fetch.allowPorts,
    connectTo: { ...settings.fetch.connectTo, ...(options.connectTo ?? servedSamples(dataFolder)) },
  }
  const fetcher = createFetcher({
    userAgent: userAgentOf(settings),
    clock,
    log,
    guard,
    limits: settings.fetch,
    delayMs: (url) => (outlets.of(url)?.politeness ?? politeness).delayMs,
    pace: stores.pace,
  })
  const renderer = createRenderer({
    fetcher,
    log,
    executablePath: settings.fetch.browser,
    limits: {
      renderMs: settings.fetch.renderMs,
      requestsMax: settings.fetch.renderRequestsMax,
      decodedBytesMax: settings.fetch.decodedBytesMax,
    },
  })
  const frontier = createFrontier({
    store: stores.frontier,
    clock,
    politeness: (outletSlug: string) => outlets.find(outletSlug)?.politeness ?? politeness,
    excluded: (keys) => stores.notices.excluded(keys),
    hostsPerSiteMax: settings.crawl.hostsPerSiteMax,
    revisitsPerHostPerDay: settings.crawl.revisitsPerHostPerDay,
  })
  const stories = createStories({
    catalog: stores.catalog,
    search: stores.search,
    clock,
    channelModel: loadChannelModel(),
    corrections: stores.corrections,
  })
  const transparency = await createTransparencyLog({
    store: stores.log,
    signingKey: stores.signingKey,
    keyChanges: stores.keyChanges,
    origin: stores.signingKey.name,
    attestation: attestationOf(settings),
    clock,
    log,
  })
  const { baseUrl } = settings.service
  const guardedRequest = createGuardedRequest({
    userAgent: userAgentOf(settings),
    guard,
    limits: settings.fetch,
    clock,
  })
  const hubs =
    baseUrl === null
      ? null
      : createHubSubscriptions({
          ...{ store: stores.hubSubscriptions, frontier, baseUrl, clock, log, random: randomBytes },
          postForm: createFormPoster(guardedRequest),
          limits,
        })
  const parts: Parts = {
    fetcher,
    renderer,
    frontier,
    outlets,
    archive,
    catalog: stores.catalog,
    stories,
    transparency,
    notices: stores.notices,
    sourceHealth: stores.sourceHealth,
    ...(hubs && { hubs }),
    clock,
    log,
    limits,
    count: (outcome) => metrics.count('verbatim_visits_total', { outcome }),
  }
  // A crash, or another process's segment, may have kept an erasure from its end.
  await finishErasures(parts)
  const access = createAccess({
    catalog: stores.catalog,
    search: stores.search,
    stories,
    archive,
    log: transparency,
    notices: stores.notices,
    outlets: freshOutlets(outlets, clock, log),
    sourceHealth: (slug) => stores.sourceHealth.ofOutlet(slug),
    clock,
    random: randomBytes,
  })
  const mailer = mailerOf(settings)
  const accounts = createAccounts({
    store: stores.accounts,
    clock,
    random: randomBytes,
    log,
    origin: originOf(settings),
    serviceName: settings.service.name,
    sendLink: linkSender(settings, mailer),
    logAct: async (act) => void (await transparency.append(statementOf(act))),
  })
  const delivery = openDelivery({
    ...{ settings, stores, access, guardedRequest, mailer, clock, log },
    count: (outcome) => metrics.count('verbatim_deliveries_total', { outcome }),
  })
  return {
    settings,
    live,
    dataFolder,
    clock,
    log,
    metrics,
    stores,
    parts,
    access,
    accounts,
    delivery,
    guardedRequest,
    crawlWatch: watchCrawl(parts),
    async close() {
      await delivery.close()
      await renderer.close()
      await fetcher.close()
      await archive.close()
      await transparency.close()
      await stores.close()
    },
  }
}

/** Where browsers reach this service: as the settings say, or on this machine. */
function originOf({ service, port }: Settings): string {
  return service.baseUrl ? new URL(service.baseUrl).origin : `http://localhost:${port}`
}

/** What the log says of an operator's act: its place in the book, and its digest, salted like everything there. */
function statementOf({ index, digest }: RecordedAct): { subject: string; fields: Record<string, string> } {
  return { subject: `act-${index}`, fields: { digest } }
}

/** The outlets, read again where another process may have changed them meanwhile. */
function freshOutlets(book: OutletBook, clock: Clock, log: Log): () => Promise<readonly Outlet[]> {
  let readAtMs = epochMs(clock.now())
  return async () => {
    const nowMs = epochMs(clock.now())
    if (nowMs - readAtMs > 5_000) {
      readAtMs = nowMs
      // A file that somebody is in the middle of editing must not take the pages down.
      await book.refresh().catch((error: Error) => log.error('outlets.unreadable', { reason: error.message }))
    }
    return book.all()
  }
}

/** True where the folder was begun with the sample outlets, which are then served again. */
export function hasSamples(dataFolder: string): boolean {
  const { samples } = dataPaths(dataFolder)
  return existsSync(samples) && readFileSync(samples, 'utf8').length > 0
}

/** What the crawler calls itself: an outlet that sees us in its log finds out who we are and how to reach us. */
export function userAgentOf({ service, fetch }: Settings): string {
  if (fetch.userAgent) return fetch.userAgent
  const about = service.baseUrl ? new URL('/about', service.baseUrl).href : service.contact
  return `Verbatim/${version} (news snapshot archive${about ? `; +${about}` : ''})`
}

/** Null where there is no home, as in many containers: then the settings have to name a folder. */
function headsFolderOf({ transparency }: Settings, env: Invocation['env']): string | null {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] && join(env['HOME'], '.local', 'state'))
  return transparency.headsFolder ?? (state ? join(state, 'verbatim', 'log-heads') : null)
}

/** @throws {UsageError} on a witness whose key is none. */
function attestationOf({ transparency }: Settings): AttestationOptions {
  return {
    witnesses: transparency.witnesses.map(parseWitness),
    authorities: transparency.timeStampAuthorities,
    stampIntervalMs: transparency.timeStampIntervalMs,
    post: postOverHttp(),
  }
}

function parseWitness(text: string): Witness {
  const [url = '', key = ''] = text.split(' ')
  try {
    return { url: url.replace(/\/+$/, ''), key: parseWitnessKey(key) }
  } catch (cause) {
    throw new UsageError(`transparency.witnesses: ${key} is no key of a witness (type 4, cosignature/v1).`, {
      cause,
    })
  }
}

function logNameOf({ service }: Settings): string {
  return service.baseUrl ? new URL(service.baseUrl).host : 'verbatim.localhost'
}
