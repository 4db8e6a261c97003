import { createHash, type Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { sha256Digest } from '#model'
import type { WaczExtra, WaczPage } from './archive.ts'
import { formatCdxj } from './cdxj.ts'
import { type Engines, exportPieces, type Selection } from './export-warc.ts'
import { type PackageSigner, type SignedData, signPackage } from './wacz-signature.ts'

/**
 * A WACZ file: WARC, CDXJ index, pages and the two data packages, as a ZIP. Nothing in it depends on when or where
 * it is made, so that the same captures and pages give the same bytes; nor does a signature, which says as its time
 * that of the youngest capture.
 *
 * @param signer Vouches for the package; null leaves it unsigned.
 * @throws {SegmentCorruptError} if something stored no longer matches its digest.
 * @see https://specs.webrecorder.net/wacz/1.1.1/
 */
export async function* exportWaczOf(
  selection: Selection,
  { pages, extras }: { pages: readonly WaczPage[]; extras: readonly WaczExtra[] },
  { signer, ...engines }: Engines & { readonly signer: PackageSigner | null },
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const resources: Resource[] = []
  const index: string[] = []
  const warc = Readable.from(hashed(indexed(selection, engines, index), 'archive/data.warc.gz', resources))
  zip.addReadStream(warc, 'archive/data.warc.gz', { ...asStored })

  async function add(path: string, texts: Iterable<string>): Promise<void> {
    const stream = Readable.from(hashed(inPieces(texts), path, resources))
    zip.addReadStream(stream, path, asDeflated)
    await finished(stream)
  }

  async function addTheRest(): Promise<void> {
    await finished(warc) // Index and hashes are known only when the WARC has gone through.
    await add('indexes/index.cdx', index.sort())
    await add('pages/pages.jsonl', pageLines(pages))
    for (const { path, text } of extras) await add(path, [text])
    const made = { created: selection.latest, software: engines.software.split('/')[0]! }
    const dataPackage = Buffer.from(formatDataPackage(resources, made))
    const digest = `sha256:${createHash('sha256').update(dataPackage).digest('hex')}`
    const signedData = signer && signPackage(digest, signer, made)
    zip.addBuffer(dataPackage, 'datapackage.json', asDeflated)
    const packageDigest = Buffer.from(formatPackageDigest(digest, signedData))
    zip.addBuffer(packageDigest, 'datapackage-digest.json', asDeflated)
    zip.end({ forceZip64Format: false, comment: '' })
  }

  // The stream that the reader of this generator holds fails as well.
  addTheRest().catch((error: Error) => (zip.outputStream as Readable).destroy(error))
  for await (const piece of zip.outputStream) yield piece as unknown as Uint8Array
}

/** 1980-01-01, where the time of ZIP starts. */
const zipTime = { mtime: new Date(Date.UTC(1980, 0, 1)), mode: 0o100644, forceDosTimestamp: true }
/** What is compressed already must be readable by range, so it is stored (WACZ §5.1). */
const asStored = { ...zipTime, compress: false, compressionLevel: 0 }
const asDeflated = { ...zipTime, compress: true }

const pagesHead = JSON.stringify({ format: 'json-pages-1.0', id: 'pages', title: 'All Pages' })

interface Resource {
  readonly name: string
  readonly path: string
  readonly hash: string
  readonly bytes: number
}

async function* indexed(selection: Selection, engines: Engines, index: string[]): AsyncGenerator<Uint8Array> {
  const filename = 'data.warc.gz'
  let offsetBytes = 0
  for await (const { bytes, entry, main } of exportPieces(selection, engines, filename)) {
    if (entry) {
      const place = { filename, offsetBytes: offsetBytes + main.offsetBytes, lengthBytes: main.lengthBytes }
      // Copied: what is put together of pieces takes four times the room until it is looked into.
      index.push(Buffer.from(`${formatCdxj(entry.capture, place)}\n`).toString())
    }
    offsetBytes += bytes.length
    yield bytes
  }
}

async function* hashed(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
  resources: Resource[],
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of pieces) {
    hash.update(piece)
    bytes += piece.length
    yield piece
  }
  resources.push(resourceOf(path, hash, bytes))
}

function resourceOf(path: string, hash: Hash, bytes: number): Resource {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, hash: `sha256:${hash.digest('hex')}`, bytes }
}

function* pageLines(pages: readonly WaczPage[]): Generator<string> {
  yield `${pagesHead}\n`
  for (const page of pages) yield `${formatPage(page)}\n`
}

function formatPage({ url, title, capturedAt }: WaczPage): string {
  const id = sha256Digest(`${url} ${capturedAt}`)
    .slice('sha256:'.length, 'sha256:'.length + 16)
    .toLowerCase()
  return JSON.stringify({ id, url, title, ts: capturedAt })
}

function formatDataPackage(
  resources: readonly Resource[],
  made: { readonly created: string; readonly software: string },
): string {
  const dataPackage = { profile: 'data-package', wacz_version: '1.1.1', ...made, resources }
  return `${JSON.stringify(dataPackage, null, 2)}\n`
}

function formatPackageDigest(hash: string, signedData: SignedData | null): string {
  const digest = { path: 'datapackage.json', hash, ...(signedData && { signedData }) }
  return `${JSON.stringify(digest, null, 2)}\n`
}

/** Texts as bytes, some thousand at a time: all of them together may be larger than what memory should hold. */
function* inPieces(texts: Iterable<string>): Generator<Uint8Array> {
  let waiting = ''
  for (const text of texts) {
    waiting += text
    if (waiting.length < pieceChars) continue
    yield Buffer.from(waiting)
    waiting = ''
  }
  if (waiting !== '') yield Buffer.from(waiting)
}

const pieceChars = 64 * 1024
