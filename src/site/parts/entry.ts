import type { Excerpt, MatchedExcerpt, SnapshotSummary } from '#access'
import type { WebState } from '#model'
import { attribute, type Html, type HtmlValue, html, nothing } from '../html.ts'
import { pageOfList } from '../links.ts'
import type { Messages } from '../messages/en.ts'
import type { Reader } from '../reader.ts'
import { channelName, outletName, type Visit } from '../visit.ts'

export interface EntryOptions {
  /** Of the element, for links on the same page; its reprints then have one too. */
  readonly id?: string
  /** Shown in place of the lead: a passage with what matches marked. */
  readonly excerpt?: MatchedExcerpt
  /** Folded under the entry. */
  readonly reprints?: readonly SnapshotSummary[]
  /** Of the title; lists stand under an `h2` mostly. */
  readonly level?: 2 | 3 | 4
  /** Title and facts alone. */
  readonly brief?: boolean
  readonly showChannel?: boolean
  /** Where the entry itself is about what became of the original. */
  readonly hideState?: boolean
  /** Set before the title, such as what kind of change it was. */
  readonly kicker?: HtmlValue
  /** Set between title and facts. */
  readonly below?: Html
  /** Set behind the facts. */
  readonly tail?: HtmlValue
  /** Shown in place of the time of publication. */
  readonly time?: Html
}

/** One article in a list: title, lead or excerpt, then its facts on one line. */
export function entry(visit: Visit, summary: SnapshotSummary, options: EntryOptions = {}): Html {
  const { reader } = visit
  const tag = `h${options.level ?? 3}` as 'h3'
  const heading = html`<a href="${reader.to(`/s/${summary.id}`)}"${reader.in(summary.language)}>${summary.title || reader.say.noTitle}</a>`
  const body = options.brief ? nothing : passage(reader, summary, options.excerpt)
  return html`<article class="entry"${attribute('id', options.id)}>
${options.kicker ? html`<p class="entry-kicker">${options.kicker}</p>\n` : ''}${openHeading(tag, heading)}
${body}${options.below ?? ''}${facts(visit, summary, options)}${foldedReprints(visit, options.reprints ?? [], options.id !== undefined)}
</article>\n`
}

export function entries(
  visit: Visit,
  summaries: readonly SnapshotSummary[],
  options: EntryOptions = {},
): Html {
  if (summaries.length === 0) return html`<p class="empty">${visit.reader.say.nothingYet}</p>`
  return html`<div class="entries">\n${summaries.map((summary) => entry(visit, summary, options))}</div>`
}

function openHeading(tag: string, content: Html): Html {
  if (tag === 'h2') return html`<h2 class="entry-title">${content}</h2>`
  if (tag === 'h4') return html`<h4 class="entry-title">${content}</h4>`
  return html`<h3 class="entry-title">${content}</h3>`
}

function passage(reader: Reader, summary: SnapshotSummary, excerpt: Excerpt | undefined): Html {
  if (excerpt && excerpt.pieces.length > 0)
    return html`<p class="entry-lead"${reader.in(summary.language)}>${marked(excerpt)}</p>\n`
  return summary.lead
    ? html`<p class="entry-lead"${reader.in(summary.language)}>${summary.lead}</p>\n`
    : nothing
}

/** An excerpt with what matched in `<mark>`, and dots where it begins or ends inside the text. */
export function marked(excerpt: Excerpt): Html {
  return html`${excerpt.startsInside ? '…' : ''}${excerpt.pieces.map(({ text, matched }) =>
    matched ? html`<mark>${text}</mark>` : text,
  )}${excerpt.endsInside ? '…' : ''}`
}

function facts(visit: Visit, summary: SnapshotSummary, options: EntryOptions): Html {
  const { reader } = visit
  const { say, times, to } = reader
  const time =
    options.time ??
    (summary.publishedAt ? times.published(summary.publishedAt) : times.measured(summary.capturedAt))
  return html`<p class="facts"><a class="facts-outlet" href="${to(`/outlet/${summary.outletSlug}`)}">${outletName(visit, summary.outletSlug, summary.outlet)}</a>${
    options.showChannel && summary.channel
      ? html` <a href="${to(`/channel/${summary.channel}`)}">${channelName(visit, summary.channel)}</a>`
      : ''
  } ${time}${summary.reprintOf ? html` <span class="flag">${say.isReprint}</span>` : ''}${
    summary.revisionCount > 1
      ? html` <a class="flag" href="${to(`/article/${summary.articleId}`)}">${say.revisionsShort(summary.revisionCount)}</a>`
      : ''
  }${options.excerpt?.contained === undefined ? '' : html` <span class="flag">${say.contained(Math.floor(options.excerpt.contained * 100))}</span>`}${options.hideState ? nothing : stateFlag(say, summary.webState)}${options.tail ? html` ${options.tail}` : ''}</p>\n`
}

/** Nothing for what is still there: only what changed, vanished or went silent is worth a word. */
function stateFlag(say: Messages, state: WebState): Html {
  return state === 'live' ? nothing : html` ${stateMark(say, state)}`
}

/**
 * What the original's address answers now, with a sign of its own shape.
 *
 * @param sentence In more than the one word of lists.
 */
export function stateMark(say: Messages, state: WebState, sentence?: string): Html {
  const words = {
    live: say.stateLive,
    changed: say.stateChanged,
    gone: say.stateGone,
    unreachable: say.stateUnreachable,
  }
  return html`<span class="state state-${state}">${sentence ?? words[state]}</span>`
}

/** `+2 reprints`, which opens to a list of them. @param areTargets Gives each an id, where each is on the page once. */
export function foldedReprints(visit: Visit, reprints: readonly SnapshotSummary[], areTargets = false): Html {
  const { reader } = visit
  if (reprints.length === 0) return nothing
  return html`<details class="folded"><summary>${reader.say.foldedReprints(reprints.length)}</summary>
<ul>${reprints.map(
    (reprint) =>
      html`<li${attribute('id', areTargets && `article-${reprint.id}`)}><a href="${reader.to(`/s/${reprint.id}`)}"${reader.in(reprint.language)}>${reprint.title || reader.say.noTitle}</a> <span class="facts">${outletName(visit, reprint.outletSlug, reprint.outlet)} ${reprint.publishedAt ? reader.times.published(reprint.publishedAt) : reader.times.measured(reprint.capturedAt)}</span></li>\n`,
  )}</ul></details>`
}

/** The link to the next page of a list, and back to its first. */
export function pager(visit: Visit, next: string | null): Html {
  const { reader, url } = visit
  const isFirst = !url.searchParams.has('cursor')
  if (next === null && isFirst) return nothing
  return html`<nav class="pager" aria-label="${reader.say.pagesNav}">${
    isFirst ? '' : html`<a href="${pageOfList(url, null)}">${reader.say.firstPage}</a>`
  }${next === null ? '' : html` <a rel="next" href="${pageOfList(url, next)}">${reader.say.older}</a>`}</nav>`
}
