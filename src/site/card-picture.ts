import type { Block } from '#model'
import { type Canvas, type Colour, createCanvas, encodePng, fillRectangle } from './png.ts'

/** Of Open Graph, 1.91 to 1, as the large previews of all networks take it. */
export const cardSize = { width: 1200, height: 630 } as const

/** By index: paper, ink, corners, rule, card. Those of `styles/tokens.css`, light. */
const palette: readonly Colour[] = [
  [0xfc, 0xfc, 0xf9],
  [0x14, 0x20, 0x1d],
  [0x07, 0x5a, 0x4c],
  [0xcf, 0xd6, 0xd1],
  [0xf2, 0xf4, 0xef],
  [0xa1, 0x24, 0x1a],
]
const [ink, corners, greyed, card, seal] = [1, 2, 3, 4, 5]
const lineHeight = 30
const measure = 900

/**
 * The picture that goes with a link: the two corners, and between them the article's own shape, its paragraphs,
 * headings, quotations and figures as a printer's layout has them. Letters are not drawn: no font comes with us that has
 * those of Chinese, and the title stands in words beside every preview.
 */
export function articlePicture(title: string, body: readonly Block[]): Uint8Array<ArrayBuffer> {
  const canvas = framed(corners)
  // Twelve letters or six characters of a title take about a tenth of the line.
  const titleWidth = Math.min(measure, widthOf(title) * 26)
  fillRectangle(canvas, { x: 150, y: 130, w: titleWidth, h: 30 }, ink)
  let y = 210
  for (const block of body) {
    if (y > cardSize.height - 130) break
    y = drawBlock(canvas, block, y)
  }
  return encodePng(canvas, palette)
}

/** Of what was taken down: the corners, with nothing between them any more. */
export function tombstonePicture(): Uint8Array<ArrayBuffer> {
  return encodePng(framed(seal), palette)
}

/** The mark of the service, for home screens: the corners alone. @param size In pixels, of both sides. */
export function iconPicture(size: number): Uint8Array<ArrayBuffer> {
  const canvas = createCanvas(size, size)
  drawCorners(canvas, { inset: size * 0.24, arm: size * 0.36, stroke: size * 0.11 }, corners)
  return encodePng(canvas, palette)
}

function framed(colour: number): Canvas {
  const canvas = createCanvas(cardSize.width, cardSize.height)
  drawCorners(canvas, { inset: 70, arm: 90, stroke: 14 }, colour)
  return canvas
}

function drawCorners(
  canvas: Canvas,
  { inset, arm, stroke }: { inset: number; arm: number; stroke: number },
  colour: number,
): void {
  const { width, height } = canvas
  fillRectangle(canvas, { x: inset, y: inset, w: arm, h: stroke }, colour)
  fillRectangle(canvas, { x: inset, y: inset, w: stroke, h: arm }, colour)
  fillRectangle(canvas, { x: width - inset - arm, y: height - inset - stroke, w: arm, h: stroke }, colour)
  fillRectangle(canvas, { x: width - inset - stroke, y: height - inset - arm, w: stroke, h: arm }, colour)
}

/** @returns Where the next block begins. */
function drawBlock(canvas: Canvas, block: Block, y: number): number {
  switch (block.kind) {
    case 'heading':
      fillRectangle(canvas, { x: 150, y: y + 4, w: Math.min(measure, lengthOf(block.runs) * 20), h: 18 }, ink)
      return y + lineHeight + 14
    case 'figure':
      fillRectangle(canvas, { x: 150, y, w: measure, h: 120 }, card)
      return y + 140
    case 'paragraph':
      return drawLines(canvas, { chars: lengthOf(block.runs), x: 150, indent: 40 }, y)
    case 'quotation':
      fillRectangle(canvas, { x: 150, y, w: 6, h: 2 * lineHeight - 10 }, greyed)
      return drawLines(canvas, { chars: 70, x: 190, indent: 0 }, y)
    case 'list':
      return block.items.slice(0, 6).reduce((at, item) => {
        fillRectangle(canvas, { x: 158, y: at + 6, w: 8, h: 8 }, greyed)
        return drawLines(canvas, { chars: lengthOf(item), x: 190, indent: 0 }, at) - 8
      }, y)
    default:
      return y
  }
}

function drawLines(
  canvas: Canvas,
  { chars, x, indent }: { chars: number; x: number; indent: number },
  y: number,
): number {
  const width = measure + 150 - x
  let [left, at, begin] = [Math.min(chars, 400) * 18 + indent, y, indent]
  while (left > begin) {
    fillRectangle(canvas, { x: x + begin, y: at, w: Math.min(width, left) - begin, h: 12 }, greyed)
    left -= width
    begin = 0
    at += lineHeight
  }
  return at + 10
}

function lengthOf(runs: readonly { readonly text: string }[]): number {
  return runs.reduce((sum, { text }) => sum + widthOf(text), 0)
}

/** In characters of Chinese width: letters take half of one. */
function widthOf(text: string): number {
  const wide = text.match(/[\u2e80-\uffef]/g)?.length ?? 0
  return wide + (text.length - wide) / 2
}
