import { isAround, isBodyNamed } from './boilerplate.ts'
import { matchLinkedText } from './linked-text.ts'
import type { PageFacts } from './page-facts.ts'
import type { Segment } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

/** Where on the page the article's text stands. */
export interface BodyScope {
  /** The element that holds it; its parts that are around an article are still in it. */
  readonly root: PageNode
  /** The elements within it that hold its paragraphs; the root alone where it is not split. */
  readonly parts: readonly PageNode[]
  /** The containers of paragraphs that JSON-LD's articleBody has too, where it was the guide. */
  readonly linked: ReadonlySet<PageNode> | null
  /** 1 for each node (by order) that is around an article or within such an element. */
  readonly around: Uint8Array
  /** `hint`: an operator's outlet file names it. */
  readonly rule: 'linked-text' | 'density' | 'hint'
  /** How sure, 0 to 1. */
  readonly sure: number
}

/** Finds the element that holds the article's text, from how its paragraphs lie; null if there is no text. */
export function findBodyScope(
  tree: PageTree,
  segments: readonly Segment[],
  facts: PageFacts,
  heading: PageNode | null,
): BodyScope | null {
  const plain = segments.map(goodnessOf)
  const around = markAround(tree, segments, plain, heading)
  const goodness = segments.map((each, index) =>
    around[each.container.order] ? 0 : plain[index]! * (isTeaser(each, segments[index - 1]) ? 0.12 : 1),
  )
  const scores = scoreContainers(segments, goodness)
  const best = bestOf(scores, heading)
  const linked = facts.linked?.body ? matchLinkedText(segments, facts.linked.body) : null
  // What is marked up as the body may be the summary alone.
  if (linked && (!best || linked.weight > 0.6 * (best.weight - best.linkWeight))) {
    clear(linked.segments, around)
    return {
      root: linked.root,
      parts: [linked.root],
      around,
      linked: linked.segments,
      rule: 'linked-text',
      sure: 0.95,
    }
  }
  if (!best) return null
  const { root, parts } = widen(best, tree, scores, heading, around)
  return { root, parts, around, linked: null, rule: 'density', sure: Math.min(0.9, 0.4 + root.weight / 4000) }
}

/** How much a stretch of text looks like an article's paragraph. */
export function goodnessOf(segment: Segment): number {
  const { weight, linkWeight, text } = segment
  if (weight < 24 || linkWeight > weight * 0.5) return 0
  const sentences = countSentenceMarks(text)
  if (sentences === 0 && weight < 80) return 0
  const plain = weight - linkWeight
  return Math.min(plain / 100, 4) + Math.min(sentences, 8) * 0.5
}

/** A short text right under a link in the same small element: the teaser of another page. */
function isTeaser(segment: Segment, previous: Segment | undefined): boolean {
  if (!previous || segment.weight > 400) return false
  if (previous.weight < 14 || previous.weight > 200 || previous.linkWeight < previous.weight * 0.8)
    return false
  let node: PageNode | null = segment.container
  for (let level = 0; node && level < 3; node = node.parent, level++) {
    if (node.contains(previous.container)) return node.weight < 600
  }
  return false
}

const headingTag = /^h[1-6]$/

function countSentenceMarks(text: string): number {
  let count = 0
  for (let at = 0; at < text.length && count < 8; at++) {
    const code = text.charCodeAt(at)
    if (
      code === 0x2c ||
      code === 0xff0c ||
      code === 0x3002 ||
      code === 0x3001 ||
      code === 0xff1b ||
      code === 0x61f ||
      code === 0x60c
    )
      count++
    else if (
      code === 0x2e ||
      code === 0x3f ||
      code === 0x21 ||
      code === 0x3b ||
      code === 0xff1f ||
      code === 0xff01 ||
      code === 0x964
    ) {
      const next = text.charCodeAt(at + 1)
      if (Number.isNaN(next) || next === 0x20 || next > 0x2000 || next === 0x22) count++
    }
  }
  return count
}

