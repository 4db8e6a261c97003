import { z } from 'zod'
import {
  type ChannelSlug,
  type HttpUrl,
  type Outlet,
  parseChannelSlug,
  parseHttpUrl,
  parseSelector,
  type Selector,
  ServiceError,
} from '#model'

/** An outlet's file does not say what it should. */
export class OutletError extends ServiceError {
  constructor(message: string) {
    super(message, { retry: 'never', toDo: 'Correct the file, or remove it and add the outlet anew.' })
  }
}

/** What holds where an outlet's file says nothing: as a careful reader would visit. Milliseconds. */
export const defaultPoliteness = {
  delayMs: 5000,
  sourceIntervalMs: 900_000,
  revisitAfterMs: 21_600_000,
} as const

// A template a year for longer than the web has had news; each is looked up on every page of the outlet.
const hintsMax = 30

const httpUrl = z.string().transform((text, context): HttpUrl => parsed(() => parseHttpUrl(text), context))
const channel = z
  .string()
  .transform((text, context): ChannelSlug => parsed(() => parseChannelSlug(text), context))
const milliseconds = (least: number) =>
  z
    .number()
    .int()
    .min(least)
    .max(366 * 86_400_000)

const selector = z.string().transform((text, context): Selector => parsed(() => parseSelector(text), context))

const hint = z
  .strictObject({
    title: selector.optional(),
    body: selector.optional(),
    authors: selector.optional(),
    publishedAt: selector.optional(),
    from: z.iso.date('is no day such as 2024-05-13').optional(),
    until: z.iso.date('is no day such as 2024-05-13').optional(),
  })
  .refine(({ title, body, authors, publishedAt }) => title ?? body ?? authors ?? publishedAt, {
    message: 'names none of title, body, authors, publishedAt',
  })
  .refine(({ from, until }) => !from || !until || from <= until, { message: 'ends before it begins' })

const outletSchema = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and hyphens')
    .max(60),
  name: z.string().trim().min(1).max(200),
  homepage: httpUrl,
  language: z.string().min(2).max(35).nullable().default(null),
  channel: channel.nullable().default(null),
  region: z.string().nullable().default(null),
  sources: z.array(
    z.strictObject({
      kind: z.enum(['feed', 'sitemap', 'section']),
      url: httpUrl,
      channel: channel.nullable().default(null),
    }),
  ),
  politeness: z
    .strictObject({
      delayMs: milliseconds(0).default(defaultPoliteness.delayMs),
      sourceIntervalMs: milliseconds(1000).default(defaultPoliteness.sourceIntervalMs),
      revisitAfterMs: milliseconds(1000).default(defaultPoliteness.revisitAfterMs),
    })
    .default(defaultPoliteness),
  noarchive: z.enum(['honour', 'ignore']).optional(),
  show: z.enum(['full', 'excerpt', 'link', 'none']).optional(),
  embargoHours: z
    .number()
    .int()
    .min(0)
    .max(24 * 3660)
    .optional(),
  render: z.enum(['browser']).optional(),
  hints: z.array(hint).max(hintsMax).optional(),
  followed: z.boolean().default(true),
})

/** Reads an outlet's file. @throws {OutletError} that names every mistake in it at once. */
export function parseOutlet(json: string): Outlet {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw new OutletError(`It is no JSON: ${(error as Error).message}.`)
  }
  const result = outletSchema.safeParse(value)
  if (!result.success) throw new OutletError(z.prettifyError(result.error))
  return result.data
}

/** The inverse of `parseOutlet`: JSON that a person can edit. */
export function formatOutlet(outlet: Outlet): string {
  return `${JSON.stringify(outlet, null, 2)}\n`
}

function parsed<T>(parse: () => T, context: z.core.$RefinementCtx): T {
  try {
    return parse()
  } catch (error) {
    context.addIssue((error as Error).message)
    return z.NEVER
  }
}
