import type { OutletView, RelatedView } from '#access'
import { parseChannelSlug } from '#model'
import { type Html, html, nothing } from '../html.ts'
import { feedPaths } from '../links.ts'
import { entries } from '../parts/entry.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { absolute, channelName, type Visit } from '../visit.ts'
import { queryProblem } from './search.ts'

type Summary = RelatedView['summary']
type Kind = 'channel' | 'outlet' | 'q'

interface Followed {
  readonly kind: Kind
  readonly value: string
}

/** Each costs a query of the catalog. The feed of the list takes as many. */
const followedMax = 20
const perFollowed = 20
const shownMax = 60

/** Everything a reader follows, newest first. The whole list is in the address, so that no account is needed. */
export async function subscriptionsPage(visit: Visit): Promise<PageReply> {
  const { reader, url } = visit
  const { say } = reader
  const all = readFollowed(url.searchParams)
  const followed = all.slice(0, followedMax)
  const [{ items, wrong }, outlets] = await Promise.all([newestOf(visit, followed), visit.access.outlets()])
  const feedPath = feedPaths.subscriptions(parametersOf(followed))
  return {
    status: 200,
    page: shell(visit, {
      title: say.subscriptionsTitle,
      description: say.subscriptionsLead,
      here: 'subscriptions',
      noIndex: followed.length > 0,
      feeds: followed.length > 0 ? [{ title: say.subscriptionsTitle, path: feedPath }] : [],
      ...(followed.length === 0 && { canonicalPath: '/subscriptions' }),
      main: html`<header class="page-head">
<h1>${say.subscriptionsTitle}</h1>
<p>${say.subscriptionsLead}</p>
</header>
${wrong.map((query) => html`<div class="problem" role="alert"><p>${say.searchWrong(query)}</p></div>`)}
${all.length > followedMax ? html`<div class="problem"><p>${say.tooMany(followedMax)}</p></div>` : ''}
<div data-subscription-list="${parametersOf(followed).toString()}">
<p class="keep-list" hidden data-keep><button type="button" data-keep-button>${say.keepInBrowser}</button> <a href="${reader.to('/subscriptions')}" data-go-to-kept>${say.goToKept}</a></p>
<p class="keep-list" hidden data-kept><span role="status">${say.keptInBrowser}</span> <button type="button" class="quiet" data-forget>${say.forgetInBrowser}</button></p>
</div>
${followed.length > 0 ? followedList(visit, { followed, outlets, feedPath }) : html`<p class="empty">${say.emptySubscriptions}</p>`}
${followed.length > 0 ? html`<h2 class="section-name">${say.newest}</h2><div class="two-up">${entries(visit, items, { showChannel: true })}</div>` : ''}
${addForm(visit, followed, outlets)}`,
    }),
  }
}

/** What the address names, each once, in its order; what cannot be a channel or an outlet is left out. */
function readFollowed(parameters: URLSearchParams): Followed[] {
  const seen = new Set<string>()
  const followed: Followed[] = []
  for (const [name, raw] of parameters) {
    const value = raw.trim()
    if (name !== 'channel' && name !== 'outlet' && name !== 'q') continue
    if (value === '' || (name !== 'q' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value))) continue
    const key = `${name}=${value}`
    if (!seen.has(key)) followed.push({ kind: name, value })
    seen.add(key)
  }
  return followed
}

function parametersOf(followed: readonly Followed[]): URLSearchParams {
  return new URLSearchParams(followed.map(({ kind, value }) => [kind, value]))
}

async function newestOf(
  { access }: Visit,
  followed: readonly Followed[],
): Promise<{ items: Summary[]; wrong: string[] }> {
  const wrong: string[] = []
  const page = { cursor: null, limit: perFollowed }
  const lists = await Promise.all(
    followed.map(async ({ kind, value }): Promise<readonly Summary[]> => {
      if (kind === 'channel') return (await access.newest({ channel: parseChannelSlug(value) }, page)).items
      if (kind === 'outlet') return (await access.newest({ outletSlug: value }, page)).items
      try {
        return (await access.search(value, { ...page, sort: 'newest' })).items.map(({ summary }) => summary)
      } catch (error) {
        if (!queryProblem(error)) throw error
        wrong.push(value)
        return []
      }
    }),
  )
  const byArticle = new Map(lists.flat().map((summary) => [summary.articleId, summary]))
  const items = [...byArticle.values()].sort((a, b) => momentOf(b) - momentOf(a)).slice(0, shownMax)
  return { items, wrong }
}

function momentOf({ publishedAt, capturedAt }: Summary): number {
  const published = Date.parse(publishedAt ?? '')
  return Number.isNaN(published) ? Date.parse(capturedAt) : published
}

interface Listed {
  readonly followed: readonly Followed[]
  readonly outlets: readonly OutletView[]
  readonly feedPath: string
}

function followedList(visit: Visit, { followed, outlets, feedPath }: Listed): Html {
  const { say, to } = visit.reader
  return html`<section class="followed" aria-labelledby="following-title">
<h2 id="following-title" class="section-name">${say.following}</h2>
<ul>${followed.map((each) => {
    const rest = parametersOf(followed.filter((other) => other !== each))
    const name = nameOf(visit, each, outlets)
    return html`<li><span class="followed-kind">${kindOf(visit, each)}</span> <a href="${to(pathOf(each))}">${name}</a> <a class="remove" href="${to(`/subscriptions?${rest}`)}" data-unfollow="${rest.toString()}" aria-label="${say.stopFollowing(name)}">×</a></li>\n`
  })}</ul>
<p><a class="feed" href="${feedPath}">${say.feedOfList}</a> <span class="aside-note">${say.feedHelp}</span></p>
<p><input type="text" class="address" readonly aria-label="${say.feedOfList}" value="${absolute(visit, feedPath)}"></p>
</section>`
}

function kindOf({ reader }: Visit, { kind }: Followed): string {
  const { followChannelKind, followOutletKind, followSearchKind } = reader.say
  return { channel: followChannelKind, outlet: followOutletKind, q: followSearchKind }[kind]
}

function nameOf(visit: Visit, { kind, value }: Followed, outlets: readonly OutletView[]): string {
  if (kind === 'channel') return channelName(visit, value)
  const known = kind === 'outlet' ? outlets.find(({ outlet }) => outlet.slug === value) : undefined
  return known?.outlet.name ?? value
}

function pathOf({ kind, value }: Followed): string {
  return kind === 'q' ? `/search?q=${encodeURIComponent(value)}` : `/${kind}/${value}`
}

/** The whole list as a form: tick, untick, add a search. */
function addForm(visit: Visit, followed: readonly Followed[], outlets: readonly OutletView[]): Html {
  const { channels, reader } = visit
  const { say } = reader
  const isFollowed = (kind: Kind, value: string) =>
    followed.some((each) => each.kind === kind && each.value === value)
  const box = (kind: Kind, value: string, text: string) =>
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
