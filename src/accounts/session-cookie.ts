/** How a browser keeps a session. With TLS the name binds it to this host, to `/`, and to TLS (`__Host-`). @see RFC 6265bis §4.1.3.2 */
export interface SessionCookie {
  readonly name: string
  /** The value of a `Set-Cookie` header. */
  set(secret: string): string
  clear(): string
  /** Out of a `Cookie` header; null where it is not there, or there more than once. */
  read(header: string | null | undefined): string | null
}

/** @param options.tls Whether the public reaches this service by https. */
export function sessionCookie({ tls }: { tls: boolean }): SessionCookie {
  const name = tls ? '__Host-verbatim' : 'verbatim-session'
  // Lax: whoever follows a link in a mail arrives signed in; forms from elsewhere don't bring it along.
  const attributes = `Path=/; HttpOnly; SameSite=Lax${tls ? '; Secure' : ''}`
  return {
    name,
    set: (secret) => `${name}=${secret}; ${attributes}; Max-Age=${maxAgeSeconds}`,
    clear: () => `${name}=; ${attributes}; Max-Age=0`,
    read(header) {
      const found = (header ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
      // Two of one name are what an attacker on a neighbouring host can bring about; which of them is ours nobody can say.
      return found.length === 1 ? (found[0] as string).slice(name.length + 1) : null
    },
  }
}

/** Browsers keep none longer. The session itself may end sooner. */
const maxAgeSeconds = 400 * 86_400
