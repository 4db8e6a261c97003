import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'

/** All addresses of a name. @throws {Error} of `node:dns` if it has none. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>

/**
 * Asks the hosts file, then the name servers of the system, IPv4 and IPv6 at once.
 *
 * Not `dns.lookup`: that blocks one of four threads, which file writes need too, for as long as a name server
 * does not answer; so a few dead names would hold up all the others.
 */
export const systemResolve: Resolve = async (host, signal) => {
  const own = await hostsFile()
  const listed = own.get(host.toLowerCase())
  if (listed) return listed
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const addresses = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
    const failure = answers.find((each) => each.status === 'rejected')
    if (addresses.length === 0 && failure) throw failure.reason
    return addresses
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

let hosts: Promise<ReadonlyMap<string, readonly string[]>> | null = null

/** Read once: who changes it starts the service anew. */
function hostsFile(): Promise<ReadonlyMap<string, readonly string[]>> {
  hosts ??= readFile('/etc/hosts', 'utf8').then(parseHosts, () => new Map())
  return hosts
}

/** `address name…` a line, `#` begins a comment. @see hosts(5) */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (isIP(address) === 0) continue
    for (const name of names.map((each) => each.toLowerCase()))
      addresses.set(name, [...(addresses.get(name) ?? []), address])
  }
  return addresses
}
