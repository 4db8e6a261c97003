import type { StoryView } from '#access'
import type { StoryId } from '#model'
import { type Html, html } from '../html.ts'
import { feedPaths } from '../links.ts'
import { entry } from '../parts/entry.ts'
import { timeScale } from '../parts/time-scale.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { outletName, type Visit } from '../visit.ts'
import { missing } from './errors.ts'

type StoryEntry = StoryView['entries'][number]

/** One affair as every outlet told it: a time line, day by day, oldest first. One that became part of another leads there. */
export async function storyPage(
  visit: Visit,
  id: StoryId,
): Promise<PageReply | { redirect: string; status: 301 }> {
  const { access, reader } = visit
  const { say } = reader
  const story = await access.story(id)
  if (!story) return missing(visit, say.notFoundStory)
  if (story.id !== id) return { redirect: reader.to(`/story/${story.id}`), status: 301 }
  const articleCount = story.entries.reduce((sum, { reprints }) => sum + 1 + reprints.length, 0)
  const lead = say.storyLead(articleCount, story.outletCount)
  return {
    status: 200,
    page: shell(visit, {
      title: story.title,
      description: lead,
      canonicalPath: `/story/${id}`,
      feeds: [{ title: story.title, path: feedPaths.story(id) }],
      main: html`<header class="page-head">
<p class="kicker">${say.storyTitle}</p>
<h1${reader.in(story.entries[0]?.summary.language)}>${story.title || say.noTitle}</h1>
<p>${lead}</p>
<p class="follow-line"><a class="feed" href="${feedPaths.story(id)}">${say.feedOfThis}</a></p>
</header>
<div class="front">
<section class="front-newest" aria-labelledby="timeline-title">
<h2 id="timeline-title" class="section-name">${say.timeline}</h2>
${timeScale(visit, story.entries)}
<ol class="timeline">
${byDay(visit, story.entries).map(
  ({ day, items }) => html`<li><h3 class="timeline-day">${day}</h3>
${items.map((item) => entry(visit, item.summary, { id: `article-${item.summary.id}`, level: 4, reprints: item.reprints, kicker: item === story.entries[0] ? html`<span class="first-report">${say.firstReport}</span>` : '' }))}</li>\n`,
)}</ol>
</section>
<div class="front-side">${outletsSection(visit, story.entries)}</div>
</div>`,
    }),
  }
}

/** Entries under the day of their publication (capture, where that is unknown), in their order. */
function byDay({ reader }: Visit, entries: readonly StoryEntry[]): { day: string; items: StoryEntry[] }[] {
  const days: { day: string; items: StoryEntry[] }[] = []
  for (const item of entries) {
    const day = reader.times.day(item.summary.publishedAt ?? item.summary.capturedAt)
    const last = days.at(-1)
    if (last?.day === day) last.items.push(item)
    else days.push({ day, items: [item] })
  }
  return days
}

function outletsSection(visit: Visit, entries: readonly StoryEntry[]): Html {
  const { say, to } = visit.reader
  const counts = new Map<string, { name: string; count: number }>()
  for (const { summary, reprints } of entries) {
    for (const { outletSlug, outlet } of [summary, ...reprints]) {
      const known = counts.get(outletSlug) ?? { name: outletName(visit, outletSlug, outlet), count: 0 }
      counts.set(outletSlug, { ...known, count: known.count + 1 })
    }
  }
  return html`<section aria-labelledby="outlets-title">
<h2 id="outlets-title" class="section-name">${say.outletsOfStory}</h2>
<ul class="tally">${[...counts].map(([slug, { name, count }]) => html`<li><a href="${to(`/outlet/${slug}`)}">${name}</a> ${say.articleCount(count)}</li>\n`)}</ul>
</section>`
}
