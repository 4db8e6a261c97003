import { normalise, type Segment, shortTextUnder, squeeze } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

/** A heading told apart: 肩题 above, the title, 副题 below. */
export interface HeadingParts {
  readonly kicker: string | null
  readonly title: string
  readonly subtitle: string | null
}

/**
 * Reads a heading element, telling its title from a kicker or a subtitle set inside it by their names or their line.
 *
 * @param claimed What the page calls its title elsewhere, normalised: a line that is one of these is the title.
 */
export function readHeadingParts(heading: PageNode, claimed: readonly string[]): HeadingParts {
  const pieces: { text: string; role: 'kicker' | 'main' | 'subtitle' }[] = [{ text: '', role: 'main' }]
  const walk = (node: PageNode, role: 'kicker' | 'main' | 'subtitle') => {
    for (const child of node.children) {
      if (child.tag === '#text') pieces.at(-1)!.text += child.text
      else if (child.tag === 'br') pieces.push({ text: '', role })
      else if (unread.test(child.tag) || hiddenNames.test(child.names)) continue
      else {
        const own = kickerNames.test(child.names)
          ? 'kicker'
          : subtitleNames.test(child.names)
            ? 'subtitle'
            : role
        // 主题 and 副题 as text and a block behind it, in one heading.
        if (child.tag === 'div' || child.tag === 'p') pieces.push({ text: '', role: own })
        if (own === role) walk(child, role)
        else {
          pieces.push({ text: '', role: own })
          walk(child, own)
          pieces.push({ text: '', role })
        }
      }
    }
  }
  const named = partNamedLike(heading, claimed)
  if (named) return named
  walk(heading, 'main')
  const lines = pieces
    .map(({ text, role }) => ({ text: squeeze(text), role }))
    .filter((each) => each.text !== '')
  const main = lines.filter((each) => each.role === 'main')
  const at = main.length > 1 ? main.findIndex((each) => claimed.includes(normalise(each.text))) : -1
  const dash = main.findIndex((each, index) => index > 0 && /^(?:——|—|--|－－)/.test(each.text))
  const isChinesePair =
    main.length === 2 &&
    main.every((each) => /[\u4e00-\u9fff]/.test(each.text)) &&
    hasBlockBehindText(heading)
  const titleLines =
    isChinesePair && at < 0 && dash < 0
      ? main.slice(0, 1)
      : at >= 0
        ? [main[at]!]
        : dash > 0
          ? main.slice(0, dash)
          : main
  const above = lines.filter(
    (each) => each.role === 'kicker' || (at > 0 && main.indexOf(each) >= 0 && main.indexOf(each) < at),
  )
  const below = lines.filter(
    (each) =>
      each.role === 'subtitle' ||
      (main.includes(each) && !titleLines.includes(each) && !above.includes(each)),
  )
  const title = joined(titleLines)
  if (title === '') return { kicker: null, title: joined(lines), subtitle: null }
  return { kicker: joined(above).replace(/\s*[:：|]$/, '') || null, title, subtitle: joined(below) || null }
}

/** An element inside the heading that holds exactly what the page calls its title: what stands before it is the kicker. */
function partNamedLike(heading: PageNode, claimed: readonly string[]): HeadingParts | null {
  const parts = heading.children.filter((each) => each.tag !== '#text' || each.text.trim() !== '')
  if (parts.length < 2 || parts.length > 4 || parts.some((each) => each.tag === '#text')) return null
  const texts = parts.map(shortTextUnder)
  const at = texts.findIndex((each) => each !== '' && claimed.includes(normalise(each)))
  if (at < 1) return null
  return {
    kicker:
      texts
        .slice(0, at)
        .join(' ')
        .replace(/\s*[:：|]$/, '')
        .trim() || null,
    title: texts[at]!,
    subtitle:
      texts
        .slice(at + 1)
        .join(' ')
        .trim() || null,
  }
}

function hasBlockBehindText(heading: PageNode): boolean {
  const parts = heading.children.filter((each) => each.tag !== '#text' || each.text.trim() !== '')
  return parts[0]?.tag === '#text' && parts[1]?.tag === 'div'
}

