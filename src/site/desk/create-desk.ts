import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Access } from '#access'
import { type Accounts, isOperator, type Permission, TooManyCodesError, TooManyLinksError } from '#accounts'
import { type Clock, type Log, ServiceError } from '#model'
import { loadAssets, makeAsset } from '../assets.ts'
import { html } from '../html.ts'
import { createReader } from '../reader.ts'
import { assetResponse, pageResponse, securityHeaders } from '../reply.ts'
import { type Acts, deskActs } from './acts.ts'
import type { Desk } from './desk.ts'
import { deskPage, notice } from './desk-shell.ts'
import {
  agentOf,
  type DeskAnswer,
  type DeskVisit,
  isAllowed,
  type OperatorVisit,
  textOf,
} from './desk-visit.ts'
import { accountsPage } from './pages/accounts.ts'
import { casePage, casesPage } from './pages/cases.ts'
import { failurePage, failuresPage } from './pages/failures.ts'
import { overviewPage } from './pages/overview.ts'
import { actsPage, settingsPage } from './pages/records.ts'
import { linkPage, secondFactorPage, signInPage } from './pages/sign-in.ts'
import { sourcesPage } from './pages/sources.ts'
import { en } from './words/en.ts'
import { zhHans } from './words/zh-hans.ts'
import { zhHant } from './words/zh-hant.ts'

export interface DeskOptions {
  readonly desk: Desk
  readonly access: Access
  readonly accounts: Accounts
  readonly clock: Clock
  readonly log: Log
  readonly serviceName: string
  readonly timeZone?: string
}

/** A form of the longest fields, twice. */
const formBytesMax = 64 * 1024
const words = { en, 'zh-Hans': zhHans, 'zh-Hant': zhHant } as const

