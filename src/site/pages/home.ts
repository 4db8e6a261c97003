import type { ChangeEvent, ChannelView } from '#access'
import { type Html, html } from '../html.ts'
import { comparePath, feedPaths } from '../links.ts'
import { entries, entry } from '../parts/entry.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { channelName, type Visit } from '../visit.ts'

const newestMax = 9
const perChannelMax = 4
const changesLookedAt = 60
const changesMax = 6

/** The front page: the newest, what changed, what vanished, then each channel. */
export async function homePage(visit: Visit): Promise<PageReply> {
  const { access, reader, site } = visit
  const { say } = reader
  const filled = visit.channels.filter(({ count }) => count > 0)
  const [newest, changes, counts, sections] = await Promise.all([
    access.newest({ reprints: false }, { cursor: null, limit: newestMax }),
    access.changes({ cursor: null, limit: changesLookedAt }),
    access.counts(),
    Promise.all(filled.map((view) => channelSection(visit, view))),
  ])
  const [first, ...rest] = newest.items
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
    ? html`<div class="front">
<section class="front-newest" aria-labelledby="newest-title">
<h2 id="newest-title" class="section-name">${say.newest}</h2>
<div class="front-lead">${entry(visit, first, { showChannel: true })}</div>
${rest.length > 0 ? html`<div class="two-up">${entries(visit, rest, { showChannel: true })}</div>` : ''}
</section>
<div class="front-side">
${changedSection(visit, changes.items)}
${vanishedSection(visit, changes.items)}
<section aria-labelledby="held-title">
<h2 id="held-title" class="section-name">${say.held}</h2>
<ul class="tally"><li>${say.articleCount(counts.articles)}</li><li>${say.snapshotCount(counts.snapshots)}</li><li>${say.outletCount(counts.outlets)}</li><li>${say.logEntries(counts.treeSize)}</li></ul>
</section>
</div>
</div>
<div class="front-channels">
${sections}</div>`
    : firstSteps(visit, counts.outlets)
}`,
    }),
  }
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

function changedSection(visit: Visit, changes: readonly ChangeEvent[]): Html {
  const { say } = visit.reader
  const revised = newestOfEach(changes.filter((change) => change.kind === 'revised')).slice(0, changesMax)
  return html`<section aria-labelledby="changed-title">
<h2 id="changed-title" class="section-name"><a href="${visit.reader.to('/changes')}">${say.whatChanged}</a></h2>
<p class="section-lead">${say.whatChangedLead}</p>
${revised.length === 0 ? html`<p class="empty">${say.noChanges}</p>` : revised.map((change) => changeEntry(visit, change))}
</section>`
}

function vanishedSection(visit: Visit, changes: readonly ChangeEvent[]): Html {
  const { say } = visit.reader
  const gone = newestOfEach(
    changes.filter((change) => change.kind === 'state' && change.state === 'gone'),
  ).slice(0, changesMax)
  return html`<section aria-labelledby="vanished-title">
<h2 id="vanished-title" class="section-name">${say.whatVanished}</h2>
<p class="section-lead">${say.whatVanishedLead}</p>
${gone.length === 0 ? html`<p class="empty">${say.noVanished}</p>` : gone.map((change) => changeEntry(visit, change))}
</section>`
}

/** An article that was rewritten five times today is one piece of news. */
function newestOfEach(changes: readonly ChangeEvent[]): ChangeEvent[] {
  const seen = new Set<string>()
  return changes.filter(({ snapshot: { articleId } }) => !seen.has(articleId) && seen.add(articleId))
}

/** A rewrite with its difference, or a change of state with its time. @param level Of its heading. */
export function changeEntry(visit: Visit, change: ChangeEvent, level: 2 | 3 = 3): Html {
  const { say, times, to } = visit.reader
  const { snapshot } = change
  if (change.kind === 'revised') {
    return entry(visit, snapshot, {
      brief: true,
      level,
      hideState: true,
      time: html`${say.changedAt} ${times.measured(change.at)}`,
      tail: html`<a href="${to(comparePath(snapshot.articleId, change.previous, snapshot.id))}">${say.seeDifference}</a>`,
    })
  }
  const since = change.state === 'gone' ? say.goneSince : `${say.webStateSince[change.state]} ${say.since}`
  return entry(visit, snapshot, {
    level,
    brief: true,
    hideState: true,
    time: html`${since} ${times.measured(change.at)}`,
  })
}
