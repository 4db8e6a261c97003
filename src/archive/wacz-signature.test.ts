import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, test } from 'node:test'
import { checkSignedData, fingerprintOf, packageSignerOf, signPackage } from './wacz-signature.ts'

const packageHash = `sha256:${'a5'.repeat(32)}`

describe('WACZ Signing and Verification 0.1.0, anonymous signatures', () => {
  const signer = packageSignerOf(privatePem('P-384'))
  const made = { created: '2026-01-01T00:00:00.000Z', software: 'Verbatim' }
  const signed = signPackage(packageHash, signer, made)

  test('what we sign holds, and is the same each time', () => {
    const finding = checkSignedData(packageHash, signed)
    assert.deepEqual(finding, { holds: true, signer: fingerprintOf(signer.publicKey), domain: null })
    assert.deepEqual(signPackage(packageHash, signer, made), signed)
  })

  test('a browser takes it: WebCrypto, as wabac calls it', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-256' }
    const spki = Buffer.from(signed.publicKey!, 'base64')
    const key = await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify'])
    const text = new TextEncoder().encode(signed.hash)
    assert.ok(await crypto.subtle.verify(algorithm, key, Buffer.from(signed.signature, 'base64'), text))
  })

  for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
    for (const dsaEncoding of ['ieee-p1363', 'der'] as const) {
      test(`one of another program holds: ${namedCurve}, ${dsaEncoding}`, () => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
        const theirs = {
          hash: packageHash,
          signature: sign('sha256', Buffer.from(packageHash), { key: privateKey, dsaEncoding }).toString(
            'base64',
          ),
          publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        }
        assert.equal(checkSignedData(packageHash, theirs).holds, true)
        assert.equal(checkSignedData(packageHash, { ...theirs, publicKey: signed.publicKey }).holds, false)
      })
    }
  }

  test('anything else does not hold, and is no error', () => {
    const other = `sha256:${'00'.repeat(32)}`
    for (const [hash, data] of [
      [other, signed],
      [other, { ...signed, hash: other }],
      [packageHash, { ...signed, signature: signed.signature.replace(/^..../, 'AAAA') }],
      [packageHash, { ...signed, signature: '' }],
      [packageHash, { ...signed, signature: 7 }],
      [packageHash, { ...signed, publicKey: 'AAAA' }],
      [packageHash, { ...signed, publicKey: rsaKey() }],
      [packageHash, { ...signed, publicKey: undefined }],
      [packageHash, { ...signed, publicKey: undefined, domain: 'a.example', domainCert: 'none' }],
      [packageHash, null],
      [packageHash, []],
      [undefined, {}],
    ] as const) {
      assert.equal(checkSignedData(hash, data).holds, false, JSON.stringify(data))
    }
  })

  test('a key of another curve, or none, cannot sign', () => {
    for (const pem of [privatePem('P-256'), '', 'PRIVATE KEY'])
      assert.throws(() => packageSignerOf(pem), RangeError)
  })
})

function privatePem(namedCurve: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve })
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

function rsaKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
}
