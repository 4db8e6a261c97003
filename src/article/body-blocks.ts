import { type Block, type HttpUrl, type Run, tryParseHttpUrl } from '#model'
import type { BodyScope } from './body-scope.ts'
import { isCaptionNamed, isPlayer } from './boilerplate.ts'
import { readEmbed, readPost } from './embeds.ts'
import { isPictureBox, readFigureCaption, readImage, spacedText } from './figures.ts'
import { inlineTags, isLoose, squeeze, weightOf } from './page-text.ts'
import type { PageNode } from './page-tree.ts'
import { readTable } from './table-rows.ts'

/** A block of the body with the element it was read from. */
export interface PlacedBlock {
  readonly block: Block
  readonly node: PageNode
  /** Share of its text that is in links, 0 to 1. */
  readonly linkShare: number
}

/** Reads an element into blocks, in order, leaving out what is around the article. */
export function readBlocks(root: PageNode, scope: Pick<BodyScope, 'around'>, base: HttpUrl): PlacedBlock[] {
  const reader = new BlockReader(scope.around, base)
  reader.readInto(root)
  return reader.blocks
}

/** As `readBlocks`, of the element itself rather than what it holds: for a picture. */
export function readOne(node: PageNode, scope: Pick<BodyScope, 'around'>, base: HttpUrl): PlacedBlock[] {
  const reader = new BlockReader(scope.around, base)
  reader.readNode(node)
  return reader.blocks
}

type Mark = NonNullable<Run['mark']>
interface Style {
  readonly mark?: Mark
  readonly href?: HttpUrl
}

const embedTags = new Set(['iframe', 'video', 'audio', 'amp-iframe', 'amp-youtube', 'amp-video'])
const imageTags = new Set(['img', 'amp-img'])
const unreadTags = new Set(['script', 'head'])

const marks: Readonly<Record<string, Mark>> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  cite: 'em',
  sub: 'sub',
  sup: 'sup',
  code: 'code',
}
const headingLevels: Readonly<Record<string, 2 | 3 | 4>> = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 }

class BlockReader {
  readonly blocks: PlacedBlock[] = []
  readonly #around: Uint8Array
  readonly #base: HttpUrl
  #runs: (Style & { text: string })[] = []
  /** Of the last run; asking a text that grows piece by piece would copy it each time. */
  #endsInSpace = false
  #seenImages = new Set<string>()
  #waitingCaption: string | null = null

  constructor(around: Uint8Array, base: HttpUrl) {
    this.#around = around
    this.#base = base
  }

  readInto(node: PageNode): void {
    this.#children(node, node, {})
    this.#flush(node)
  }

  readNode(node: PageNode): void {
    this.#visit(node, node, {})
    this.#flush(node)
  }

