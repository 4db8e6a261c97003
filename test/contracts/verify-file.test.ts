import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fingerprintOf } from '#archive'
import { parseHttpUrl, type SnapshotId } from '#model'
import { publishCheckpoint } from '#pipeline'
import { verifyFile } from '../../src/cli/verify-file.ts'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

describe('a bundle is verified offline', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bundles-'))
  const path = (name: string) => join(folder, name)
  let house: House
  let id: SnapshotId
  let key = ''

  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
    const url = parseHttpUrl('https://www.paper.example/2026/1.html')
    house.fetcher.answer(url, { body: articlePage({ title: 'The bridge', seed: 1 }) })
    await look(dueArticle(url), house.parts, new AbortController().signal)
    await publishCheckpoint(house.parts)
    const { items } = await house.access.newest({}, { cursor: null, limit: 1 })
    id = items[0]?.id as SnapshotId
    key = house.access.verifierKey
    writeFileSync(path('with.wacz'), await bytesOf(await house.access.exportWacz(id, { withReceipt: true })))
    writeFileSync(path(`${id}.wacz`), await bytesOf(await house.access.exportWacz(id)))
    writeFileSync(path(`${id}.warc.gz`), await bytesOf(await house.access.exportWarc(id)))
    writeFileSync(path(`verbatim-${id}.json`), JSON.stringify(await house.access.receipt(id)))
  })
  after(async () => {
    await house.close()
    rmSync(folder, { recursive: true })
  })

  test('a WACZ with its receipt inside', async () => {
    assert.deepEqual(await failing('with.wacz', { verifierKey: key }), [])
  })

  test('a WACZ and a WARC with the receipt beside them, or named', async () => {
    assert.deepEqual(await failing(`${id}.wacz`, { verifierKey: key }), [])
    assert.deepEqual(await failing(`${id}.warc.gz`, { verifierKey: key }), [])
    writeFileSync(path('renamed.warc.gz'), readFileSync(path(`${id}.warc.gz`)))
    assert.deepEqual(await failing('renamed.warc.gz'), ['A receipt comes with it.'])
    assert.deepEqual(await failing('renamed.warc.gz', {}, path(`verbatim-${id}.json`)), [])
  })

  test('without the receipt the bytes are always the same', async () => {
    const again = await bytesOf(await house.access.exportWacz(id))
    assert.ok(again.equals(readFileSync(path(`${id}.wacz`))))
  })

  test('a signed WACZ without a receipt, by whoever knows its signer', async () => {
    const signer = fingerprintOf(house.stores.packageSigner.publicKey)
    writeFileSync(path('signed.wacz'), readFileSync(path(`${id}.wacz`)))
    assert.deepEqual(await failing('signed.wacz'), ['A receipt comes with it.'])
    assert.deepEqual(await failing('signed.wacz', { signer }), [])
    const other = `sha256:${'0'.repeat(64)}`
    assert.deepEqual(await failing('signed.wacz', { signer: other }), ['The package is signed.'])
    assert.deepEqual(await failing('renamed.warc.gz', { signer }), ['The package is signed.'])
  })

  test('one byte changed is found', async () => {
    const good = readFileSync(path('with.wacz'))
    for (let at = 60; at < good.length; at += Math.ceil(good.length / 40)) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] as number) ^ 0x55
      writeFileSync(path('bad.wacz'), bad)
      // Beyond the reach of any digest are names and times in the ZIP's own headers. A seal under another name is none;
      // what the receipt proves stands without it.
      const failed = await failing('bad.wacz', { verifierKey: key }).catch(() => ['cannot be read'])
      const isSame =
        failed.length === 0 && (await contentOf(path('bad.wacz'))) === (await contentOf(path('with.wacz')))
      assert.ok(failed.length > 0 || isSame, `byte ${at}`)
    }
  })

  test('of another log, or a receipt of another record, it does not hold', async () => {
    const other = 'news.example/log+6703e191+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c'
    assert.deepEqual(await failing('with.wacz', { verifierKey: other }), [
      'The checkpoint is signed by the log.',
    ])
    const receipt = JSON.parse(readFileSync(path(`verbatim-${id}.json`), 'utf8'))
    receipt.statement.fields.recordDigest = `sha256:${'A'.repeat(52)}`
    writeFileSync(path('other.json'), JSON.stringify(receipt))
    assert.deepEqual(await failing('renamed.warc.gz', {}, path('other.json')), [
      'The entry commits to the statement.',
      'The file holds the record that was logged.',
    ])
  })

  async function failing(name: string, options = {}, proof?: string): Promise<string[]> {
    const steps = await verifyFile(path(name), proof, options)
    return steps.filter(({ holds }) => !holds).map(({ claim }) => claim)
  }
})

async function bytesOf(pieces: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  assert.ok(pieces)
  const read: Uint8Array[] = []
  for await (const piece of pieces) read.push(piece)
  return Buffer.concat(read)
}

async function contentOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const { examineFile } = await import('#archive')
  for await (const finding of examineFile(path)) {
    if (finding.kind !== 'signed') hash.update(JSON.stringify(finding))
  }
  return hash.digest('hex')
}
