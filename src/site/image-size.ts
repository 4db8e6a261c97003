import type { Access, SnapshotView } from '#access'
import type { SnapshotId } from '#model'

/** In pixels of the file. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** Of one article's pictures; those further down are loaded, and laid out, long before a reader is there. */
const measuredMax = 24
/** Snapshots; some hundred bytes each. */
const keptMax = 5_000

/** By figure in body order: how large our copy is, null where it is not held or does not say. */
export type FigureSizes = (view: SnapshotView) => Promise<readonly (ImageSize | null)[]>

/** Measures the pictures that a page is about to show, so that nothing moves when they arrive. */
export function createFigureSizes(access: Pick<Access, 'image'>): FigureSizes {
  const kept = new Map<SnapshotId, { heldCount: number; sizes: readonly (ImageSize | null)[] }>()
  return async ({ held: { snapshot }, heldImages }) => {
    const known = kept.get(snapshot.id)
    // A picture may be captured after its article: what was not held then may be now.
    const heldCount = heldImages.filter(Boolean).length
    if (known?.heldCount === heldCount) return known.sizes
    const sizes: (ImageSize | null)[] = []
    // One after the other: a page of many large pictures is not to fill the memory.
    for (const [index, isHeld] of heldImages.slice(0, measuredMax).entries()) {
      // Text without its pictures is better than none, should the archive fail.
      const image = isHeld ? await access.image(snapshot.id, index).catch(() => null) : null
      sizes.push(image && imageSize(image.bytes))
    }
    if (kept.size >= keptMax) kept.clear()
    kept.set(snapshot.id, { heldCount, sizes })
    return sizes
  }
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
