import { siteOf, tryParseHttpUrl } from '#model'
import type { PageFacts } from './page-facts.ts'
import type { PageTree } from './page-tree.ts'

/**
 * The host that a page belongs to: that of its address, but of a copy that is served elsewhere (out of a web archive,
 * from a mirror, as a saved file) the one that its links lead home to.
 */
export function homeHost(tree: PageTree, facts: PageFacts): string {
  const address = new URL(facts.url)
  const held = archivedAddress.exec(address.pathname + address.search)?.[1]
  const archived = held ? tryParseHttpUrl(held) : null
  if (archived) return new URL(archived).hostname
  const own = siteOf(facts.url)
  const counts = new Map<string, number>()
  let total = 0
  for (const node of tree.nodes) {
    if (node.tag !== 'a') continue
    const host = hostStart.exec(node.attribute('href') ?? '')?.[1]?.toLowerCase()
    if (!host) continue
    if (host.endsWith(own)) return address.hostname
    counts.set(host, (counts.get(host) ?? 0) + 1)
    if (++total >= linksMax) break
  }
  return mostLinked(counts, total) ?? address.hostname
}

/** The host that is linked most on the site that is linked most, where that is plain enough. */
function mostLinked(counts: ReadonlyMap<string, number>, total: number): string | null {
  const bySite = new Map<string, { count: number; host: string; most: number }>()
  for (const [host, count] of counts) {
    const url = tryParseHttpUrl(`http://${host}/`)
    if (!url) continue
    const site = siteOf(url)
    const known = bySite.get(site)
    if (!known) bySite.set(site, { count, host, most: count })
    else {
      known.count += count
      if (count > known.most) Object.assign(known, { host, most: count })
    }
  }
  const first = [...bySite.values()].sort((a, b) => b.count - a.count)[0]
  return first && first.count >= 3 && first.count >= 0.4 * total ? first.host : null
}

/** `/web/20120611024252/http://…`, as web archives address what they hold. */
const archivedAddress = /\/\d{8,14}(?:[a-z]{2}_)?\/(https?:\/\/[^\s]+)$/
const hostStart = /^(?:https?:)?\/\/([^/?#:\s]{4,100})/i
const linksMax = 2000
