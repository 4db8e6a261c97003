/** One mail, ready to be sent. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Names what bounced: `+` and this behind our own local part (VERP). Lower-case letters and digits. */
  readonly bounceKey: string
  readonly headers: Readonly<Record<string, string>>
}

export type MailOutcome =
  | { readonly kind: 'sent' }
  /** The server could not be reached, or said to try again (4xx). */
  | { readonly kind: 'later'; readonly reason: string }
  /** This mailbox takes no mail (5xx). */
  | { readonly kind: 'refused'; readonly reason: string }

/** Hands mail to a mail server. Never throws. */
export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<MailOutcome>
  close(): Promise<void>
}
