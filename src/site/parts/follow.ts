import { type Html, html } from '../html.ts'
import type { Visit } from '../visit.ts'

/**
 * `Follow` and the feed of the same. Without JavaScript the link leads to a list with this alone in it; the
 * script puts it into the list that the browser keeps.
 *
 * @param what One parameter of `/subscriptions`, encoded: `channel=tech`.
 */
export function followLine({ reader }: Visit, what: string, feedPath: string): Html {
  const { say, to } = reader
  return html`<p class="follow-line"><a class="button" href="${to(`/subscriptions?${what}`)}" data-follow="${what}">${say.follow}</a> <a class="feed" href="${feedPath}">${say.feedOfThis}</a></p>`
}