  #children(node: PageNode, container: PageNode, style: Style): void {
    for (const child of node.children) this.#visit(child, container, style)
  }

  #visit(node: PageNode, container: PageNode, style: Style): void {
    if (node.tag === '#text') this.#addText(node.text, style)
    else if (embedTags.has(node.tag)) this.#embed(node, container)
    else if (node.tag === 'noscript' || node.tag === 'button') this.#imagesOnly(node, container)
    else if (this.#around[node.order] && isPlayer(node)) this.#imagesOnly(node, container)
    else if (this.#around[node.order] || unreadTags.has(node.tag)) return
    else if (node.tag === 'br') this.#flush(container)
    else if (this.#isCaption(node)) {
      this.#flush(container)
      this.#caption(node)
    } else if (inlineTags.has(node.tag) && !imageTags.has(node.tag)) {
      this.#children(node, container, this.#styleIn(node, style))
    } else this.#visitBlock(node, container, style)
  }

  #visitBlock(node: PageNode, container: PageNode, style: Style): void {
    if (imageTags.has(node.tag)) {
      this.#image(node, container)
      return
    }
    this.#flush(container)
    const level = headingLevels[node.tag]
    if (node.tag === 'figure' || isPictureBox(node)) this.#figure(node)
    else if (node.tag === 'ul' || node.tag === 'ol') this.#list(node)
    else if (node.tag === 'blockquote') this.#quotation(node)
    else if (node.tag === 'table') this.#table(node)
    else if (node.tag === 'pre') this.#preformatted(node)
    else if (node.tag === 'hr') this.#push({ kind: 'divider' }, node)
    else {
      this.#children(node, node, style)
      this.#flush(node, level)
    }
  }

  #styleIn(node: PageNode, style: Style): Style {
    const mark = marks[node.tag]
    if (mark) return { ...style, mark }
    if (node.tag !== 'a') return style
    const address = node.attribute('href')
    const href = address ? tryParseHttpUrl(address, this.#base) : null
    return href ? { ...style, href } : style
  }

  #addText(text: string, style: Style): void {
    const clean = isLoose(text)
      ? text.replace(/[\u200b\u200c\u2060\ufeff\u00ad]+/g, '').replace(/[\s\u00a0\u3000]+/g, ' ')
      : text
    if (clean === '') return
    const last = this.#runs.at(-1)
    const isBehindSpace = last !== undefined && this.#endsInSpace
    if (clean === ' ' && (!last || isBehindSpace)) return
    const added = isBehindSpace ? clean.trimStart() : clean
    if (last && last.mark === style.mark && last.href === style.href) last.text += added
    else this.#runs.push({ text: added, ...style })
    this.#endsInSpace = added.endsWith(' ')
  }

  #takeRuns(): Run[] {
    const runs = this.#runs
    this.#runs = []
    if (runs.length === 0) return runs
    runs[0]!.text = runs[0]!.text.trimStart()
    runs.at(-1)!.text = runs.at(-1)!.text.trimEnd()
    return runs.filter((each) => each.text !== '')
  }

  #flush(node: PageNode, level?: 2 | 3 | 4): void {
    const runs = this.#takeRuns()
    if (runs.length === 0) return
    this.#push(level ? { kind: 'heading', level, runs } : { kind: 'paragraph', runs }, node, runs)
  }

  #push(block: Block, node: PageNode, runs: readonly Run[] = []): void {
    this.blocks.push({ block, node, linkShare: linkShareOf(runs) })
  }

  #image(node: PageNode, container: PageNode): void {
    const image = readImage(node, this.#base)
    if (!image || this.#seenImages.has(imageName(image.url))) return
    this.#seenImages.add(imageName(image.url))
    this.#flush(container)
    const caption = this.#waitingCaption
    this.#waitingCaption = null
    this.#push({ kind: 'figure', image: image.url, alt: image.alt, caption, credit: null }, node)
  }

  /** What a lightbox button or the fallback of a lazy image shows; their text is no text of the article. */
  #imagesOnly(node: PageNode, container: PageNode): void {
    for (const child of node.children) {
      if (imageTags.has(child.tag)) this.#image(child, container)
      else if (child.tag === 'figcaption') this.#caption(child)
      else this.#imagesOnly(child, container)
    }
  }

  #isCaption(node: PageNode): boolean {
    if ((node.names === '' && node.tag !== 'figcaption') || !isCaptionNamed(node)) return false
    // Weights are kept for block elements alone.
    const weight = node.weight || weightOf(spacedText(node))
    return weight < captionWeightMax && !hasImage(node)
  }

  /** Belongs to the image just before it; else to the next. */
  #caption(node: PageNode): void {
    const text = squeeze(spacedText(node))
    if (text === '') return
    const last = this.blocks.at(-1)
    if (last?.block.kind !== 'figure') this.#waitingCaption = text
    else if (last.block.caption === null) {
      this.blocks[this.blocks.length - 1] = { ...last, block: { ...last.block, caption: text } }
    }
  }

  #figure(node: PageNode): void {
    const inner = new BlockReader(this.#around, this.#base)
    inner.#seenImages = this.#seenImages
    inner.#children(node, node, {})
    const figures = inner.blocks.filter((each) => each.block.kind === 'figure')
    if (figures.length === 0) {
      inner.#flush(node)
      // A figure may frame a quotation, a table or an embed instead of an image.
      this.blocks.push(...inner.blocks.filter((each) => each.block.kind !== 'paragraph'))
      return
    }
    const told = paragraphsBeside(node)
    const { caption, credit } = told.length > 0 ? noCaption : readFigureCaption(node)
    for (const { block, node: image } of figures) {
      if (block.kind !== 'figure') continue
      const isAlone = figures.length === 1
      const own = isAlone ? caption : (block.caption ?? caption)
      this.#push({ ...block, caption: own ?? block.caption, credit: block.credit ?? credit }, image)
    }
    for (const each of told) {
      this.#children(each, each, {})
      this.#flush(each)
    }
  }

  #list(node: PageNode): void {
    const items: Run[][] = []
    const others: PlacedBlock[] = []
    for (const item of node.children) {
      if (item.tag === '#text' || this.#around[item.order]) continue
      const inner = new BlockReader(this.#around, this.#base)
      inner.#seenImages = this.#seenImages
      inner.readInto(item)
      for (const placed of inner.blocks) {
        if (placed.block.kind === 'paragraph') items.push([...placed.block.runs])
        else others.push(placed)
      }
    }
    if (items.length > 0) this.#push({ kind: 'list', ordered: node.tag === 'ol', items }, node, items.flat())
    this.blocks.push(...others)
  }

  #quotation(node: PageNode): void {
    const inner = new BlockReader(this.#around, this.#base)
    inner.#seenImages = this.#seenImages
    inner.readInto(node)
    const figures = inner.blocks.filter((each) => each.block.kind === 'figure')
    const rest = inner.blocks.filter((each) => each.block.kind !== 'figure').map((each) => each.block)
    if (rest.length > 0) this.#push({ kind: 'quotation', blocks: rest }, node)
    const post = readPost(node, this.#base)
    if (post) this.#push({ kind: 'embed', ...post }, node)
    this.blocks.push(...figures)
  }

  /** A table of data becomes one; a table that lays out the page is read like any other element. */
  #table(node: PageNode): void {
    const { rows, layoutCells } = readTable(node)
    for (const cell of layoutCells) this.#visit(cell, cell, {})
    if (rows.length > 0) this.#push({ kind: 'table', rows }, node)
  }

  #preformatted(node: PageNode): void {
    const text = spacedText(node).replace(/^\n+/, '').trimEnd()
    if (text === '') return
    // Old pages set prose in <pre>; lines that long are no code.
    const lines = text.split('\n')
    if (lines.length > 3 && weightOf(text) / lines.length > 50) {
      for (const part of text.split(/\n\s*\n/)) {
        this.#addText(part, {})
        this.#flush(node)
      }
    } else this.#push({ kind: 'preformatted', text }, node)
  }

  #embed(node: PageNode, container: PageNode): void {
    const embed = readEmbed(node, this.#base)
    if (!embed) return
    this.#flush(container)
    this.#push({ kind: 'embed', ...embed }, node)
  }
}

