import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { extractArticle, extractionRecord, sanitizeHtml } from '#article'
import { matchRobots } from '#fetch'
import { channels, type HttpUrl, parseHttpUrl, sniffCharset } from '#model'
import { parseFeed, parseSitemap } from '#sources'
import { classifyChannel, comparePair, createClusterer } from '#stories'
import { loadChannelModel } from './channel-model.ts'

/**
 * One object in, the fields of one object out; a function, where they are known only when all have come. Throws an error
 * that says what the object lacks.
 */
export type PredictTask = (
  input: Readonly<Record<string, unknown>>,
) => Promise<object> | object | (() => object)

export interface PredictOptions {
  readonly base: string | null
  readonly model: string | null
}

export const predictTasks: Readonly<
  Record<string, (options: PredictOptions) => Promise<PredictTask> | PredictTask>
> = {
  extract: (options) => {
    const channelOf = channelTask(options)
    return (input) => extractFields(input, options, channelOf)
  },
  feed: (options) => (input) => parseFeed(readFile(input, options), contextOf(input)),
  sitemap: (options) => (input) => parseSitemap(readFile(input, options), contextOf(input)),
  robots: () => (input) => {
    const { allowed, rule } = matchRobots(text(input, 'robots'), text(input, 'agent'), text(input, 'url'))
    return { allowed, rule }
  },
  charset: (options) => (input) => ({
    charset: sniffCharset(readFile(input, options), optionalText(input, 'contentType')).charset,
  }),
  sanitize: () => (input) => ({ html: sanitizeHtml(text(input, 'html')) }),
  pair: () => (input) => comparePair(newsItem(input['a'], 'a'), newsItem(input['b'], 'b')),
  cluster: () => {
    const clusterer = createClusterer()
    let count = 0
    let settled: readonly string[] | undefined
    return (input) => {
      const language = optionalText(input, 'language')
      const place = count++
      clusterer.add({
        id: String(input['id']),
        title: optionalText(input, 'title') ?? '',
        text: optionalText(input, 'text') ?? '',
        publishedAt: optionalText(input, 'publishedAt'),
        ...(language && { language }),
      })
      return () => {
        settled ??= clusterer.settled()
        return { story: settled[place] ?? null }
      }
    }
  },
  channel: (options) => channelTask(options),
}

type ChannelTask = (input: Readonly<Record<string, unknown>>) => {
  channel: string | null
  mediaTopic: string | null
  scores: Record<string, number>
}

function channelTask({ model: path }: PredictOptions): ChannelTask {
  const model = loadChannelModel(path)
  return (input) => {
    const { label, scores } = classifyChannel(model, {
      section: optionalText(input, 'section'),
      title: text(input, 'title'),
      text: optionalText(input, 'text') ?? '',
    })
    const mediaTopic = channels.find((channel) => channel.slug === label)?.mediaTopic ?? null
    return { channel: label, mediaTopic, scores }
  }
}

function extractFields(
  input: Readonly<Record<string, unknown>>,
  options: PredictOptions,
  channelOf: ChannelTask,
): object {
  const extraction = extractArticle(readFile(input, options), contextOf(input))
  const record = extractionRecord(extraction)
  if (extraction.kind === 'not-an-article') return record
  return { ...record, channel: channelOf({ ...extraction.article }).channel }
}

function contextOf(input: Readonly<Record<string, unknown>>): { url: HttpUrl; contentType: string | null } {
  return { url: parseHttpUrl(text(input, 'url')), contentType: optionalText(input, 'contentType') }
}

/** A `.gz` file is unpacked, as a server would have sent it with a content coding. */
function readFile(input: Readonly<Record<string, unknown>>, { base }: PredictOptions): Uint8Array {
  const path = resolve(base ?? '.', text(input, 'file'))
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

function text(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name]
  if (typeof value !== 'string') throw new Error(`"${name}" is missing: it must be a string.`)
  return value
}

function optionalText(input: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = input[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new Error(`"${name}" must be a string.`)
  return value
}

function newsItem(value: unknown, name: string): { title: string; text: string; publishedAt?: string } {
  if (typeof value !== 'object' || value === null)
    throw new Error(`"${name}" is missing: it must be an object with title and text.`)
  const fields = value as Record<string, unknown>
  const publishedAt = optionalText(fields, 'publishedAt')
  return {
    title: optionalText(fields, 'title') ?? '',
    text: optionalText(fields, 'text') ?? '',
    ...(publishedAt && { publishedAt }),
  }
}