/** A kicker or subtitle that stands in an element of its own, just before or behind the heading. */
export function readNeighbours(
  tree: PageTree,
  heading: PageNode,
): { kicker: string | null; subtitle: string | null } {
  return {
    kicker: namedText(
      tree.nodes.slice(Math.max(0, heading.order - 14), heading.order),
      heading,
      kickerNames,
      80,
    ),
    subtitle: namedText(
      tree.nodes.slice(heading.endOrder, heading.endOrder + 16),
      heading,
      subtitleNames,
      600,
    ),
  }
}

/**
 * A Chinese kicker or subtitle that no name marks: a line in the heading's own parent and of its make just above it,
 * or a heading one level below it just behind it; a line that begins with a dash among the next few.
 */
export function readPlainNeighbours(
  segments: readonly Segment[],
  heading: PageNode,
): { kicker: string | null; subtitle: string | null } {
  const at = segments.findIndex((each) => each.order >= heading.order)
  const next = segments.findIndex((each) => each.order >= heading.endOrder)
  const above = at > 0 ? segments[at - 1] : undefined
  const below = next > 0 ? segments[next] : undefined
  const dashed =
    next > 0 ? segments.slice(next, next + 5).find(({ text }) => dashedLine.test(text)) : undefined
  const isBelow =
    below &&
    isPlainLine(below) &&
    /^h[2-5]$/.test(below.container.tag) &&
    below.container.parent === heading.parent
  const isAbove = above && isPlainLine(above) && isRightAbove(above.container, heading)
  return {
    kicker: isAbove ? above.text : null,
    subtitle: dashed ? dashed.text.replace(/^[—－-]+\s*/, '') : isBelow ? below.text : null,
  }
}

const dashedLine = /^(?:——|－－|--)[^。！？]{2,50}$/

function isPlainLine({ text, weight, linkWeight }: Segment): boolean {
  return (
    linkWeight === 0 &&
    weight >= 4 &&
    weight <= 80 &&
    /[\u4e00-\u9fff]{2}/.test(text) &&
    !/[。；;>›»|]|(?:19|20)\d\d[-/.年]|来源|來源|记者|記者|编辑|作者|分享|您的位置|首页|责编/.test(text)
  )
}

/** In the heading's parent and of its make, or in the centred cell of the row above it. */
function isRightAbove(node: PageNode, heading: PageNode): boolean {
  const isSameMake = node.tag === heading.tag && node.names === heading.names
  if (node.parent === heading.parent) return isSameMake || /^h[2-5]$/.test(node.tag)
  const isCentred = (each: PageNode) => each.attributes['align'] === 'center'
  const cell = heading.tag === 'td' ? heading : heading.parent
  return (
    node.tag === 'td' &&
    cell?.tag === 'td' &&
    isCentred(node) &&
    isCentred(cell) &&
    node.parent?.parent === cell.parent?.parent
  )
}

function namedText(
  nodes: readonly PageNode[],
  heading: PageNode,
  names: RegExp,
  weightMax: number,
): string | null {
  for (const node of nodes) {
    if (node.contains(heading) || !names.test(node.names)) continue
    const text = shortTextUnder(node)
    if (text.length > 1 && text.length <= weightMax && node.linkWeight < 0.5 * node.weight) return text
  }
  return null
}

const unread = /^(?:script|noscript|style|button|img|svg)$/
const hiddenNames = /visually-?hidden|sr-only|screen-?reader/
const kickerNames =
  /kicker|overline|topline|roofline|dachzeile|spitzmarke|eyebrow|supertitle|pre-?title|over-?title|upper-?title|strapline|ueberzeile|occhiello|antetitulo|headline__(?:prefix|topic|label)|yinti|jianti|(?:^|[\s_-])(?:label|category|rubrik|section-?name|topic)(?:$|[\s_-])/
const subtitleNames =
  /sub-?tit|fu-?title|sub-?head|sub-?line|fu-?(?:biao)?ti(?:$|[\s_-])|(?:^|[\s_-])(?:fbt|dek|deck|standfirst)(?:$|[\s_-])|undertitle/

function joined(lines: readonly { text: string }[]): string {
  return lines
    .map((each) => each.text)
    .join(' ')
    .trim()
}
