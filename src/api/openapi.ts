import { z } from 'zod'
import {
  answers,
  changeSearchQuery,
  lookupQuery,
  newestQuery,
  relatedQuery,
  searchQuery,
  snapshotQuery,
  snapshotRequest,
  suggestQuery,
} from './schemas.ts'

type AnswerName = keyof typeof answers

interface Operation {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly summary: string
  readonly answer: AnswerName
  readonly query?: z.ZodObject
  readonly body?: z.ZodObject
}

const operations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/snapshots',
    summary: 'The newest articles, each by its latest snapshot',
    answer: 'SnapshotList',
    query: newestQuery,
  },
  {
    method: 'post',
    path: '/api/v1/snapshots',
    summary: 'Capture a page now',
    answer: 'Snapshot',
    body: snapshotRequest,
  },
  {
    method: 'get',
    path: '/api/v1/snapshots/{id}',
    summary: 'One snapshot',
    answer: 'Snapshot',
    query: snapshotQuery,
  },
  {
    method: 'get',
    path: '/api/v1/snapshots/{id}/related',
    summary: 'Articles on the same and earlier stories',
    answer: 'RelatedList',
    query: relatedQuery,
  },
  {
    method: 'get',
    path: '/api/v1/snapshots/{id}/proof',
    summary: 'The receipt that proves it is in the log',
    answer: 'Receipt',
  },
  { method: 'get', path: '/api/v1/search', summary: 'Search', answer: 'SearchResults', query: searchQuery },
  {
    method: 'get',
    path: '/api/v1/suggest',
    summary: 'Outlets, people, places and stories that the beginning of a query may become',
    answer: 'SuggestionList',
    query: suggestQuery,
  },
  {
    method: 'get',
    path: '/api/v1/changes/search',
    summary: 'Where a passage stood, until when, and what took its place',
    answer: 'ChangeSearchResults',
    query: changeSearchQuery,
  },
  {
    method: 'get',
    path: '/api/v1/lookup',
    summary: 'What is held of a URL, newest snapshot first',
    answer: 'Lookup',
    query: lookupQuery,
  },
  {
    method: 'get',
    path: '/api/v1/articles/{id}/revisions',
    summary: 'The snapshots of an article, oldest first',
    answer: 'Revisions',
  },
  {
    method: 'get',
    path: '/api/v1/stories/{id}',
    summary: 'The articles of a story, oldest first',
    answer: 'Story',
  },
  { method: 'get', path: '/api/v1/channels', summary: 'Channels', answer: 'ChannelList' },
  { method: 'get', path: '/api/v1/outlets', summary: 'Outlets', answer: 'OutletList' },
  {
    method: 'get',
    path: '/api/v1/outlets/{slug}/health',
    summary: 'How the sources of an outlet are doing',
    answer: 'SourceHealthList',
  },
]

/** The OpenAPI 3.1 document, made of the schemas that validate. @param baseUrl Without a slash at its end. */
export function openApiDocument(baseUrl: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Verbatim',
      version: '1',
      description: 'News articles as they were published. Every list answers items, next and total.',
      license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
    },
    servers: [{ url: baseUrl }],
    paths,
    components: {
      schemas: answerSchemas(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function describeOperation({
  method,
  path,
  summary,
  answer,
  query,
  body,
}: Operation): Record<string, unknown> {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const operationId = `${method}${path.replace(/\/api\/v1|\{\w+\}/g, '').replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}${inPath.length > 0 ? 'ById' : ''}`
  return {
    operationId,
    summary,
    security: body ? [{ token: [] }] : [],
    parameters: [...inPath, ...(query ? queryParameters(query) : [])],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body) } } },
    }),
    responses: {
      [body ? '201' : '200']: {
        description: summary,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${answer}` } } },
      },
      '4XX': problemAnswer,
      '5XX': problemAnswer,
    },
  }
}

const problemAnswer = {
  description: 'RFC 9457 problem details',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function queryParameters(query: z.ZodObject): Record<string, unknown>[] {
  const { properties = {}, required = [] } = jsonSchema(query) as {
    properties?: Record<string, { description?: string }>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description && { description }),
    schema,
  }))
}

function answerSchemas(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answers).map(([name, schema]) => [name, jsonSchema(schema)]))
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}
