import {
  type DeliveryReceipt,
  type Followed,
  formatSubscriptions,
  parseSubscriptions,
  type Rhythm,
  rhythms,
  type Subscription,
  type Subscriptions,
  subscriptionsMax,
  type Target,
} from '#subscriptions'
import { attribute, type Html, html } from '../html.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { type ToldWords, toldWords } from './words.ts'

const receiptsShown = 100

/** The form under a reader's list that asks for it by mail. */
export function mailForm(visit: Visit, followed: readonly Subscription[]): Html {
  const say = toldWords[visit.reader.language]
  return html`<section class="by-mail" aria-labelledby="by-mail-title">
<h2 id="by-mail-title" class="section-name">${say.byMail}</h2>
<p class="aside-note">${say.byMailLead}</p>
<form method="post" action="${visit.reader.to('/subscriptions/mail')}">
<input type="hidden" name="list" value="${formatSubscriptions(followed).toString()}">
<label>${say.mailbox} <input type="email" name="mailbox" required maxlength="254" autocomplete="email"></label>
${rhythmField(say, 'daily')}
<button type="submit">${say.ask}</button>
</form>
</section>`
}

/** Notifications in this browser, where it can have them; without JavaScript nothing shows. */
export function pushPanel(visit: Visit, followed: readonly Subscription[], pushKey: string): Html {
  const say = toldWords[visit.reader.language]
  return html`<p class="keep-list" hidden data-push="${pushKey}" data-list="${formatSubscriptions(followed).toString()}"><button type="button" data-push-on>${say.pushOn}</button> <button type="button" class="quiet" hidden data-push-off>${say.pushOff}</button> <span role="alert" hidden data-push-failed>${say.pushFailed}</span></p>`
}

/** A guest of its own for each mailbox and list: no account is needed. */
export async function askForMail(
  visit: Visit,
  form: FormData,
  subscriptions: Subscriptions,
): Promise<PageReply> {
  const { language } = visit.reader
  const say = toldWords[language]
  const text = (name: string) => `${form.get(name) ?? ''}`
  const followed = parseSubscriptions(new URLSearchParams(text('list'))).slice(0, subscriptionsMax)
  const rhythm = rhythms.find((each) => each === text('rhythm')) ?? 'daily'
  if (followed.length === 0) return told(visit, { status: 400, title: say.byMail, lead: say.none })
  const owner = subscriptions.newGuest()
  try {
    await subscriptions.addMailbox(owner, text('mailbox'), { rhythm, language })
    for (const follow of followed) await subscriptions.follow(owner, follow)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return told(visit, { status: 400, title: say.byMail, lead: error.message })
  }
  return told(visit, { title: say.askedTitle, lead: say.askedLead })
}

/** Opened by a GET, done by a POST: programs that look into mail open every link. */
export async function confirmPage(
  visit: Visit,
  target: Target | null,
  subscriptions: Subscriptions,
  { isSure }: { isSure: boolean },
): Promise<PageReply> {
  const say = toldWords[visit.reader.language]
  if (!target || target.state === 'ended') return unknown(visit)
  const manage = visit.reader.to(`/subscriptions/manage/${target.key}`)
  if (isSure && (await subscriptions.confirm(target.key)))
    return told(visit, {
      title: say.confirmedTitle,
      more: html`<p><a href="${manage}">${say.manageTitle}</a></p>`,
    })
  return told(visit, { title: say.confirmTitle, lead: say.confirmLead, more: button(target, say.confirm) })
}

/** The same for the end; mail programs POST without anybody looking (RFC 8058). */
export async function unsubscribePage(
  visit: Visit,
  target: Target | null,
  subscriptions: Subscriptions,
  { isSure }: { isSure: boolean },
): Promise<PageReply> {
  const say = toldWords[visit.reader.language]
  if (!target) return unknown(visit)
  if (isSure && (await subscriptions.end(target.key))) return told(visit, { title: say.endedTitle })
  return told(visit, { title: say.endTitle, lead: say.endLead, more: button(target, say.end) })
}

