import { parseChannelSlug } from '#model'
import { html } from '../html.ts'
import { feedPaths } from '../links.ts'
import { entries, pager } from '../parts/entry.ts'
import { followLine } from '../parts/follow.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { channelName, type Visit } from '../visit.ts'
import { missing } from './errors.ts'

const perPage = 30

/** The newest articles of one channel, reprints folded away. */
export async function channelPage(visit: Visit, slug: string): Promise<PageReply> {
  const { access, reader, url } = visit
  const { say } = reader
  if (!visit.channels.some(({ channel }) => channel.slug === slug)) return missing(visit, say.notFoundChannel)
  const channel = parseChannelSlug(slug)
  const page = await access.newest(
    { channel, reprints: false },
    { cursor: url.searchParams.get('cursor'), limit: perPage },
  )
  const name = channelName(visit, slug)
  return {
    status: 200,
    page: shell(visit, {
      title: name,
      description: say.channelLead(name),
      channel: slug,
      canonicalPath: `/channel/${slug}`,
      feeds: [{ title: name, path: feedPaths.channel(slug) }],
      main: html`<header class="page-head">
<h1>${name}</h1>
<p>${say.channelLead(name)}</p>
${followLine(visit, `channel=${slug}`, feedPaths.channel(slug))}
</header>
<h2 class="unseen">${say.newest}</h2>
<div class="two-up">${entries(visit, page.items)}</div>
${pager(visit, page.next)}`,
    }),
  }
}
