import { BlockList, isIP, isIPv6 } from 'node:net'

export interface GuardOptions {
  /** Addresses and networks (`127.0.0.1`, `10.1.0.0/16`) that the operator allows although they are not public. */
  readonly allowAddresses?: readonly string[]
  /** Ports besides 80, 443, 8080 and 8443. */
  readonly allowPorts?: readonly number[]
}

/**
 * Says what may be connected to: public unicast addresses, on web ports. Each method gives null, or the
 * reason for a refusal.
 */
export interface AddressGuard {
  refusalOfAddress(address: string): string | null
  /** Before anything is resolved. `listedOnly`: the name may lead to addresses that the operator listed, no others. */
  refusalOfName(host: string): { reason: string; listedOnly: boolean } | null
  refusalOfPort(port: number): string | null
  isListed(address: string): boolean
}

/** @throws {RangeError} if an entry of `allowAddresses` is neither an address nor a network. */
export function createAddressGuard(options: GuardOptions = {}): AddressGuard {
  const listed = listOf(options.allowAddresses ?? [])
  const ports = new Set([...webPorts, ...(options.allowPorts ?? [])])
  const isListed = (address: string) => listed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  const listsAny = (options.allowAddresses ?? []).length > 0
  return {
    isListed,
    refusalOfAddress(address) {
      if (isIP(address) === 0 || address.includes('%')) return `${address} is no address to connect to`
      if (isListed(address) || isPublic(address)) return null
      return `${address} is not a public address`
    },
    refusalOfName(host) {
      const name = host.replace(/\.$/, '').toLowerCase()
      const isLocal = !name.includes('.') || localSuffixes.some((each) => name.endsWith(each))
      return isLocal ? { reason: `${host} is a name of local networks`, listedOnly: listsAny } : null
    },
    refusalOfPort(port) {
      return ports.has(port) ? null : `port ${port} is not one that web sites use`
    },
  }
}

const webPorts = [80, 443, 8080, 8443]

// RFC 6761, RFC 6762, RFC 7686, RFC 8375, and what ICANN keeps for private use (`internal`, `corp`, `home`).
const localSuffixes = [
  '.localhost',
  '.localdomain',
  '.local',
  '.internal',
  '.intranet',
  '.private',
  '.corp',
  '.home',
  '.lan',
  '.onion',
  '.arpa',
]

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const notPublic4 = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16', // In no registry: Azure answers there to its own machines only.
])

// Only 2000::/3 is handed out for global unicast (RFC 4291 §2.4), so what embeds an IPv4 address elsewhere
// (mapped, compatible, translated, NAT64) needs no entry of its own.
const globalUnicast6 = listOf(['2000::/3'])

/** @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const notPublic6 = listOf(['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'])

function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !notPublic4.check(address, 'ipv4')
  if (!globalUnicast6.check(address, 'ipv6') || notPublic6.check(address, 'ipv6')) return false
  // ISATAP puts an IPv4 address behind `5efe` in any network (RFC 5214 §6.1).
  return !/^(200|0)?:?5efe:/.test(interfaceIdOf(address))
}

/** The last four groups, without leading zeros. */
function interfaceIdOf(address: string): string {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const after = (groups[1] ?? groups[0] ?? '').split(':')
  const before = groups.length > 1 ? (groups[0] ?? '').split(':').filter(Boolean) : []
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].slice(-4).join(':')
}

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address)
    const most = family === 6 ? 128 : 32
    const prefix = bits === undefined ? most : Number(bits)
    if (family === 0 || !/^\d{0,3}$/.test(bits ?? '') || bits === '' || prefix > most)
      throw new RangeError(`"${entry}" is neither an address nor a network such as 10.1.0.0/16.`)
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
