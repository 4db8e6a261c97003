import type { SnapshotView } from '#access'
import { attribute, type Html, html } from '../html.ts'
import { snapshotPaths } from '../links.ts'
import type { Visit } from '../visit.ts'

/** The steps of docs/reference/receipt.md, in its order, by the names that `browser/verify-receipt.js` has for them. */
const checkSteps = ['identity', 'entry', 'text', 'signature', 'inclusion'] as const
/** What others say of the checkpoint; a receipt may be whole without. */
const vouchings = ['witnesses', 'timeStamps'] as const

/**
 * What the check does, step by step, in words that stand without JavaScript too. The script finds the panel by
 * `data-check`, shows its button, and says of each step whether it holds.
 *
 * @param isCompact The steps stay folded until the check runs.
 */
export function checkPanel(
  visit: Visit,
  { held }: SnapshotView,
  { isCompact }: { isCompact: boolean },
): Html {
  const { say } = visit.reader
  const { id, url, capturedAt } = held.snapshot
  const paths = snapshotPaths(id)
  const item = (role: 'data-step' | 'data-vouching', step: keyof typeof say.steps) =>
    html`<li ${role}="${step}">${say.steps[step]} <span class="step-mark" data-mark></span> <span class="step-detail" data-detail></span></li>\n`
  const steps = [
    ...checkSteps.map((step) => item('data-step', step)),
    ...vouchings.map((step) => item('data-vouching', step)),
  ]
  return html`<div class="check" data-check data-id="${id}" data-url="${url}" data-captured-at="${capturedAt}" data-key="${visit.access.verifierKey}" data-proof="${paths.proofJson}" data-snapshot="${paths.json}" data-say-running="${say.checkRunning}" data-say-passed="${say.checkPassed}" data-say-failed="${say.checkFailed}" data-say-error="${say.checkError}" data-say-unsupported="${say.checkUnsupported}" data-say-holds="${say.stepHolds}" data-say-fails="${say.stepFails}" data-say-none="${say.stepNone}">
<p><button type="button" hidden data-run>${say.checkNow}</button></p>
<p class="check-result" role="status" data-result></p>
<ol class="check-steps"${attribute('hidden', isCompact)} data-steps>
${steps}</ol>
${isCompact ? '' : html`<noscript><p>${say.checkNoScript}</p></noscript>`}
</div>`
}
