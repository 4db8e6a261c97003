import { z } from 'zod'
import { type Operation, operations } from './operations.ts'
import { answers } from './schemas.ts'
import { subscriptionAnswers } from './subscription-schemas.ts'

/** Everything that the API answers, by its name in the document. */
export const allAnswers = { ...answers, ...subscriptionAnswers } as const

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
    tags,
    paths,
    components: {
      schemas: answerSchemas(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function describeOperation(operation: Operation): Record<string, unknown> {
  const { method, path, summary, answer, query, body, status = 200, later, needsToken } = operation
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  return {
    operationId: operationIdOf(operation),
    summary,
    tags: [tagOf(path)],
    security: needsToken ? [{ token: [] }] : [],
    parameters: [...inPath, ...(query ? queryParameters(query) : [])],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body) } } },
    }),
    responses: {
      [`${status}`]: { description: summary, ...(answer && contentOf(answer)) },
      ...(later && {
        '202': { description: 'Asked for; Location says where to look.', ...contentOf(later) },
      }),
      ...(method === 'get' && { '304': { description: 'You have it already.' } }),
      '4XX': problemAnswer,
      '5XX': problemAnswer,
    },
  }
}

function contentOf(name: keyof typeof allAnswers) {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } }
}

function operationIdOf({ method, path }: Operation): string {
  const words = path.replace(/\/api\/v1|\{\w+\}/g, '')
  const name = words.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())
  return `${method}${name}${path.includes('{') ? 'ById' : ''}`
}

const tags = [
  { name: 'Reading', description: 'What is held: snapshots, search, stories, lists, proofs.' },
  { name: 'Following', description: 'What changes, and being told of it.' },
]

function tagOf(path: string): string {
  return /\/(changes|subscriptions|targets|guests)(\/(?!search)|$)/.test(path) ? 'Following' : 'Reading'
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
  return Object.fromEntries(Object.entries(allAnswers).map(([name, schema]) => [name, jsonSchema(schema)]))
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}
