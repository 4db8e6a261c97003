/** What a returned mail says. */
export interface Bounce {
  /** Whom it is about: the key in the address that it was returned to (VERP). */
  readonly key: string
  /** True where the mailbox will never take mail (5.x.x, or `failed`); a full one (4.x.x) may again. */
  readonly isPermanent: boolean
  /** Such as `5.1.1`; null where none is told. */
  readonly status: string | null
}

const mailCharsMax = 1_000_000

/**
 * Reads a delivery status notification. It is believed only as far as whom it names: our key, which only the mail
 * itself had.
 *
 * @returns null where the mail is no bounce of one of ours.
 * @see RFC 3464 §2.3
 */
export function parseBounce(mail: string): Bounce | null {
  const text = mail.slice(0, mailCharsMax)
  const headEnd = /\r?\n\r?\n/.exec(text)?.index ?? text.length
  const recipients = headersNamed(text.slice(0, headEnd), [
    'to',
    'delivered-to',
    'x-original-to',
    'envelope-to',
  ])
  const key = recipients.map((each) => /\+([a-z2-7]{16,64})@/.exec(each)?.[1]).find(Boolean)
  if (!key) return null
  const action = /^Action:[ \t]*(failed|delayed|delivered|relayed|expanded)\b/im
    .exec(text)?.[1]
    ?.toLowerCase()
  const status = /^Status:[ \t]*([245]\.\d{1,3}\.\d{1,3})/im.exec(text)?.[1] ?? null
  if (!action && !status) return null
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return null
  const isPermanent = status ? status.startsWith('5') : action === 'failed'
  return { key, isPermanent, status }
}

function headersNamed(head: string, names: readonly string[]): string[] {
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  return lines.filter((line) => names.includes(line.slice(0, line.indexOf(':')).trim().toLowerCase()))
}
