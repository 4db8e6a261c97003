import type { Access, SnapshotView } from '#access'
import { type ImageSize, imageSize, type SnapshotId } from '#model'

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
