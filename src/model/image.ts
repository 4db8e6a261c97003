/**
 * Width times height that is shown. A file of some thousand bytes can say that it has billions of pixels, and whoever
 * looks at it needs four bytes for each; what cameras of newsrooms make has up to 60 million.
 */
const imagePixelsMax = 100_000_000

/** Why bytes that were fetched as an image are not shown as one, in words; null where they are. */
export function imageFault(bytes: Uint8Array): string | null {
  if (imageTypeOf(bytes) === null) return 'its bytes are no PNG, JPEG, GIF, WebP or AVIF'
  const { width, height } = imageSize(bytes) ?? { width: 0, height: 0 }
  return width * height > imagePixelsMax
    ? `it has ${width} × ${height} pixels, more than ${imagePixelsMax}`
    : null
}

/** Told by the first bytes, never by what the outlet said; SVG can carry scripts and is not shown. */
export function imageTypeOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  if (head.slice(4, 12) === 'ftypavif') return 'image/avif'
  return null
}

/** In pixels of the file. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** Reads width and height out of a PNG, JPEG, GIF or WebP; null where the bytes are none of these, or end too soon. */
export function imageSize(bytes: Uint8Array): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const size = pngSize(view) ?? gifSize(view) ?? webpSize(view) ?? jpegSize(view)
    return size && size.width > 0 && size.height > 0 ? size : null
  } catch (error) {
    if (error instanceof RangeError) return null // Past the end.
    throw error
  }
}

/** @see PNG, Third Edition, §11.2.1: IHDR comes first. */
function pngSize(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(12) !== 0x49484452) return null
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** @see GIF89a §18 */
function gifSize(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== 0x47494638) return null
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

/** @see RFC 9649 §2.5–2.7 */
function webpSize(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return null
  switch (view.getUint32(12)) {
    case 0x56503820: // 'VP8 '
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 0x5650384c: {
      // 'VP8L': 14 bits each, less one.
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 0x56503858: // 'VP8X': 24 bits each, less one.
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    default:
      return null
  }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000
}

/** Goes from segment to segment up to the frame header. @see ITU-T T.81 §B.2.2 */
function jpegSize(view: DataView): ImageSize | null {
  if (view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++ // Fill bytes may stand before a marker.
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    const length = view.getUint16(at + 2)
    if (length < 2 || marker === 0xda) return null
    at += 2 + length
  }
}
