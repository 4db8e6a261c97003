import { deflateSync, crc32 as zlibCrc32 } from 'node:zlib'

/** 8-bit RGB. */
export type Colour = readonly [red: number, green: number, blue: number]

/** A picture of few flat colours, to be painted with rectangles. */
export interface Canvas {
  readonly width: number
  readonly height: number
  /** One palette index a pixel, row by row. */
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** Filled with palette entry 0. */
export function createCanvas(width: number, height: number): Canvas {
  return { width, height, pixels: new Uint8Array(width * height) }
}

/** What lies outside the picture is cut off. @param colour An index of the palette. */
export function fillRectangle(
  { width, height, pixels }: Canvas,
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
  colour: number,
): void {
  const [left, right] = [clamp(x, width), clamp(x + w, width)]
  for (let row = clamp(y, height); row < clamp(y + h, height); row++)
    pixels.fill(colour, row * width + left, row * width + right)
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(max, Math.round(value)))
}

/**
 * Writes an indexed-colour PNG: flat drawings come out at some kilobytes.
 *
 * @param palette At most 256 colours.
 * @see PNG, Third Edition, §5 (structure), §11.2 (IHDR, PLTE, IDAT, IEND)
 */
export function encodePng(
  { width, height, pixels }: Canvas,
  palette: readonly Colour[],
): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8) // Bits, indexed colour, deflate, adaptive filtering, not interlaced.
  // Each row has its filter in front: 0, none, is best where neighbours are alike.
  const rows = new Uint8Array((width + 1) * height)
  for (let row = 0; row < height; row++)
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]
  return Uint8Array.from(Buffer.concat(parts))
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(zlibCrc32(body), body.length + 4)
  return framed
}