/** What a target follows, what it was told, and how often. Its address is its key. */
export async function managePage(
  visit: Visit,
  target: Target | null,
  subscriptions: Subscriptions,
): Promise<PageReply> {
  const say = toldWords[visit.reader.language]
  if (!target) return unknown(visit)
  const [followed, receipts] = await Promise.all([
    subscriptions.followedBy(target.owner),
    subscriptions.receipts(target.owner, target.id, { beforeId: null, limit: receiptsShown }),
  ])
  const here = visit.reader.to(`/subscriptions/manage/${target.key}`)
  return told(visit, {
    title: say.manageTitle,
    lead: nameOf(target),
    more: html`${target.reason ? html`<div class="problem"><p>${target.reason}</p></div>` : ''}
<form method="post" action="${here}">${rhythmField(say, target.rhythm)} <button name="do" value="rhythm">${say.change}</button></form>
<h2 class="section-name">${say.follows}</h2>
${followed.length === 0 ? html`<p class="empty">${say.none}</p>` : html`<ul>${followed.map((each) => followedLine(each, here, say))}</ul>`}
<h2 class="section-name">${say.receipts}</h2>
${receipts?.length ? receiptTable(visit, receipts, say) : html`<p class="empty">${say.none}</p>`}
<form method="post" action="${here}"><button name="do" value="retry" class="quiet">${say.retry}</button></form>
<p><a href="${visit.reader.to(`/subscriptions/unsubscribe/${target.key}`)}">${say.end}</a></p>`,
  })
}

/** What the forms of that page do. */
export async function changeTarget(
  target: Target | null,
  form: FormData,
  subscriptions: Subscriptions,
): Promise<void> {
  if (!target) return
  const act = form.get('do')
  const rhythm = rhythms.find((each) => each === form.get('rhythm'))
  if (act === 'rhythm' && rhythm) await subscriptions.setRhythm(target.owner, target.id, rhythm)
  if (act === 'retry') await subscriptions.revive(target.owner, target.id)
  const removed = Number(form.get('remove'))
  if (Number.isSafeInteger(removed) && removed > 0) await subscriptions.unfollow(target.owner, removed)
}

function followedLine({ id, follow }: Followed, here: string, say: ToldWords): Html {
  return html`<li><form method="post" action="${here}"><span class="followed-kind">${follow.kind}</span> ${follow.value} <button name="remove" value="${id}" class="quiet">${say.remove}</button></form></li>\n`
}

function receiptTable(visit: Visit, receipts: readonly DeliveryReceipt[], say: ToldWords): Html {
  const { to, times } = visit.reader
  return html`<div class="wide"><table class="receipts">${receipts.map(({ delivery, event, matched }) => {
    const { state, reason, settledAt, queuedAt } = delivery
    const what = event ? html`<a href="${to(`/s/${event.snapshotId}`)}">${say.events[event.kind]}</a>` : '–'
    const why = matched.map(({ follow }) => follow.value).join('、')
    return html`<tr><td>${times.measured(settledAt ?? queuedAt)}</td><td>${what}</td><td>${why}</td><td>${say.states[state]}</td><td>${reason ?? ''}</td></tr>\n`
  })}</table></div>`
}

function rhythmField(say: ToldWords, chosen: Rhythm): Html {
  return html`<label>${say.rhythm} <select name="rhythm">${rhythms.map((each) => html`<option value="${each}"${attribute('selected', each === chosen ? '' : null)}>${say.rhythms[each]}</option>`)}</select></label>`
}

function button(target: Target, label: string): Html {
  return html`<p>${nameOf(target)}</p><form method="post"><button type="submit">${label}</button></form>`
}

function nameOf({ address }: Target): string {
  if (address.kind === 'mail') return address.mailbox
  return address.kind === 'webhook' ? new URL(address.url).host : address.kind
}

function unknown(visit: Visit): PageReply {
  const say = toldWords[visit.reader.language]
  return told(visit, { status: 404, title: say.unknownTitle, lead: say.unknownLead })
}

/** A private page: nothing may keep it or pass it on. */
export function told(
  visit: Visit,
  { status = 200, title, lead, more }: { status?: number; title: string; lead?: string; more?: Html },
): PageReply {
  return {
    status,
    headers: { 'cache-control': 'no-store' },
    page: shell(visit, {
      title,
      here: 'subscriptions',
      noIndex: true,
      main: html`<header class="page-head"><h1>${title}</h1>${lead ? html`<p>${lead}</p>` : ''}</header>
${more ?? ''}`,
    }),
  }
}
