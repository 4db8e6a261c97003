import { createTransport } from 'nodemailer'
import type { Mailer } from '#subscriptions'

/** What nodemailer's errors tell beside their message. */
interface SmtpError extends Error {
  readonly responseCode?: number
  readonly command?: string
}

/**
 * Mail through an SMTP server.
 *
 * @param server Such as `smtps://user:password@mail.example:465`; with `smtp:` the connection is encrypted where the
 *   server offers it (STARTTLS).
 * @param from The sender, such as `Verbatim <news@example.org>`; bounces come back to `news+KEY@example.org`.
 */
export function openSmtpMailer({ server, from }: { server: string; from: string }): Mailer {
  const transport = createTransport(server, {
    from,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html, headers, bounceKey }, signal) {
      if (signal.aborted) return { kind: 'later', reason: 'there was no time left' }
      try {
        const envelope = { from: bounceAddress(from, bounceKey), to: [to] }
        await transport.sendMail({ from, to, subject, text, html, headers, envelope })
        return { kind: 'sent' }
      } catch (error) {
        const { responseCode = 0, command, message } = error as SmtpError
        // Only what is said of this mailbox: a refused login or sender is the operator's to mend.
        const isOfMailbox = command === 'RCPT TO' || command === 'DATA'
        const kind = isOfMailbox && responseCode >= 500 && responseCode < 600 ? 'refused' : 'later'
        return { kind, reason: message.slice(0, 300) }
      }
    },
    async close() {
      transport.close()
    },
  }
}

/** `news+key@example.org`: so that a bounce names whom it is about, whatever its text says (VERP). */
export function bounceAddress(from: string, key: string): string {
  const address = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim()
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+${key}${address.slice(at)}`
}