function markAround(
  tree: PageTree,
  segments: readonly Segment[],
  goodness: readonly number[],
  heading: PageNode | null,
): Uint8Array {
  const around = new Uint8Array(tree.nodes.length)
  const total = goodness.reduce((sum, each) => sum + each, 0)
  // Names lie: what holds most of the page's running text or its heading is no sidebar.
  const share = new Map<PageNode, number>()
  for (const [index, { container }] of segments.entries()) {
    const good = goodness[index]!
    if (good === 0) continue
    for (let node: PageNode | null = container; node; node = node.parent) {
      share.set(node, (share.get(node) ?? 0) + good)
    }
  }
  for (const node of tree.nodes) {
    if (node.parent && around[node.parent.order]) around[node.order] = 1
    else if (isAround(node) || isCard(node)) {
      const isMost = (share.get(node) ?? 0) > 0.5 * total
      const holdsHeading = heading !== null && node.contains(heading)
      if (!isMost && !holdsHeading) around[node.order] = 1
    }
  }
  return around
}

/** An article element that is mostly a link, such as the card of another article between two paragraphs. */
function isCard(node: PageNode): boolean {
  return node.tag === 'article' && node.weight < 400 && node.linkWeight > 0.5 * node.weight
}

/** What the page itself calls the body is not around it, whatever its names. */
function clear(containers: ReadonlySet<PageNode>, around: Uint8Array): void {
  for (const container of containers) {
    for (let node: PageNode | null = container; node && around[node.order]; node = node.parent)
      around[node.order] = 0
  }
}

interface ContainerScore {
  /** Goodness of its paragraphs, less of those deeper inside. */
  readonly points: number
  /** Goodness of all paragraphs inside. */
  readonly total: number
}

function scoreContainers(
  segments: readonly Segment[],
  goodness: readonly number[],
): Map<PageNode, ContainerScore> {
  const scores = new Map<PageNode, { points: number; total: number }>()
  for (const [index, segment] of segments.entries()) {
    const good = goodness[index]!
    if (good === 0) continue
    // A block with one line is a paragraph of the block around it; one with several is their container.
    const isAlone = !segment.isAfterBreak && !segments[index + 1]?.isAfterBreak
    let level = isAlone ? -1 : 0
    for (let node: PageNode | null = segment.container; node; node = node.parent) {
      let score = scores.get(node)
      if (!score) {
        score = { points: 0, total: 0 }
        scores.set(node, score)
      }
      score.total += good
      if (level >= 0 && !headingTag.test(node.tag))
        score.points += good * (level === 0 ? 1 : level === 1 ? 0.6 : 1 / (level * 2.5))
      level++
    }
  }
  return scores
}

function bestOf(scores: ReadonlyMap<PageNode, ContainerScore>, heading: PageNode | null): PageNode | null {
  const own = heading ? articleAround(heading) : null
  let best: PageNode | null = null
  let bestPoints = 0
  for (const [node, { points }] of scores) {
    if (node.tag === 'html' || node.tag === 'p') continue
    let value = points * (1 - Math.min(1, node.linkWeight / Math.max(1, node.weight)))
    if (isBodyNamed(node)) value *= 1.25
    if (node.tag === 'article' || node.tag === 'main') value *= 1.15
    // A page need not have a body element: then its text stands in the root.
    if (node.tag === 'body' || node.tag === '#root' || node.tag === 'li' || node.tag === 'ul') value *= 0.7
    if (heading && node.endOrder <= heading.order) value *= 0.5
    if (heading) value *= 1 + 0.8 / (1 + stepsTo(heading, node))
    if (own?.contains(node)) value *= 1.5
    if (value > bestPoints) {
      bestPoints = value
      best = node
    }
  }
  return best
}

/** The page's own article element: what else is in others like it is another article. */
function articleAround(heading: PageNode): PageNode | null {
  for (let up = heading.parent; up; up = up.parent) if (up.tag === 'article') return up
  return null
}

