import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Clock } from '#model'
import type { Subscriptions } from '#subscriptions'
import { createFilingLimit } from '../filing-limit.ts'
import { badRequest } from '../pages/errors.ts'
import type { PageReply } from '../reply.ts'
import type { Visit } from '../visit.ts'
import { askForMail, changeTarget, confirmPage, managePage, told, unsubscribePage } from './mail-pages.ts'
import { type SaveForReader, savePage } from './save-page.ts'
import { toldWords } from './words.ts'

type Answer = PageReply | { redirect: string; status?: 301 | 303 }
type Page = (
  make: (visit: Visit, c: Context) => Answer | Promise<Answer>,
) => (c: Context) => Promise<Response>

const formBytesMax = 16 * 1024

/** The pages that mail leads to, and the one that saves a page for whoever asks. */
export function addToldRoutes(
  site: Hono,
  page: Page,
  options: { subscriptions?: Subscriptions; save?: SaveForReader | null; clock: Clock },
): void {
  const { subscriptions, save = null } = options
  const small = bodyLimit({
    maxSize: formBytesMax,
    onError: page((visit) => ({ ...badRequest(visit, visit.reader.say.formTooLarge), status: 413 })),
  })
  const form = (c: Context) => c.req.formData().catch(() => new FormData())

  site.get(
    '/save',
    page((visit) => savePage(visit, save !== null)),
  )
  site.post(
    '/save',
    small,
    page(async (visit, c) => {
      if (!save) return savePage(visit, false)
      const answer = await save(`${(await form(c)).get('url') ?? ''}`, c)
      return answer.kind === 'saved'
        ? { redirect: visit.reader.to(`/s/${answer.id}`) }
        : savePage(visit, true, answer.reason)
    }),
  )

  if (!subscriptions) return
  const mayAsk = createFilingLimit(options.clock)
  site.post(
    '/subscriptions/mail',
    small,
    page(async (visit, c) => {
      const say = toldWords[visit.reader.language]
      if (!mayAsk()) return told(visit, { status: 429, title: say.byMail, lead: say.tooMany })
      return askForMail(visit, await form(c), subscriptions)
    }),
  )
  const targetOf = (c: Context) => subscriptions.targetByKey(c.req.param('key') ?? '')
  for (const [path, make] of [
    ['/subscriptions/confirm/:key', confirmPage],
    ['/subscriptions/unsubscribe/:key', unsubscribePage],
  ] as const) {
    site.get(
      path,
      page(async (visit, c) => make(visit, await targetOf(c), subscriptions, { isSure: false })),
    )
    site.post(
      path,
      small,
      page(async (visit, c) => make(visit, await targetOf(c), subscriptions, { isSure: true })),
    )
  }
  site.get(
    '/subscriptions/manage/:key',
    page(async (visit, c) => managePage(visit, await targetOf(c), subscriptions)),
  )
  site.post(
    '/subscriptions/manage/:key',
    small,
    page(async (visit, c) => {
      await changeTarget(await targetOf(c), await form(c), subscriptions)
      return { redirect: visit.reader.to(visit.url.pathname) }
    }),
  )
}
