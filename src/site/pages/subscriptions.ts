import type { OutletView } from '#access'
import {
  formatSubscriptions,
  newestFollowed,
  parseSubscriptions,
  type Subscription,
  searchOf,
  subscriptionsMax,
} from '#subscriptions'
import { type Html, html, nothing } from '../html.ts'
import { feedPaths } from '../links.ts'
import { entries } from '../parts/entry.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { mailForm, pushPanel } from '../told/mail-pages.ts'
import { absolute, channelName, outletName, type Visit } from '../visit.ts'
import { queryProblem } from './search.ts'

const perFollowed = 20
const shownMax = 60

/** Everything a reader follows, newest first. The whole list is in the address, so that no account is needed. */
export async function subscriptionsPage(
  visit: Visit,
  { takesMail, pushKey }: { takesMail: boolean; pushKey: string | null },
): Promise<PageReply> {
  const { reader, url } = visit
  const { say } = reader
  const all = parseSubscriptions(url.searchParams)
  const followed = all.slice(0, subscriptionsMax)
  const [{ items, wrong }, outlets] = await Promise.all([
    newestFollowed(visit.access, followed, { each: perFollowed, limit: shownMax }),
    visit.access.outlets(),
  ])
  const feedPath = feedPaths.subscriptions(formatSubscriptions(followed))
  return {
    status: 200,
    page: shell(visit, {
      title: say.subscriptionsTitle,
      description: say.subscriptionsLead,
      here: 'subscriptions',
      noIndex: followed.length > 0,
      scripts: pushKey && followed.length > 0 ? ['push.js'] : [],
      feeds: followed.length > 0 ? [{ title: say.subscriptionsTitle, path: feedPath }] : [],
      ...(followed.length === 0 && { canonicalPath: '/subscriptions' }),
      main: html`<header class="page-head">
<h1>${say.subscriptionsTitle}</h1>
<p>${say.subscriptionsLead}</p>
</header>
${wrong.map(({ query, error }) => html`<div class="problem" role="alert"><p>${say.searchWrong(query, queryProblem(say, error))}</p></div>`)}
${all.length > subscriptionsMax ? html`<div class="problem"><p>${say.tooMany(subscriptionsMax)}</p></div>` : ''}
<div data-subscription-list="${formatSubscriptions(followed).toString()}">
<p class="keep-list" hidden data-keep><button type="button" data-keep-button>${say.keepInBrowser}</button> <a href="${reader.to('/subscriptions')}" data-go-to-kept>${say.goToKept}</a></p>
<p class="keep-list" hidden data-kept><span role="status">${say.keptInBrowser}</span> <button type="button" class="quiet" data-forget>${say.forgetInBrowser}</button></p>
</div>
${followed.length > 0 ? followedList(visit, followed, feedPath) : html`<p class="empty">${say.emptySubscriptions}</p>`}
${followed.length > 0 ? html`<h2 class="section-name">${say.newest}</h2><div class="two-up">${entries(visit, items, { showChannel: true })}</div>` : ''}
${pushKey && followed.length > 0 ? pushPanel(visit, followed, pushKey) : ''}
${takesMail && followed.length > 0 ? mailForm(visit, followed) : ''}
${addForm(visit, followed, outlets)}`,
    }),
  }
}

function followedList(visit: Visit, followed: readonly Subscription[], feedPath: string): Html {
  const { say, to } = visit.reader
  return html`<section class="followed" aria-labelledby="following-title">
<h2 id="following-title" class="section-name">${say.following}</h2>
<ul>${followed.map((each) => {
    const rest = formatSubscriptions(followed.filter((other) => other !== each))
    const name = nameOf(visit, each)
    return html`<li><span class="followed-kind">${kindOf(visit, each)}</span> <a href="${to(pathOf(each))}">${name}</a> <a class="remove" href="${to(`/subscriptions?${rest}`)}" data-unfollow="${rest.toString()}" aria-label="${say.stopFollowing(name)}">×</a></li>\n`
  })}</ul>
<p><a class="feed" href="${feedPath}">${say.feedOfList}</a> <span class="aside-note">${say.feedHelp}</span></p>
<p><input type="text" class="address" readonly aria-label="${say.feedOfList}" value="${absolute(visit, feedPath)}"></p>
</section>`
}

function kindOf({ reader }: Visit, { kind }: Subscription): string {
  const { followChannelKind, followOutletKind, followSearchKind } = reader.say
  if (kind === 'channel') return followChannelKind
  return kind === 'outlet' || kind === 'withdrawals' ? followOutletKind : followSearchKind
}

function nameOf(visit: Visit, { kind, value }: Subscription): string {
  if (kind === 'channel') return channelName(visit, value)
  return kind === 'outlet' ? outletName(visit, value) : value
}

function pathOf({ kind, value }: Subscription): string {
  const query = searchOf({ kind, value })
  if (kind === 'withdrawals') return `/outlet/${value}`
  return kind === 'q' || kind === 'author' || kind === 'place'
    ? `/search?q=${encodeURIComponent(query)}`
    : `/${kind}/${value}`
}

/** The whole list as a form: tick, untick, add a search. */
function addForm(visit: Visit, followed: readonly Subscription[], outlets: readonly OutletView[]): Html {
  const { channels, reader } = visit
  const { say } = reader
  const isFollowed = (kind: Subscription['kind'], value: string) =>
    followed.some((each) => each.kind === kind && each.value === value)
  const box = (kind: Subscription['kind'], value: string, text: string) =>
    html`<li><label><input type="checkbox" name="${kind}" value="${value}"${isFollowed(kind, value) ? html` checked` : nothing}> ${text}</label></li>\n`
  return html`<section class="add-form" aria-labelledby="add-title">
<h2 id="add-title" class="section-name">${say.addTitle}</h2>
<form action="/subscriptions" method="get">
<fieldset><legend>${say.addChannels}</legend><ul class="boxes">${channels.map(({ channel }) => box('channel', channel.slug, channelName(visit, channel.slug)))}</ul></fieldset>
${outlets.length > 0 ? html`<fieldset><legend>${say.addOutlets}</legend><ul class="boxes">${outlets.map(({ outlet }) => box('outlet', outlet.slug, outlet.name))}</ul></fieldset>` : ''}
<fieldset><legend>${say.addSearch}</legend>${followed.filter(({ kind }) => kind === 'q').map(({ value }) => html`<label><input type="checkbox" name="q" value="${value}" checked> ${value}</label>`)}<input type="search" name="q" aria-label="${say.addSearch}"></fieldset>${reader.languageField}
<button type="submit">${say.addButton}</button>
</form>
</section>`
}
