import { z } from 'zod'

/** An address range in CIDR form, or a single address. */
const addressRange = z
  .string()
  .regex(/^[0-9a-f:.]+(\/\d{1,3})?$/i, 'an address or a range, such as 127.0.0.0/8')
const addressAndPort = z
  .string()
  .regex(/^(\[[0-9a-f:.]+\]|[0-9.]+):\d{1,5}$/i, 'an address and a port, such as 127.0.0.1:8081')
const milliseconds = z
  .number()
  .int()
  .min(0)
  .max(365 * 24 * 3600 * 1000)
const bytes = z
  .number()
  .int()
  .min(1024)
  .max(4 * 1024 ** 3)
const witnessForm = 'an address, a space, and a key name+hash+key'

/**
 * Every setting, with what is allowed and its default. The reference page docs/reference/settings.md lists them;
 * a test holds the two together.
 */
export const settingsSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address to listen on. 0.0.0.0 lets everybody in.'),
  port: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8080)
    .describe('The port to listen on; 0 takes a free one.'),
  service: z
    .strictObject({
      name: z.string().min(1).max(60).default('Verbatim').describe('The name readers see.'),
      contact: z
        .string()
        .max(200)
        .nullable()
        .default(null)
        .describe('Where outlets and readers reach the operator: a mail address or a URL.'),
      baseUrl: z
        .url({ protocol: /^https?$/ })
        .nullable()
        .default(null)
        .describe(
          'The address under which the public reaches this service, such as https://news.example.org.',
        ),
      logName: z
        .string()
        .regex(/^[^\s+]{1,100}$/)
        .nullable()
        .default(null)
        .describe('The name of the log in checkpoints; it can never change. Default: the host of baseUrl.'),
    })
    .prefault({}),
  takedown: z
    .strictObject({
      keepContactDays: z
        .number()
        .int()
        .min(1)
        .max(36_500)
        .default(365)
        .describe(
          'Days after the last decision for which name and contact of who asked for removal are kept.',
        ),
    })
    .prefault({}),
  http: z
    .strictObject({
      costPerMinute: z
        .number()
        .int()
        .min(10)
        .max(1_000_000)
        .nullable()
        .default(1_200)
        .describe(
          'What one client may ask for in a minute: a page costs 1, a search 5, an export or a form 10. null: no limit. This machine itself has none.',
        ),
      clientAddressHeader: z
        .string()
        .regex(/^[A-Za-z-]{1,60}$/)
        .nullable()
        .default(null)
        .describe(
          'The header in which a proxy in front tells the address of its client, such as X-Forwarded-For; the last address in it counts.',
        ),
    })
    .prefault({}),
  fetch: z
    .strictObject({
      userAgent: z
        .string()
        .max(300)
        .nullable()
        .default(null)
        .describe(
          'Sent with every request. Default: Verbatim, its version, and the address of the about page.',
        ),
      allowAddresses: z
        .array(addressRange)
        .default([])
        .describe('Addresses that are not public and may be fetched from all the same.'),
      allowPorts: z
        .array(z.coerce.number().int().min(1).max(65535))
        .default([])
        .describe('Ports of public addresses that may be asked, beside 80, 443, 8080 and 8443.'),
      connectTo: z
        .record(z.string(), addressAndPort)
        .default({})
        .describe('Hosts that are found at another address: {"www.paper.example": "127.0.0.1:8081"}.'),
      connectMs: milliseconds.default(10_000).describe('Longest wait for a connection.'),
      headersMs: milliseconds.default(20_000).describe('Longest wait for the first byte of an answer.'),
      totalMs: milliseconds.default(60_000).describe('Longest time for a whole exchange.'),
      pageBytesMax: bytes
        .default(16 * 1024 ** 2)
        .describe('A page is cut off behind so many bytes, and marked as cut.'),
      imageBytesMax: bytes.default(16 * 1024 ** 2).describe('The same for an image.'),
      decodedBytesMax: bytes
        .default(32 * 1024 ** 2)
        .describe('A compressed body may unpack to so many bytes.'),
      decodedRatioMax: z
        .number()
        .int()
        .min(10)
        .max(100_000)
        .default(200)
        .describe('A compressed body may unpack to so many times its size; below 4 MiB to any.'),
      headerBytesMax: bytes.default(64 * 1024).describe('Longest response header.'),
      redirectsMax: z.number().int().min(0).max(20).default(8).describe('Longest chain of redirects.'),
      browser: z
        .string()
        .nullable()
        .default(null)
        .describe(
          'Path of Chromium, for outlets whose file says "render": "browser". Default: where systems keep it.',
        ),
      renderMs: milliseconds.default(60_000).describe('Longest time for a page in the browser.'),
      renderRequestsMax: z
        .number()
        .int()
        .min(0)
        .max(1000)
        .default(60)
        .describe('What a page in the browser may load besides itself.'),
      waitMsMax: milliseconds
        .default(120_000)
        .describe(
          'Longest wait for the turn of a host that is to be left alone (Crawl-delay, Retry-After); a visit that would wait longer is put off.',
        ),
    })
    .prefault({}),
  crawl: z
    .strictObject({
      concurrency: z
        .number()
        .int()
        .min(1)
        .max(512)
        .default(16)
        .describe('Visits at the same time, each to another host.'),
      delayMs: milliseconds
        .default(2_000)
        .describe('Least time between two requests to one host, where the outlet file says nothing.'),
      sourceIntervalMs: milliseconds
        .default(15 * 60_000)
        .describe('Time between two looks at one feed, sitemap or section page.'),
      revisitAfterMs: milliseconds
        .default(60 * 60_000)
        .describe('Time from the first capture of an article to the first look whether it changed.'),
      hostsPerSiteMax: z
        .number()
        .int()
        .min(1)
        .max(64)
        .default(2)
        .describe(
          'Visits at the same time among all hosts of one registrable domain, which share one delay so often.',
        ),
      revisitsPerHostPerDay: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(2_000)
        .describe('What looking again at articles already held may cost one host, in requests a day.'),
      sitemapDepthMax: z
        .number()
        .int()
        .min(1)
        .max(10)
        .default(3)
        .describe('Sitemap indexes inside one another that are followed.'),
      noarchive: z
        .enum(['honour', 'ignore'])
        .default('honour')
        .describe(
          'Pages that ask for no public copy (noarchive, noindex, unavailable_after) are kept private, or shown all the same; an outlet file may say otherwise for its own.',
        ),
      imagesPerArticleMax: z
        .number()
        .int()
        .min(0)
        .max(200)
        .default(24)
        .describe('Images captured for one article.'),
      pagesPerArticleMax: z
        .number()
        .int()
        .min(1)
        .max(50)
        .default(12)
        .describe('Pages joined into one paged article.'),
      linksPerSourceMax: z
        .number()
        .int()
        .min(1)
        .max(50_000)
        .default(5_000)
        .describe('Article addresses taken from one look at one source.'),
    })
    .prefault({}),
  archive: z
    .strictObject({
      segmentBytes: bytes
        .default(256 * 1024 ** 2)
        .describe('A WARC segment is sealed when it is larger than this.'),
    })
    .prefault({}),
  api: z
    .strictObject({
      tokens: z
        .array(z.string().min(16, 'at least 16 characters'))
        .default([])
        .describe('Who sends one of these as a bearer token may ask for snapshots.'),
      requestsPerMinute: z
        .number()
        .int()
        .min(0)
        .max(1_000_000)
        .default(600)
        .describe('What one address may ask of /api in a minute; 0: no limit.'),
      snapshotsPerHour: z
        .number()
        .int()
        .min(0)
        .max(100_000)
        .default(0)
        .describe(
          'How many snapshots one address may ask for in an hour without a token; 0: none. With one it is 600.',
        ),
    })
    .prefault({}),
  mail: z
    .strictObject({
      server: z
        .string()
        .regex(/^smtps?:\/\/[^\s]+$/, 'an address such as smtps://user:password@mail.example:465')
        .nullable()
        .default(null)
        .describe(
          'The mail server, such as smtps://user:password@mail.example:465. Without one no mail is sent: no notices, no sign-in links.',
        ),
      from: z
        .string()
        .regex(/^([^<>]*<)?[^\s<>@]+@[^\s<>@]+>?$/, 'a mail address, or "Name <address>"')
        .max(200)
        .nullable()
        .default(null)
        .describe(
          'The sender of mail, such as Verbatim <news@example.org>. Mail that cannot be delivered comes back to news+KEY@example.org.',
        ),
    })
    .prefault({}),
  transparency: z
    .strictObject({
      witnesses: z
        .array(z.string().regex(/^https?:\/\/[^\s]+ [^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/, witnessForm))
        .max(16)
        .default([])
        .describe(
          'Witnesses that are asked to cosign checkpoints, each as its address, a space and its key.',
        ),
      timeStampAuthorities: z
        .array(z.url({ protocol: /^https?$/ }))
        .max(8)
        .default([])
        .describe('Authorities that are asked for RFC 3161 time stamps of checkpoints, by their addresses.'),
      timeStampIntervalMs: milliseconds
        .default(60 * 60_000)
        .describe('Least time between two time stamps of one authority.'),
      headsFolder: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe(
          'Where the newest signed head is pinned, outside of the data folder, so that an old copy of it cannot sign a second history. Default: verbatim/log-heads in XDG_STATE_HOME, or in .local/state at home.',
        ),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('Least severity that is written.'),
      format: z.enum(['text', 'json']).default('text').describe('text for people, json for machines.'),
    })
    .prefault({}),
})

export type Settings = Readonly<z.infer<typeof settingsSchema>>
