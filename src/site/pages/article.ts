import type { ArticleId } from '#model'
import { type Html, html } from '../html.ts'
import { comparePath } from '../links.ts'
import type { Comparison } from '../parts/change-entry.ts'
import { changeExcerpt } from '../parts/change-excerpt.ts'
import { stateMark } from '../parts/entry.ts'
import { readable } from '../parts/record.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { missing } from './errors.ts'

const comparedMax = 50

/** Every version of one article, oldest first, with the way to compare any two. */
export async function articlePage(visit: Visit, id: ArticleId): Promise<PageReply> {
  const { access, reader } = visit
  const { say, times, to } = reader
  const article = await access.article(id)
  const latest = article?.revisions.at(-1)
  if (!article || !latest) return missing(visit, say.notFoundArticle)
  const comparisons = await Promise.all(
    article.revisions.map((revision, index) => {
      const before = article.revisions[index - 1]
      // Of an article with very many versions, the latest are told of.
      return before && index >= article.revisions.length - comparedMax
        ? access.compare(before.id, revision.id)
        : null
    }),
  )
  const items = article.revisions.map((revision, index) => {
    const before = article.revisions[index - 1]
    const comparison = comparisons[index]
    return html`<li>
<h2><a href="${to(`/s/${revision.id}`)}">${say.versionNumber(revision.revisionNumber)}</a></h2>
<p class="version-title"${reader.in(revision.language)}>${revision.title || say.noTitle}</p>
${comparison ? changes(visit, comparison) : ''}<p class="facts">${say.snapshotTime} ${times.measured(revision.capturedAt, 'second')}${before ? html` <a href="${to(comparePath(id, before.id, revision.id))}">${say.compareWithPrevious}</a>` : ''}</p>
</li>\n`
  })
  return {
    status: 200,
    page: shell(visit, {
      title: `${say.articleTitle}: ${latest.title}`,
      channel: latest.channel,
      canonicalPath: `/article/${id}`,
      main: html`<header class="page-head">
<p class="kicker">${say.articleTitle}</p>
<h1${reader.in(latest.language)}>${latest.title || say.noTitle}</h1>
<p>${say.articleLead(article.revisions.length)}</p>
<p class="facts"><span>${stateMark(say, article.webState)} ${say.since} ${times.measured(article.webStateSince)}</span> <a href="${to(`/lookup?url=${encodeURIComponent(article.url)}`)}" class="url">${readable(article.url)}</a></p>
</header>
${article.revisions.length > 1 ? chooser(visit, id, article.revisions) : ''}
<ol class="versions">
${items}</ol>`,
    }),
  }
}

/** What a version did to the one before it. */
function changes({ reader }: Visit, comparison: Comparison): Html {
  const { say } = reader
  const { title, body } = comparison
  const counts = say.compareSummary(
    title.addedChars + body.addedChars,
    title.removedChars + body.removedChars,
  )
  return html`<p class="entry-kicker">${comparison.kinds.map((kind) => html`<span class="flag">${say.changeKinds[kind]}</span> `)}${comparison.isDeclared ? say.changeDeclared : say.changeSilent}</p>
<p class="proof-line"${reader.in(comparison.to.language)}>${changeExcerpt(say, comparison)}</p>
<p class="aside-note">${counts}</p>
`
}

interface Version {
  readonly id: string
  readonly revisionNumber: number
  readonly capturedAt: string
}

/** Two lists and a button; the first against the last at first. */
export function chooser(
  { reader }: Visit,
  id: ArticleId,
  versions: readonly Version[],
  chosen?: { from: string; to: string },
): Html {
  const { say, times, languageField } = reader
  const options = (selected: string | undefined) =>
    versions.map(
      (each) =>
        html`<option value="${each.id}"${each.id === selected ? html` selected` : ''}>${say.versionNumber(each.revisionNumber)} · ${times.day(each.capturedAt)} ${times.clock(each.capturedAt)}</option>`,
    )
  return html`<form class="inline-form chooser" action="/article/${id}/compare" method="get">
<div><label for="from">${say.compareFrom}</label><select id="from" name="from">${options(chosen?.from ?? versions[0]?.id)}</select></div>
<div><label for="to">${say.compareTo}</label><select id="to" name="to">${options(chosen?.to ?? versions.at(-1)?.id)}</select></div>${languageField}
<button type="submit">${say.compareButton}</button>
</form>`
}
