import { type Html, html, nothing } from '../html.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { absolute, type Visit } from '../visit.ts'
import { missing } from './errors.ts'

/** As much of OpenAPI 3.1 as our own document has. */
export interface ApiDocument {
  readonly info: { readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, ApiSchema>> }
}

interface ApiOperation {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly ApiParameter[]
  readonly requestBody?: { readonly content?: ApiContent }
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: ApiContent }>
  >
}

interface ApiParameter {
  readonly name?: string
  readonly in?: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: ApiSchema
}

type ApiContent = Readonly<Record<string, { readonly schema?: ApiSchema }>>

interface ApiSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly description?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly properties?: Readonly<Record<string, ApiSchema>>
  readonly required?: readonly string[]
  readonly items?: ApiSchema
  readonly anyOf?: readonly ApiSchema[]
  readonly oneOf?: readonly ApiSchema[]
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** The JSON API for people: every operation of the OpenAPI document, with its parameters and what it answers. */
export async function apiReferencePage(
  visit: Visit,
  load: (() => Promise<ApiDocument>) | undefined,
): Promise<PageReply> {
  if (!load) return missing(visit)
  const document = await load()
  const { say } = visit.reader
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ path, method, operation, id: operation.operationId ?? `${method}-${path}` }] : []
    }),
  )
  const schemas = Object.entries(document.components?.schemas ?? {})
  return {
    status: 200,
    page: shell(visit, {
      title: say.apiTitle,
      description: say.apiLead,
      here: 'about',
      canonicalPath: '/about/api',
      main: html`<header class="page-head"><h1>${say.apiTitle}</h1><p>${say.apiLead}</p>
<p><a href="/api/openapi.json">OpenAPI 3.1</a> · <code>${absolute(visit, '/api/v1/')}</code></p></header>
<div class="api-page">
<nav class="api-nav" aria-label="${say.apiOperations}"><h2>${say.apiOperations}</h2>
<ul>${operations.map(({ id, method, path }) => html`<li><a href="#${id}"><code>${method.toUpperCase()} ${path}</code></a></li>\n`)}</ul>
<h2>${say.apiSchemas}</h2>
<ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}"><code>${name}</code></a></li>\n`)}</ul></nav>
<div lang="en">
${operations.map(({ id, method, path, operation }) => operationSection(visit, { id, method, path, operation }))}
${schemas.map(([name, schema]) => html`<section class="api-operation" id="schema-${name}" aria-labelledby="schema-${name}-title"><h2 id="schema-${name}-title"><code>${name}</code></h2>\n${fields(visit, schema)}</section>\n`)}</div>
</div>`,
    }),
  }
}

function operationSection(
  visit: Visit,
  { id, method, path, operation }: { id: string; method: string; path: string; operation: ApiOperation },
): Html {
  const { say, language } = visit.reader
  const { summary, description, parameters = [], requestBody, responses = {}, security } = operation
  const words = (text: string) => html`<span lang="${language}">${text}</span>`
  const body = schemaOf(requestBody?.content)
  return html`<section class="api-operation" id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><span class="api-method">${method.toUpperCase()}</span> <code>${path}</code></h2>
${summary ? html`<p>${summary}.</p>\n` : ''}${description ? html`<p>${description}</p>\n` : ''}${security && security.length > 0 ? html`<p class="aside-note">${words(say.apiToken)}</p>\n` : ''}${
  parameters.length > 0
    ? html`<h3>${words(say.apiParameters)}</h3>\n<dl class="api-fields">${parameters.map(
        ({ name = '', in: place, required, description: what, schema = {} }) =>
          html`<div><dt><code>${name}</code> <span class="api-type">${typeOf(schema)}${place === 'path' ? ' · path' : ''}${required ? ' · required' : ''}</span></dt><dd>${what ?? schema.description ?? ''}${limits(schema)}</dd></div>\n`,
      )}</dl>\n`
    : ''
}${body ? html`<h3>${words(say.apiBody)}</h3>\n${fields(visit, body)}` : ''}<h3>${words(say.apiAnswers)}</h3>
<dl class="api-fields">${Object.entries(responses).map(([status, response]) => {
    const schema = schemaOf(response.content)
    return html`<div><dt><code>${status}</code> <span class="api-type">${schema ? typeOf(schema) : ''}</span></dt><dd>${response.description ?? ''}</dd></div>\n`
  })}</dl>
</section>\n`
}

function schemaOf(content: ApiContent | undefined): ApiSchema | undefined {
  return Object.values(content ?? {})[0]?.schema
}

/** The properties of an object, of a list the properties of what is in it. */
function fields(visit: Visit, schema: ApiSchema): Html {
  const properties = Object.entries(schema.properties ?? {})
  if (properties.length === 0)
    return schema.description ? html`<p>${schema.description}</p>\n` : html`<p>${typeOf(schema)}</p>\n`
  return html`<dl class="api-fields">${properties.map(([name, field]) => {
    const inner = field.items?.properties ? field.items : field.properties ? field : null
    return html`<div><dt><code>${name}</code> <span class="api-type">${typeOf(field)}${schema.required?.includes(name) ? '' : ' · optional'}</span></dt><dd>${field.description ?? ''}${limits(field)}${inner ? html`<details><summary>${visit.reader.say.apiFields(Object.keys(inner.properties ?? {}).length)}</summary>${fields(visit, inner)}</details>` : nothing}</dd></div>\n`
  })}</dl>\n`
}

function typeOf(schema: ApiSchema): Html {
  const name = schema.$ref?.split('/').at(-1)
  if (name) return html`<a href="#schema-${name}">${name}</a>`
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum) return html`${schema.enum.map((value) => String(value)).join(' | ')}`
  const either = schema.anyOf ?? schema.oneOf
  if (either) return html`${either.map((each, index) => html`${index > 0 ? ' | ' : ''}${typeOf(each)}`)}`
  if (schema.items) return html`${typeOf(schema.items)}[]`
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any'])
  return html`${types.join(' | ')}${schema.format ? ` (${schema.format})` : ''}`
}

function limits({ minimum, maximum, maxLength, default: usual }: ApiSchema): Html {
  const isNamed = (value: number | undefined) =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER
  const parts = [
    isNamed(minimum) && isNamed(maximum) ? `${minimum}–${maximum}` : '',
    maxLength !== undefined ? `≤ ${maxLength} characters` : '',
    usual !== undefined && usual !== '' ? `default ${JSON.stringify(usual)}` : '',
  ].filter(Boolean)
  return parts.length > 0 ? html` <span class="api-type">${parts.join('; ')}</span>` : nothing
}
