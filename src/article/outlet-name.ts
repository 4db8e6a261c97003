import { homeHost } from './home-host.ts'
import { isAddress, type OutletClaim, outletClaims } from './outlet-claims.ts'
import type { PageFacts } from './page-facts.ts'
import { normalise, type Segment } from './page-text.ts'
import type { PageTree } from './page-tree.ts'

/** Who publishes the page, and what says so. */
export interface OutletFinding {
  readonly outlet: string
  readonly rule: string
  /** 0 to 1, by how many parts of the page agree. */
  readonly sure: number
}

/**
 * Who publishes the page, as it says itself: to machines, at the end of the window's title, in its logo, its
 * breadcrumb and its footer, and what its domain is widely known by. The name wins that most of them and the host agree on; an address in place of a name,
 * or a name in another script than the text's, counts for less.
 */
export function findOutlet(options: {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly segments: readonly Segment[]
  readonly title: string | null
  readonly language: string | null
}): OutletFinding | null {
  const { facts, language } = options
  const host = homeHost(options.tree, facts).replace(/^www\d*\./, '')
  const claims = outletClaims({ ...options, host })
  let best: { claim: OutletClaim; points: number } | null = null
  for (const claim of claims) {
    const points = pointsOf(claim, claims, host, language)
    if (!best || points > best.points) best = { claim, points }
  }
  if (!best) return null
  const sure = Math.min(0.95, 0.3 + best.points / 12)
  return { outlet: inWords(best.claim, claims), rule: best.claim.rule, sure }
}

/** `dailyexample`, as a template has it, where another part of the page writes it as words. */
function inWords({ name, own }: OutletClaim, all: readonly OutletClaim[]): string {
  if (!/^[a-z]{6,}$/.test(name)) return name
  return all.find((each) => each.own === own && each.name.includes(' '))?.name ?? name
}

function pointsOf(
  claim: OutletClaim,
  all: readonly OutletClaim[],
  host: string,
  language: string | null,
): number {
  const { own } = claim
  let points = claim.trust
  for (const other of all) {
    if (other === claim) continue
    const theirs = other.own
    if (theirs === own) points += other.trust
    else if (Math.min(own.length, theirs.length) > 1 && (own.includes(theirs) || theirs.includes(own)))
      points += other.trust * 0.5
  }
  const label = host.split('.').sort((a, b) => b.length - a.length)[0] ?? ''
  const latin = own.normalize('NFKD').replace(/[^a-z0-9]+/g, '')
  if (latin.length > 2 && (latin.includes(label) || label.includes(latin))) points += 1
  if (isAddress(claim.name)) points *= 0.4
  if (isHan(claim.name) !== /^(?:zh|ja)/.test(language ?? 'zh')) points *= isLatin(claim.name) ? 0.6 : 0.5
  return points
}

function isHan(name: string): boolean {
  return /[\u4e00-\u9fff]/.test(name)
}

function isLatin(name: string): boolean {
  return !/[^\u0000-\u024f]/.test(name)
}

/** Whether two names are of one outlet: one holds the other. */
export function isSameOutlet(a: string, b: string): boolean {
  const [short, long] = [normalise(a), normalise(b)].sort((x, y) => x.length - y.length) as [string, string]
  return short.length >= 2 && long.includes(short)
}
