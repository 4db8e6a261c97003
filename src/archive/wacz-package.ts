import { createHash } from 'node:crypto'
import { checkSignedData, type SignatureFinding } from './wacz-signature.ts'

/** One file inside a WACZ. */
export interface PackedFile {
  readonly path: string
  readonly bytesTotal: number
  content(): AsyncIterable<Uint8Array>
}

export type PackageFinding =
  | { readonly kind: 'damaged'; readonly offsetBytes: 0; readonly reason: string }
  | { readonly kind: 'signed'; readonly signature: Extract<SignatureFinding, { holds: true }> }

/**
 * Holds a WACZ against its own data package: `datapackage-digest.json` against `datapackage.json` and its signature,
 * and each file against the hash that is given for it there. What has no hash and no signature is not judged.
 *
 * @see https://specs.webrecorder.net/wacz/1.1.1/ §5.4, §5.5
 * @see https://specs.webrecorder.net/wacz-auth/0.1.0/
 */
export async function* checkPackage(files: readonly PackedFile[]): AsyncGenerator<PackageFinding> {
  const byPath = new Map(files.map((each) => [each.path, each]))
  const dataPackage = await readJson(byPath.get('datapackage.json'))
  const seal = await readJson(byPath.get('datapackage-digest.json'))
  const claims = [{ path: 'datapackage.json', hash: seal?.['hash'] }, ...resourcesOf(dataPackage)]
  for (const { path, hash } of claims) {
    if (typeof path !== 'string' || typeof hash !== 'string') continue
    const match = /^(md5|sha1|sha256|sha512):([0-9a-f]+)$/i.exec(hash)
    const file = byPath.get(path)
    if (!file) yield damaged(`${path} is named in the data package, but not there`)
    else if (match && (await hashOf(file, match[1]!.toLowerCase())) !== match[2]!.toLowerCase()) {
      yield damaged(`${path} does not match its hash in the data package`)
    }
  }
  if (seal?.['signedData'] === undefined) return
  const signature = checkSignedData(seal['hash'], seal['signedData'])
  if (signature.holds) yield { kind: 'signed', signature }
  else yield damaged(`the signature in datapackage-digest.json does not hold: ${signature.reason}`)
}

type Json = Readonly<Record<string, unknown>>

/** Beyond this a data package is none. */
const jsonBytesMax = 16 * 1024 * 1024

async function readJson(file: PackedFile | undefined): Promise<Json | null> {
  if (!file || file.bytesTotal > jsonBytesMax) return null
  const pieces: Uint8Array[] = []
  for await (const piece of file.content()) pieces.push(piece)
  try {
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString())
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function resourcesOf(dataPackage: Json | null): Json[] {
  const resources = dataPackage?.['resources']
  return Array.isArray(resources) ? resources.filter(isObject) : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}

async function hashOf(file: PackedFile, algorithm: string): Promise<string> {
  const hash = createHash(algorithm)
  for await (const piece of file.content()) hash.update(piece)
  return hash.digest('hex')
}

function damaged(reason: string): PackageFinding {
  return { kind: 'damaged', offsetBytes: 0, reason }
}
