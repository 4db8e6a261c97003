import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { type PackageSigner, packageSignerOf } from '#archive'
import { ServiceError } from '#model'
import { createOnce } from './create-once.ts'

/**
 * The key that signs WACZ files, made on the first start: P-384, PKCS #8 in PEM, for its owner alone to read.
 *
 * @throws {ServiceError} if the file is no such key, or others may read it and that cannot be changed.
 */
export function loadOrCreatePackageKey(path: string): PackageSigner {
  const existing = load(path)
  if (existing) return existing
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  createOnce(path, String(privateKey.export({ type: 'pkcs8', format: 'pem' })))
  return load(path) as PackageSigner
}

function load(path: string): PackageSigner | null {
  try {
    const signer = packageSignerOf(readFileSync(path, 'utf8'))
    if (statSync(path).mode & 0o077) chmodSync(path, 0o600)
    return signer
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new ServiceError(`The key that signs WACZ files, ${path}, cannot be used.`, {
      retry: 'never',
      toDo: 'Restore it from a backup; or take it away, and a new one is made, whose files have other digests.',
      cause,
    })
  }
}