/** How many levels above the heading the first element stands that holds both. */
function stepsTo(heading: PageNode, node: PageNode): number {
  let steps = 0
  for (let up: PageNode | null = heading; up && !up.contains(node); up = up.parent) steps++
  return steps
}

/** Goes up to the element that holds all parts of a body that is split over several containers. */
function widen(
  best: PageNode,
  tree: PageTree,
  scores: ReadonlyMap<PageNode, ContainerScore>,
  heading: PageNode | null,
  around: Uint8Array,
): { root: PageNode; parts: PageNode[] } {
  let root = best
  const parts = [best]
  for (const twin of twinsOf(best, scores)) {
    const both = commonAncestor(root, twin)
    const branch = branchTo(both, twin)
    if (both.tag === 'html' || both === tree.root || isAnotherArticle(branch, heading) || around[twin.order])
      continue
    root = both
    parts.push(twin)
  }
  for (let up = root.parent; up && up.tag !== 'html' && up.tag !== '#root'; up = up.parent) {
    const inner = scores.get(root)?.total ?? 0
    const outer = scores.get(up)?.total ?? 0
    if (outer > inner * 1.15) {
      if (!isSameKind(root, up, scores, inner, outer)) break
      root = up
    }
    // The element that holds both the heading and the text holds all of the text.
    if (heading && up.contains(heading)) break
  }
  return { root, parts: parts.length > 1 && root !== best ? parts : [root] }
}

/** Elements with the same tag and names as this one, with running text and no more links than running text has. */
function twinsOf(best: PageNode, scores: ReadonlyMap<PageNode, ContainerScore>): PageNode[] {
  if (best.names === '') return []
  const twins: PageNode[] = []
  for (const [node, { total }] of scores) {
    if (node === best || node.tag !== best.tag || node.names !== best.names || total < 0.5) continue
    if (node.contains(best) || best.contains(node) || node.linkWeight > node.weight * 0.3) continue
    twins.push(node)
    if (twins.length > 200) break
  }
  return twins
}

function commonAncestor(a: PageNode, b: PageNode): PageNode {
  let node = a
  while (!node.contains(b) && node.parent) node = node.parent
  return node
}

function branchTo(ancestor: PageNode, node: PageNode): PageNode {
  let branch = node
  while (branch.parent && branch.parent !== ancestor) branch = branch.parent
  return branch
}

/** A part with a title or a linked heading of its own is a teaser or the next article of an endless page. */
function isAnotherArticle(branch: PageNode, heading: PageNode | null): boolean {
  if (heading && branch.contains(heading)) return false
  const stack = [branch]
  for (let visits = 0; stack.length > 0 && visits < 3000; visits++) {
    const node = stack.pop()!
    if (node.tag === 'h1') return true
    if (headingTag.test(node.tag) && node.linkWeight > node.weight * 0.6 && node.weight > 20) return true
    stack.push(...node.children)
  }
  return false
}

/** Whether what the outer element adds lies in siblings of the same make or with long paragraphs. */
function isSameKind(
  root: PageNode,
  up: PageNode,
  scores: ReadonlyMap<PageNode, ContainerScore>,
  inner: number,
  outer: number,
): boolean {
  let same = 0
  for (const child of up.children) {
    if (child.contains(root)) continue
    const total = scores.get(child)?.total ?? 0
    if (total === 0) continue
    const isParagraph = child.tag === 'p' || child.tag === 'blockquote'
    const isTwin = child.tag === root.tag && child.names === root.names && child.names !== ''
    const isSection = child.tag === 'section' && child.linkWeight < child.weight * 0.1
    if (isParagraph || isTwin || isSection || (isBodyNamed(child) && child.tag !== 'li')) same += total
    else if (total > inner * 0.5 && child.linkWeight < child.weight * 0.2 && !isAnotherArticle(child, null))
      same += total
  }
  return same > (outer - inner) * 0.6
}
