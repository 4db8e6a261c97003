import type { ChangeEvent, ChannelView, SnapshotSummary } from '#access'
import { type Html, html } from '../html.ts'
import { feedPaths } from '../links.ts'
import { changeEntry, rewriteEntry } from '../parts/change-entry.ts'
import { entries, entry } from '../parts/entry.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { channelName, type Visit } from '../visit.ts'

const newestMax = 9
/** Of the newest and of the changes: more on one day are told as more. */
const lookedAt = 60
const perChannelMax = 4
const changedMax = 4
const vanishedMax = 6

/** The front page: the newest, what changed, what vanished, then each channel. */
export async function homePage(visit: Visit): Promise<PageReply> {
  const { access, reader, site } = visit
  const { say } = reader
  const filled = visit.channels.filter(({ count }) => count > 0)
  const [newest, changes, sections] = await Promise.all([
    access.newest({ reprints: false }, { cursor: null, limit: lookedAt }),
    access.changes({ cursor: null, limit: lookedAt }),
    Promise.all(filled.map((view) => channelSection(visit, view))),
  ])
  const [first, ...rest] = newest.items.slice(0, newestMax)
  return {
    status: 200,
    page: shell(visit, {
      title: site.serviceName,
      description: say.tagline,
      canonicalPath: '/',
      feeds: [
        { title: say.newest, path: feedPaths.newest },
        { title: say.whatChanged, path: feedPaths.changes },
      ],
      main: html`<h1 class="unseen">${say.homeTitle}</h1>
${
  first
    ? html`${edition(visit, newest.items, changes.items)}
<div class="front">
<section class="front-newest" aria-labelledby="newest-title">
<h2 id="newest-title" class="section-name">${say.newest}</h2>
<div class="front-lead">${entry(visit, first, { showChannel: true })}</div>
${rest.length > 0 ? html`<div class="two-up">${entries(visit, rest, { showChannel: true })}</div>` : ''}
</section>
<div class="front-side">
${await changedSection(visit, changes.items)}
${vanishedSection(visit, changes.items)}
<section aria-labelledby="held-title">
<h2 id="held-title" class="section-name">${say.held}</h2>
<ul class="tally"><li>${say.articleCount(visit.counts.articles)}</li><li>${say.snapshotCount(visit.counts.snapshots)}</li><li>${say.outletCount(visit.counts.outlets)}</li><li>${say.logEntries(visit.counts.treeSize)}</li></ul>
</section>
</div>
</div>
<div class="front-channels">
${sections}</div>`
    : firstSteps(visit, visit.counts.outlets)
}`,
    }),
  }
}

/** The date line under the nameplate: what this day has brought so far, each with the way to it. */
function edition(visit: Visit, newest: readonly SnapshotSummary[], changes: readonly ChangeEvent[]): Html {
  const { clock, reader } = visit
  const { say, times, to } = reader
  const now = clock.now()
  const today = times.dayAt(now)
  const published = newest.filter(
    ({ publishedAt, capturedAt }) => times.dayAt(publishedAt ?? capturedAt) === today,
  )
  const ofToday = changes.filter(({ at }) => times.dayAt(at) === today)
  const changed = newestOfEach(ofToday.filter(({ kind }) => kind === 'revised'))
  const vanished = newestOfEach(ofToday.filter(isVanished))
  const told: [string, readonly unknown[], (count: string) => string][] = [
    ['#newest-title', published, say.publishedToday],
    [to('/changes'), changed, say.changedToday],
    ['#vanished-title', vanished, say.vanishedToday],
  ]
  const items = told
    .filter(([, { length }]) => length > 0)
    .map(([path, { length }, words]) => {
      const count = length < lookedAt ? say.n(length) : `${say.n(lookedAt)}+`
      return html`<li><a href="${path}">${words(count)}</a></li>\n`
    })
  return html`<div class="edition"><p><time datetime="${today}">${times.edition(now)}</time></p>
${items.length > 0 ? html`<ul>\n${items}</ul>` : ''}</div>`
}

/** Before the first article: for whoever set this up, the next command; for everybody else, why it is empty. */
export function firstSteps({ reader, site }: Visit, outletCount: number): Html {
  const { say } = reader
  if (outletCount > 0)
    return html`<section class="first-steps" aria-labelledby="first-title">
<h2 id="first-title">${say.firstCrawlTitle}</h2>
<p>${say.firstCrawlText(outletCount)}</p>
</section>`
  return html`<section class="first-steps" aria-labelledby="first-title">
<h2 id="first-title">${say.firstOutletTitle}</h2>
<p>${say.firstOutletText(site.serviceName)}</p>
<pre tabindex="0"><code>bin/verbatim add https://news.example/</code></pre>
<p>${say.firstOutletThen}</p>
<p class="aside-note">${say.firstOutletData}</p>
<p>${say.firstPageAlone}</p>
<pre tabindex="0"><code>bin/verbatim snapshot https://news.example/2026/1.html</code></pre>
</section>`
}

async function channelSection(visit: Visit, { channel }: ChannelView): Promise<Html> {
  const { access, reader } = visit
  const { items } = await access.newest(
    { channel: channel.slug, reprints: false },
    { cursor: null, limit: perChannelMax },
  )
  const [first, ...rest] = items
  if (!first) return html``
  const name = channelName(visit, channel.slug)
  return html`<section aria-labelledby="channel-${channel.slug}">
<h2 id="channel-${channel.slug}" class="section-name"><a href="${reader.to(`/channel/${channel.slug}`)}">${name}</a></h2>
${entry(visit, first)}${rest.map((summary) => entry(visit, summary, { brief: true }))}
</section>\n`
}

async function changedSection(visit: Visit, changes: readonly ChangeEvent[]): Promise<Html> {
  const { say } = visit.reader
  const revised = newestOfEach(changes.filter((change) => change.kind === 'revised')).slice(0, changedMax)
  return html`<section aria-labelledby="changed-title">
<h2 id="changed-title" class="section-name"><a href="${visit.reader.to('/changes')}">${say.whatChanged}</a></h2>
<p class="section-lead">${say.whatChangedLead}</p>
${revised.length === 0 ? html`<p class="empty">${say.noChanges}</p>` : await Promise.all(revised.map((change) => rewriteEntry(visit, change, { level: 3 })))}
</section>`
}

function vanishedSection(visit: Visit, changes: readonly ChangeEvent[]): Html {
  const { say } = visit.reader
  const gone = newestOfEach(changes.filter(isVanished)).slice(0, vanishedMax)
  return html`<section aria-labelledby="vanished-title">
<h2 id="vanished-title" class="section-name">${say.whatVanished}</h2>
<p class="section-lead">${say.whatVanishedLead}</p>
${gone.length === 0 ? html`<p class="empty">${say.noVanished}</p>` : gone.map((change) => changeEntry(visit, change, { level: 3 }))}
</section>`
}

function isVanished(change: ChangeEvent): boolean {
  return change.kind === 'state' && change.state === 'gone'
}

/** An article that was rewritten five times today is one piece of news. */
function newestOfEach(changes: readonly ChangeEvent[]): ChangeEvent[] {
  const seen = new Set<string>()
  return changes.filter(({ snapshot: { articleId } }) => !seen.has(articleId) && seen.add(articleId))
}