/** The operators' console and the way in. Mount it before the site. */
export function createDesk(options: DeskOptions): Hono {
  const { accounts, log } = options
  const app = new Hono()
  const css = makeAsset(
    'desk',
    'css',
    'text/css; charset=utf-8',
    readFileSync(join(import.meta.dirname, 'desk.css'), 'utf8'),
  )
  const script = makeAsset(
    'passkey',
    'js',
    'text/javascript; charset=utf-8',
    readFileSync(join(import.meta.dirname, '..', 'browser', 'passkey.js'), 'utf8'),
  )
  const styles = [loadAssets()['site.css'], css]
  const acts: Acts = deskActs

  const visitOf = async (c: Context): Promise<DeskVisit> => {
    const url = new URL(c.req.url)
    const reader = createReader(
      { chosen: url.searchParams.get('lang'), accepted: c.req.header('accept-language') ?? null },
      options.timeZone ?? '+08:00',
    )
    const who = await accounts.signedIn(c.req.header('cookie'))
    return {
      ...options,
      reader,
      words: words[reader.language],
      url,
      now: options.clock.now(),
      styles,
      script,
      who,
    }
  }
  const answer =
    (make: (visit: DeskVisit, c: Context) => DeskAnswer | Promise<DeskAnswer>) => async (c: Context) => {
      const visit = await visitOf(c)
      try {
        return respond(c, await make(visit, c))
      } catch (error) {
        if (error instanceof TooManyCodesError || error instanceof TooManyLinksError)
          return respond(c, plain(visit, visit.words.tooMany, 429))
        if (error instanceof ServiceError)
          return respond(c, plain(visit, `${error.message} ${error.toDo}`, 422))
        log.error('desk.failed', { path: c.req.path, reason: (error as Error).message })
        return respond(c, plain(visit, visit.words.failed, 500))
      }
    }
  /** For operators alone, who have shown a second proof. */
  const operator = (
    permission: Permission,
    make: (visit: OperatorVisit, c: Context) => DeskAnswer | Promise<DeskAnswer>,
  ) =>
    answer(async (visit, c) => {
      const barred = await bar(visit, permission)
      return barred ?? make(visit as OperatorVisit, c)
    })
  const bar = async (visit: DeskVisit, permission: Permission): Promise<DeskAnswer | null> => {
    const { who, reader, url } = visit
    if (!who) return { redirect: reader.to(`/sign-in?next=${encodeURIComponent(url.pathname)}`) }
    if (!isOperator(who.person.role)) return refused(visit)
    if (who.session.strength !== 'two-factors') return { redirect: reader.to('/desk/second-factor') }
    return isAllowed(visit, permission) ? null : refused(visit)
  }
  /** A form of our own, from this session. */
  const form = (
    permission: Permission,
    act: (visit: OperatorVisit, form: FormData, c: Context) => DeskAnswer | Promise<DeskAnswer>,
  ) =>
    operator(permission, async (visit, c) => {
      const sent = await formOf(c)
      if (!sent || !accounts.isOwnForm(c.req.header('cookie'), textOf(sent, 'token'))) return stale(visit)
      return act(visit, sent, c)
    })

  // Every change is asked for by our own pages: a form from elsewhere is refused before anybody looks at it.
  for (const path of ['/desk/*', '/desk', '/sign-in/*', '/sign-in', '/sign-out']) {
    app.use(path, async (c, next) => {
      const site = c.req.header('sec-fetch-site')
      const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
      if (c.req.method === 'POST' && isForeign) return respond(c, stale(await visitOf(c)))
      await next()
    })
    app.use(path, bodyLimit({ maxSize: formBytesMax, onError: answer((visit) => stale(visit)) }))
  }

  app.get(
    '/sign-in',
    answer((visit) => signInPage(visit, null)),
  )
  app.post(
    '/sign-in',
    answer(async (visit, c) => {
      const sent = await formOf(c)
      try {
        await accounts.askForLink(textOf(sent, 'mail'), textOf(sent, 'next') || '/')
      } catch (error) {
        if (error instanceof RangeError)
          return signInPage(visit, { text: visit.words.badMail, kind: 'problem' })
        throw error
      }
      return signInPage(visit, { text: visit.words.linkSent, kind: 'done' })
    }),
  )
  app.get(
    '/sign-in/:secret',
    answer(async (visit, c) => linkPage(visit, await accounts.readLink(c.req.param('secret') ?? ''))),
  )
  app.post(
    '/sign-in/passkey/use-options',
    answer(async () => ({ json: await accounts.askForPasskey() })),
  )
  app.post(
    '/sign-in/passkey/use',
    answer((visit, c) => acts.usePasskey(visit, c)),
  )
  app.post(
    '/sign-in/passkey/add-options',
    answer((visit, c) => acts.offerPasskey(visit, c)),
  )
  app.post(
    '/sign-in/passkey/add',
    answer((visit, c) => acts.addPasskey(visit, c)),
  )
  app.post(
    '/sign-in/:secret',
    answer(async (visit, c) => {
      const begun = await accounts.signInByLink(c.req.param('secret') ?? '', { agent: agentOf(c) })
      if (!begun) return linkPage(visit, null)
      return { redirect: visit.reader.to(begun.next), cookie: accounts.cookie.set(begun.secret) }
    }),
  )
  app.post(
    '/sign-out',
    answer(async (visit, c) => {
      const sent = await formOf(c)
      if (!visit.who || !accounts.isOwnForm(c.req.header('cookie'), textOf(sent, 'token')))
        return stale(visit)
      await accounts.endSession(visit.who.person.id, visit.who.session.id)
      return { redirect: visit.reader.to('/'), cookie: accounts.cookie.clear() }
    }),
  )
  const secondFactor = answer(async (visit, c) => {
    if (!visit.who) return { redirect: visit.reader.to('/sign-in?next=/desk') }
    const signedIn = visit as OperatorVisit
    if (c.req.method === 'POST') {
      const sent = await formOf(c)
      if (!accounts.isOwnForm(c.req.header('cookie'), textOf(sent, 'token'))) return stale(visit)
      return acts.secondFactor(signedIn, textOf(sent, 'action'), textOf(sent, 'code'))
    }
    return secondFactorPage(signedIn, {
      hasCodes: await accounts.hasCodes(visit.who.person.id),
      ...{ offered: null, problem: null },
    })
  })
  app.get('/desk/second-factor', secondFactor)
  app.post('/desk/second-factor', secondFactor)

  app.get(
    '/desk',
    operator('desk.see', (visit) => overviewPage(visit)),
  )
  app.get('/desk/cases', operator('cases.see', casesPage))
  app.get(
    '/desk/cases/:number',
    operator('cases.see', async (visit, c) => {
      const view = await visit.desk.case(c.req.param('number') ?? '')
      const done = { now: visit.words.done, later: visit.words.doneLater }[
        visit.url.searchParams.get('done') ?? ''
      ]
      return view ? casePage(visit, view, null, done ?? null) : unknown(visit)
    }),
  )
  app.post(
    '/desk/cases/:number',
    form('cases.decide', async (visit, sent, c) => {
      const view = await visit.desk.case(c.req.param('number') ?? '')
      return view ? acts.decide(visit, view, sent) : unknown(visit)
    }),
  )
  app.get(
    '/desk/sources',
    operator('desk.see', (visit) => sourcesPage(visit, null)),
  )
  app.post(
    '/desk/sources',
    form('sources.change', async (visit, sent) => {
      const said = await visit.desk.follow(acts.addressIn(sent), visit.who.person)
      return sourcesPage(visit, notice(said))
    }),
  )
  app.post(
    '/desk/outlets',
    form('sources.change', async (visit, sent) => {
      await visit.desk.pause(textOf(sent, 'slug'), textOf(sent, 'followed') === 'yes', visit.who.person)
      return { redirect: visit.reader.to('/desk/sources') }
    }),
  )
  app.post(
    '/desk/capture',
    form('snapshots.ask', async (visit, sent) => {
      const taken = await visit.desk.capture(acts.addressIn(sent), visit.who.person)
      if ('snapshotId' in taken) return { redirect: visit.reader.to(`/s/${taken.snapshotId}`) }
      return overviewPage(visit, notice(taken.reason, 'problem'))
    }),
  )
  app.get('/desk/failures', operator('desk.see', failuresPage))
  app.get(
    '/desk/failures/:id',
    operator('desk.see', async (visit, c) => {
      const failure = await visit.desk.failure(c.req.param('id') ?? '')
      return failure ? failurePage(visit, failure) : unknown(visit)
    }),
  )
  app.get(
    '/desk/accounts',
    operator('desk.see', (visit) => accountsPage(visit)),
  )
  app.post('/desk/accounts', form('accounts.change', acts.changeAccounts))
  app.post('/desk/account', form('desk.see', acts.changeOwn))
  app.get('/desk/settings', operator('settings.see', settingsPage))
  app.get('/desk/acts', operator('acts.see', actsPage))
  app.get('/desk/*', operator('desk.see', unknown))
  for (const asset of [css, script]) app.get(asset.path, (c) => assetResponse(c.req.raw, asset))
  return app
}

async function formOf(c: Context): Promise<FormData | null> {
  return c.req.formData().catch(() => null)
}

const refused = (visit: DeskVisit) =>
  deskPage(visit, {
    title: visit.words.notAllowed,
    status: 403,
    main: html`<p>${visit.words.notAllowedLead}</p>`,
  })
const stale = (visit: DeskVisit) => plain(visit, visit.words.staleForm, 403)
const unknown = (visit: DeskVisit) => plain(visit, visit.words.unknown, 404)
const plain = (visit: DeskVisit, text: string, status: number) =>
  deskPage(visit, { title: visit.words.title, status, main: notice(text, 'problem') })

function respond(c: Context, answer: DeskAnswer): Response {
  const headers = new Headers({ ...securityHeaders, 'cache-control': 'no-store' })
  if ('cookie' in answer && answer.cookie) headers.set('set-cookie', answer.cookie)
  if ('redirect' in answer) {
    headers.set('location', answer.redirect)
    return new Response(null, { status: 303, headers })
  }
  if ('json' in answer) return Response.json(answer.json, { headers })
  return pageResponse(c.req.raw, answer)
}