const noCaption = { caption: null, credit: null }

/**
 * The paragraphs that a list of things sets beside each picture: several in a row, most of them sentences.
 * A caption is one, or one and a credit.
 */
function paragraphsBeside(figure: PageNode): PageNode[] {
  const found = new Map<PageNode, PageNode[]>()
  const visit = (node: PageNode): void => {
    for (const child of node.children) {
      if (child.tag === 'p') found.set(node, [...(found.get(node) ?? []), child])
      else if (child.tag !== '#text') visit(child)
    }
  }
  visit(figure)
  for (const paragraphs of found.values()) {
    const sentences = paragraphs.filter(
      (each) => /[.!?。！？…:：”"']\s*$/.test(spacedText(each)) || each.weight > 120,
    )
    if (paragraphs.length > 1 && sentences.length > 0.6 * paragraphs.length) return paragraphs
  }
  return []
}

/** The file's name without its size: the same picture in two sizes is shown once. */
export function imageName(url: HttpUrl): string {
  const { pathname, search } = new URL(url)
  const name = pathname.split('/').filter(Boolean).at(-1) ?? ''
  const bare = name.replace(/[-_@]?\d{2,4}x\d{2,4}|[-_]scaled|\.(?:jpe?g|png|webp|avif|gif)/gi, '')
  return bare.length > 5 ? bare : pathname + search
}

// Longer than this, what is named a caption is text: measured on the shared pages.
const captionWeightMax = 700

function hasImage(node: PageNode): boolean {
  return node.children.some((each) => imageTags.has(each.tag) || each.tag === 'picture' || hasImage(each))
}

function linkShareOf(runs: readonly Run[]): number {
  let all = 0
  let linked = 0
  for (const run of runs) {
    const weight = weightOf(run.text)
    all += weight
    if (run.href) linked += weight
  }
  return all === 0 ? 0 : linked / all
}
