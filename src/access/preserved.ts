import type { Archive, CaptureScope, PreservedExchange, WaczPage } from '#archive'
import type { CatalogStore, HeldArticle, HeldSnapshot } from '#catalog'
import {
  type Block,
  type Capture,
  type Exchange,
  epochMs,
  type HttpUrl,
  header,
  type Instant,
  imageFault,
  imageTypeOf,
  removeContentCoding,
  tryParseHttpUrl,
  urlKey,
} from '#model'
import type { Withholder } from './withholding.ts'

/** An image may unpack to so many bytes before it is served. */
const imageBytesMax = 32 * 1024 ** 2
/** Captures asked about at once. */
const batchCount = 100
/** Redirects followed inside the archive before a URL is given up. */
const redirectsMax = 5

/** What the archive holds, as far as it may be shown. */
export interface Preserved {
  captures(url: HttpUrl): Promise<Capture[]>
  capturesUnder(scope: CaptureScope): AsyncIterable<Capture>
  memento(url: HttpUrl, at: Instant): Promise<PreservedExchange | null>
  /** The article that was captured under this URL, also where it only redirected there. Withheld ones too. */
  articleAt(url: HttpUrl): Promise<HeldArticle | null>
  isImageHeld(url: HttpUrl): Promise<boolean>
  image(held: HeldSnapshot, index: number): Promise<{ bytes: Uint8Array; mediaType: string } | null>
  waczPages(held: HeldSnapshot): WaczPage[]
}

export function createPreserved({
  archive,
  catalog,
  withholder,
}: {
  archive: Archive
  catalog: CatalogStore
  withholder: Withholder
}): Preserved {
  const captures = async (url: HttpUrl) => withholder.captures(await archive.capturesOf(urlKey(url)))

  return {
    captures,

    async *capturesUnder(scope) {
      let batch: Capture[] = []
      for await (const capture of archive.capturesUnder(scope)) {
        batch.push(capture)
        if (batch.length < batchCount) continue
        yield* await withholder.captures(batch)
        batch = []
      }
      yield* await withholder.captures(batch)
    },

    async memento(url, at) {
      const nearest = nearestTo(at, await captures(url))
      return nearest && archive.read(nearest.id)
    },

    async articleAt(url) {
      let next: HttpUrl | null = url
      for (let hop = 0; next && hop <= redirectsMax; hop++) {
        const key = urlKey(next)
        const direct = await catalog.articleByUrlKey(key)
        if (direct) return direct
        const held = await archive.capturesOf(key)
        const bySnapshot = await articleOfCaptures(held, catalog)
        if (bySnapshot) return bySnapshot
        next = await redirectTarget(held.findLast(isRedirect), archive)
      }
      return null
    },

    async isImageHeld(url) {
      return (await captures(url)).some(isWhole)
    },

    async image(held, index) {
      const figure = figuresOf(held.snapshot.article.body)[index]
      if (!figure) return null
      // Asked as everybody else asks: a picture may be withheld with another snapshot that shows it.
      const held200 = (await captures(figure)).filter(isWhole)
      // Not the newest: an outlet may put another picture in the place of the one that stood there.
      const capture = nearestTo(held.snapshot.capturedAt, held200)
      const preserved = capture && (await archive.read(capture.id))
      const bytes = preserved && unpacked(preserved.exchange)
      const mediaType = bytes && imageFault(bytes) === null ? imageTypeOf(bytes) : null
      return bytes && mediaType ? { bytes, mediaType } : null
    },

    waczPages({ snapshot }) {
      return [{ url: snapshot.url, title: snapshot.article.title, capturedAt: snapshot.capturedAt }]
    },
  }
}

/** An image that was cut off shows less than the outlet did. */
function isWhole({ status, truncated }: Capture): boolean {
  return status === 200 && !truncated
}

/** The images of a body in reading order, those inside quotations too. */
export function figuresOf(blocks: readonly Block[]): HttpUrl[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'figure') return [block.image]
    return block.kind === 'quotation' ? figuresOf(block.blocks) : []
  })
}

/** The earlier one of two that are as near. */
function nearestTo(at: Instant, captures: readonly Capture[]): Capture | null {
  const distance = (capture: Capture) => Math.abs(epochMs(capture.capturedAt) - epochMs(at))
  return captures.reduce<Capture | null>(
    (best, each) => (best && distance(best) <= distance(each) ? best : each),
    null,
  )
}

/** Null for what its coding, or its size, keeps from being shown. */
function unpacked({ headers, payload }: Exchange): Uint8Array | null {
  try {
    return removeContentCoding(headers, payload, imageBytesMax)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

async function articleOfCaptures(
  captures: readonly Capture[],
  catalog: CatalogStore,
): Promise<HeldArticle | null> {
  for (const capture of captures.toReversed()) {
    const articleId = await catalog.articleOfCapture(capture.id)
    if (articleId) return catalog.article(articleId)
  }
  return null
}

function isRedirect(capture: Capture): boolean {
  return capture.status >= 300 && capture.status < 400 && capture.status !== 304
}

async function redirectTarget(capture: Capture | undefined, archive: Archive): Promise<HttpUrl | null> {
  const preserved = capture && (await archive.read(capture.id))
  const location = preserved && header(preserved.exchange.headers, 'location')
  return location ? tryParseHttpUrl(location, capture.url) : null
}
