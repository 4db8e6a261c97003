import type { DeliveryOutcome } from './delivery.ts'
import { mailLanguageOf, mailWordings } from './mail-wording.ts'
import type { Mail, Mailer } from './mailer.ts'
import type { Target } from './target.ts'
import type { Notice, Transport } from './transport.ts'

export interface MailSetting {
  readonly serviceName: string
  /** Without a slash at its end. */
  readonly baseUrl: string
}

/** A digest names so many at most, and says how many more there are. */
const namedMax = 100

export function createMailTransport({
  mailer,
  setting,
}: {
  mailer: Mailer
  setting: MailSetting
}): Transport {
  return async (target, notices, signal): Promise<DeliveryOutcome> => {
    if (target.address.kind !== 'mail' || notices.length === 0) return { kind: 'sent' }
    const outcome = await mailer.send(noticeMail(target, notices, setting), signal)
    return outcome.kind === 'refused' ? { kind: 'gone', reason: outcome.reason } : outcome
  }
}

/** One mail for all that has come, newest last. */
export function noticeMail(target: Target, notices: readonly Notice[], setting: MailSetting): Mail {
  const { language, mailbox } = mailAddress(target)
  const say = mailWordings[mailLanguageOf(language)]
  const lines = notices.slice(0, namedMax).map((notice) => lineOf(notice, say, setting.baseUrl))
  const more = notices.length - lines.length
  const { manage, unsubscribe } = linksOf(target, setting.baseUrl)
  const first = lines[0] as NoticeLine
  const text = [
    ...lines.map(({ heading, lead, why, url }) => [heading, lead, why, url].filter(Boolean).join('\n')),
    ...(more > 0 ? [`+${more}`] : []),
    `${say.manage}: ${manage}\n${say.unsubscribe}: ${unsubscribe}`,
  ].join('\n\n')
  const html = page(
    lines.map(lineHtml).join('') + (more > 0 ? `<p>+${more}</p>` : ''),
    `<a href="${escaped(manage)}">${say.manage}</a> · <a href="${escaped(unsubscribe)}">${say.unsubscribe}</a>`,
    language,
  )
  return {
    to: mailbox,
    subject: oneLine(say.subject(notices.length, first.heading, setting.serviceName)),
    text,
    html,
    bounceKey: target.key,
    headers: {
      ...listHeaders(target, setting),
      'Message-ID': `<${target.key}.${notices[0]?.delivery.id}-${notices.at(-1)?.delivery.id}@${hostOf(setting.baseUrl)}>`,
    },
  }
}

/** The question that makes sure that nobody is written to who did not ask. */
export function confirmationMail(target: Target, setting: MailSetting): Mail {
  const { language, mailbox } = mailAddress(target)
  const say = mailWordings[mailLanguageOf(language)]
  const url = `${setting.baseUrl}/subscriptions/confirm/${target.key}`
  return {
    to: mailbox,
    subject: oneLine(say.confirmSubject(setting.serviceName)),
    text: `${say.confirmText}\n\n${url}\n\n${say.confirmIgnore}`,
    html: page(
      `<p>${say.confirmText}</p><p><a href="${escaped(url)}">${say.confirm}</a></p>`,
      say.confirmIgnore,
      language,
    ),
    bounceKey: target.key,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

/** A link that signs somebody in. */
export function signInMail(
  link: { to: string; url: string; language: string; key: string },
  setting: MailSetting,
): Mail {
  const say = mailWordings[mailLanguageOf(link.language)]
  return {
    to: link.to,
    subject: oneLine(say.signInSubject(setting.serviceName)),
    text: `${say.signInText}\n\n${link.url}`,
    html: page(
      `<p>${say.signInText}</p><p><a href="${escaped(link.url)}">${say.signIn}</a></p>`,
      '',
      link.language,
    ),
    bounceKey: link.key,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

/** RFC 2919, RFC 2369 and RFC 8058: a mail program's own button ends it with one POST. */
function listHeaders(target: Target, { serviceName, baseUrl }: MailSetting): Record<string, string> {
  const { unsubscribe } = linksOf(target, baseUrl)
  return {
    'List-Id': `${oneLine(serviceName).replace(/[<>"]/g, '')} <subscriptions.${hostOf(baseUrl)}>`,
    'List-Unsubscribe': `<${unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'Auto-Submitted': 'auto-generated',
    Precedence: 'list',
  }
}

function linksOf({ key }: Target, baseUrl: string) {
  return {
    manage: `${baseUrl}/subscriptions/manage/${key}`,
    unsubscribe: `${baseUrl}/subscriptions/unsubscribe/${key}`,
  }
}

interface NoticeLine {
  readonly heading: string
  readonly lead: string
  readonly why: string
  readonly url: string
  readonly action: string
}

function lineOf(
  { event, summary, matched }: Notice,
  say: (typeof mailWordings)['en'],
  baseUrl: string,
): NoticeLine {
  const kind = say.kinds[event.kind]
  const isRevision = event.kind === 'revised' && event.previous !== null
  const names = matched.map(({ follow }) => follow.value).join('、')
  return {
    heading: oneLine(
      summary
        ? `[${kind}] ${summary.title} (${summary.outlet ?? summary.outletSlug})`
        : `[${kind}] ${say.withdrawn}`,
    ),
    lead: oneLine(summary?.lead ?? ''),
    why: names ? `${say.why} ${oneLine(names)}` : '',
    url: isRevision
      ? `${baseUrl}/article/${event.articleId}/compare?from=${event.previous}&to=${event.snapshotId}`
      : `${baseUrl}/s/${event.snapshotId}`,
    action: isRevision ? say.compare : say.read,
  }
}

function lineHtml({ heading, lead, why, url, action }: NoticeLine): string {
  return `<h2 style="font-size:1em">${escaped(heading)}</h2><p>${escaped(lead)}</p><p><a href="${escaped(url)}">${action}</a> <small>${escaped(why)}</small></p>`
}

/** No pictures, no scripts, nothing that tells us whether it was opened. */
function page(body: string, footer: string, language: string): string {
  return `<!doctype html><html lang="${mailLanguageOf(language)}"><meta charset="utf-8"><body>${body}<hr><p><small>${footer}</small></p></body></html>`
}

function mailAddress(target: Target) {
  if (target.address.kind !== 'mail') throw new TypeError('This target is no mailbox.')
  return target.address
}

function hostOf(baseUrl: string): string {
  return new URL(baseUrl).hostname
}

/** Headers have one line: a title that has more must not write headers of its own. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 300)
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
