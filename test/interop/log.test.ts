import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { instantOf } from '#model'
import { createTransparencyLog, formatTilePath, parseWitnessKey, signingKeyOf } from '#transparency'
import { postOverHttp } from '../../src/cli/post-over-http.ts'
import { openLogStore } from '../../src/stores/sqlite/log-store.ts'
import { startTestWitness } from './test-witness.ts'

const folder = mkdtempSync(join(tmpdir(), 'verbatim-interop-log-'))
const program = join(folder, 'check-log')
const signingKey = signingKeyOf('news.example/log', new Uint8Array(32).fill(1))
const leafCount = 66_000
const skip = buildWithGo()

describe('our log, read by golang.org/x/mod/sumdb', { skip }, () => {
  before(writeLog)
  after(() => rmSync(folder, { recursive: true }))

  test('the checkpoint opens, every tile leads to its root, every entry is in the tree', () => {
    const said = execFileSync(program, [folder, signingKey.verifierKey], { encoding: 'utf8' })
    assert.equal(said, `${leafCount} leaves\n`)
  })

  test('a receipt with a cosignature is checked to the end', async () => {
    const witness = await startTestWitness(signingKey.verifierKey)
    const log = await createTransparencyLog({
      store: openLogStore(join(folder, 'cosigned')),
      signingKey,
      origin: signingKey.name,
      clock: { now: () => instantOf(1_700_000_000_000) },
      attestation: {
        witnesses: [{ url: witness.url, key: parseWitnessKey(witness.verifierKey) }],
        authorities: [],
        post: postOverHttp(),
      },
    })
    const file = join(folder, 'receipt.json')
    try {
      for (let at = 0; at < 7; at++)
        await log.append({ subject: `s-${at}`, fields: { title: `标题 ${at}`, url: '' } })
      await log.publishCheckpoint()
      await log.attested()
      const receipt = await log.receipt('s-4')
      writeFileSync(file, JSON.stringify(receipt))
      const args = ['receipt', file, signingKey.verifierKey, witness.verifierKey]
      assert.equal(execFileSync(program, args, { encoding: 'utf8' }), 'leaf 4 of 7, seen at 1700000000\n')
      const changed = { ...receipt, statement: { ...receipt?.statement, fields: { title: '标题', url: '' } } }
      writeFileSync(file, JSON.stringify(changed))
      assert.notEqual(spawnSync(program, args).status, 0)
    } finally {
      await log.close()
      await witness.close()
    }
  })

  test('a checkpoint under another key does not open', () => {
    const other = signingKeyOf(signingKey.name, new Uint8Array(32).fill(2))
    assert.notEqual(spawnSync(program, [folder, other.verifierKey]).status, 0)
  })

  test('a changed tile is refused', () => {
    writeFileSync(join(folder, 'tile/1/000'), new Uint8Array(256 * 32))
    assert.notEqual(spawnSync(program, [folder, signingKey.verifierKey]).status, 0)
  })
})

/** Why the checks cannot run; false if they can. */
function buildWithGo(): string | false {
  const source = join(import.meta.dirname, 'log-go')
  const { error, status, stderr } = spawnSync('go', ['build', '-buildvcs=false', '-o', program, '.'], {
    cwd: source,
    encoding: 'utf8',
  })
  if (error) return 'Go is not installed'
  return status === 0 ? false : `golang.org/x/mod cannot be built: ${stderr.trim().split('\n').at(-1)}`
}

/** The log as plain files: what a mirror would hold. */
async function writeLog(): Promise<void> {
  const store = openLogStore(join(folder, 'log'))
  const clock = { now: () => instantOf(0) }
  const log = await createTransparencyLog({ store, signingKey, origin: signingKey.name, clock })
  const statements = Array.from({ length: leafCount }, (_, at) => ({
    subject: `snapshot-${at}`,
    fields: { text: `text ${at}` },
  }))
  await Promise.all(statements.map((statement) => log.append(statement)))
  await log.publishCheckpoint()
  writeFileSync(join(folder, 'checkpoint'), (await log.checkpoint()) as string)
  for (const level of ['entries', 0, 1, 2] as const) {
    const count = level === 'entries' ? leafCount : Math.floor(leafCount / 256 ** level)
    for (let start = 0; start < count; start += 256) {
      const path = formatTilePath({ level, index: start / 256, width: Math.min(256, count - start) })
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), (await log.tile(path)) as Uint8Array)
    }
  }
  await log.close()
}
