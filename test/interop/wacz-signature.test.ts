import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createArchive, examineFile, packageSignerOf } from '#archive'
import { checkSignedData } from '../../src/archive/wacz-signature.ts'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'
import { exchangeOf, page, tickingClock } from '../contracts/archive-fixture.ts'
import { waczValidator } from './warc-validators.ts'

const withoutOpenssl = spawnSync('openssl', ['version']).status !== 0 && 'openssl is not here'

describe('signed WACZ files between programs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-signed-'))
  const path = (name: string) => join(folder, name)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  before(async () => {
    const archive = createArchive({
      segments: openFileSegmentStore(path('segments')),
      index: openSqliteCaptureIndex(path('captures.db')),
      clock: tickingClock(),
      software: 'Verbatim/test',
      packageSigner: packageSignerOf(String(privateKey.export({ type: 'pkcs8', format: 'pem' }))),
    })
    const { id, url, capturedAt } = await archive.preserve(exchangeOf(page('signed')))
    const pieces: Uint8Array[] = []
    for await (const piece of archive.exportWacz([id], [{ url, title: 'Signed', capturedAt }]))
      pieces.push(piece)
    writeFileSync(path('ours.wacz'), Buffer.concat(pieces))
    await archive.close()
  })
  after(() => rmSync(folder, { recursive: true }))

  test('py-wacz finds ours valid', (context) => {
    const validator = waczValidator()
    if (!validator) return context.skip('py-wacz cannot be had here')
    assert.equal(validator.validate(path('ours.wacz')), null)
  })

  test('and we find it signed', async () => {
    const kinds = []
    for await (const { kind } of examineFile(path('ours.wacz'))) kinds.push(kind)
    assert.deepEqual(new Set(kinds), new Set(['signed', 'record']))
  })

  test('openssl’s signature for a domain holds, and only for that domain', { skip: withoutOpenssl }, () => {
    const hash = `sha256:${'0f'.repeat(32)}`
    writeFileSync(path('hash'), hash)
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    const names = ['-subj', '/CN=archive.example', '-addext', 'subjectAltName=DNS:archive.example']
    openssl(...request, ...names, '-keyout', path('key.pem'), '-out', path('cert.pem'))
    openssl('dgst', '-sha256', '-sign', path('key.pem'), '-out', path('signature'), path('hash'))
    const signedData = {
      hash,
      signature: readFileSync(path('signature')).toString('base64'),
      domain: 'archive.example',
      domainCert: readFileSync(path('cert.pem'), 'utf8'),
    }
    const finding = checkSignedData(hash, signedData)
    assert.equal(finding.holds && finding.domain, 'archive.example')
    assert.equal(checkSignedData(hash, { ...signedData, domain: 'other.example' }).holds, false)
  })

  function openssl(...values: string[]): void {
    const { status, stderr } = spawnSync('openssl', values, { encoding: 'utf8', timeout: 30_000 })
    assert.equal(status, 0, stderr)
  }
})
