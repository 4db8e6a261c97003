import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { instantOf, ServiceError } from '#model'
import {
  createTransparencyLog,
  ForkError,
  leafHashOf,
  openCheckpoint,
  parseEntryBundle,
  parseVerifierKey,
  signingKeyOf,
  type TransparencyLog,
  verifyReceipt,
} from '#transparency'
import { loadOrCreateSigningKey } from '../../src/stores/files/signing-key.ts'
import { openLogStore } from '../../src/stores/sqlite/log-store.ts'

const signingKey = signingKeyOf('news.example/log', new Uint8Array(32).fill(1))
const clock = { now: () => instantOf(0) }
let folder = ''
let opened: TransparencyLog[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-log-'))
  opened = []
})
afterEach(async () => {
  for (const log of opened) await log.close()
  rmSync(folder, { recursive: true })
})

describe('the transparency log on SQLite', () => {
  test('an empty log has no checkpoint, no tiles and no receipts', async () => {
    const log = await open()
    assert.equal(await log.publishCheckpoint(), null)
    assert.equal(await log.checkpoint(), null)
    assert.equal(await log.receipt('s'), null)
    assert.equal(await log.position('s'), null)
    assert.equal(await log.tile('tile/0/000'), null)
    assert.equal(await log.size(), 0)
  })

  test('a statement has a place at once and a receipt once a checkpoint covers it', async () => {
    const log = await open()
    assert.deepEqual(await log.append(statement(0)), { leafIndex: 0 })
    assert.deepEqual(await log.position('snapshot-0'), { leafIndex: 0 })
    assert.equal(await log.receipt('snapshot-0'), null)
    assert.deepEqual(await log.publishCheckpoint(), { treeSize: 1, signedAt: instantOf(0) })
    const receipt = await log.receipt('snapshot-0')
    assert.deepEqual(receipt?.statement, statement(0))
    assert.ok(verifyReceipt(receipt, { verifierKey: log.verifierKey }).holds)
  })

  test('every statement of a log of 600 is proved, checkpoint after checkpoint, also after opening it again', async () => {
    let log = await open()
    for (const end of [1, 3, 256, 257, 600]) {
      const size = await log.size()
      await Promise.all(Array.from({ length: end - size }, (_, at) => log.append(statement(size + at))))
      assert.equal((await log.publishCheckpoint())?.treeSize, end)
      assert.equal(await log.publishCheckpoint(), null, 'nothing new, nothing signed')
      await log.close()
      log = await open()
    }
    for (let at = 0; at < 600; at += 37) assert.ok(verifyReceipt(await log.receipt(`snapshot-${at}`)).holds)
    assert.deepEqual(await findings(log), ['ok'])
  })

  test('the same statement again keeps its place, another about the same subject gets a new one', async () => {
    const log = await open()
    await log.append(statement(0))
    const { fields } = statement(0)
    const reordered = Object.fromEntries(Object.entries(fields).reverse())
    assert.deepEqual(await log.append({ subject: 'snapshot-0', fields: reordered }), { leafIndex: 0 })
    const [one, other] = await Promise.all([log.append(statement(1)), log.append(statement(1))])
    assert.deepEqual([one, other], [{ leafIndex: 1 }, { leafIndex: 1 }])
    const corrected = { subject: 'snapshot-0', fields: { ...fields, text: 'other' } }
    assert.deepEqual(await log.append(corrected), { leafIndex: 2 })
    await log.publishCheckpoint()
    assert.deepEqual((await log.receipt('snapshot-0'))?.statement, corrected)
  })

  test('a statement that cannot be logged does not keep back those beside it', async () => {
    const log = await open()
    const good = log.append(statement(0))
    await assert.rejects(log.append({ subject: 'two\nlines', fields: {} }), RangeError)
    assert.deepEqual(await good, { leafIndex: 0 })
  })

  test('erasing takes values and salts out of receipts and off the disk; the proof stays', async () => {
    const log = await open()
    await log.append({ subject: 'secret', fields: { text: 'a-value-to-be-erased' } })
    await log.publishCheckpoint()
    const salt = (await log.receipt('secret'))?.salts['text'] as string
    assert.ok(onDisk('a-value-to-be-erased') && onDisk(salt))
    await log.erase('secret')
    const receipt = await log.receipt('secret')
    assert.deepEqual(receipt?.statement, { subject: 'secret', fields: {} })
    assert.deepEqual(receipt?.salts, {})
    assert.ok(verifyReceipt(receipt).holds)
    assert.ok(!onDisk('a-value-to-be-erased') && !onDisk(salt))
    const again = await log.append({ subject: 'secret', fields: { text: 'a-value-to-be-erased' } })
    assert.deepEqual(again, { leafIndex: 0 }, 'a rebuild does not bring it back')
    assert.ok(!onDisk('a-value-to-be-erased'))
    assert.deepEqual(await findings(log), ['ok'])
  })

  test('erasing the entry too leaves its leaf hash alone; the tree, its proofs and its neighbours stand', async () => {
    const log = await open()
    await log.append({ subject: 'secret', fields: { text: 'gone' } })
    await log.append(statement(1))
    await log.publishCheckpoint()
    const [before] = parseEntryBundle((await log.tile('tile/entries/000.p/2')) ?? new Uint8Array())
    assert.ok(before && onDisk(Buffer.from(before).toString().split('\n')[2] as string))
    await log.erase('secret', { entry: true })
    assert.ok(!onDisk(Buffer.from(before).toString().split('\n')[2] as string))
    const [erased, kept] = parseEntryBundle((await log.tile('tile/entries/000.p/2')) ?? new Uint8Array())
    assert.match(Buffer.from(erased ?? []).toString(), /^verbatim-erased\/1\n[A-Za-z0-9+/=]{44}\n$/)
    const leafHashes = (await log.tile('tile/0/000.p/2')) ?? new Uint8Array()
    assert.deepEqual(
      Buffer.concat([leafHashOf(erased ?? before), leafHashOf(kept ?? before)]),
      Buffer.from(leafHashes),
    )
    const report = verifyReceipt(await log.receipt('secret'), { verifierKey: log.verifierKey })
    assert.ok(report.holds)
    assert.match(report.steps[1]?.detail ?? '', /It was erased/)
    assert.ok(verifyReceipt(await log.receipt('snapshot-1')).holds)
    const claimed = {
      ...(await log.receipt('secret')),
      statement: { subject: 'secret', fields: { text: 'gone' } },
    }
    assert.equal(verifyReceipt(claimed).holds, false)
    assert.deepEqual(await log.append({ subject: 'secret', fields: { text: 'gone' } }), { leafIndex: 0 })
    await log.append(statement(2))
    await log.publishCheckpoint()
    assert.deepEqual(await findings(log), ['ok'])
  })

  test('only what a checkpoint covers can be read as tiles', async () => {
    const log = await open()
    await Promise.all(Array.from({ length: 258 }, (_, at) => log.append(statement(at))))
    await log.publishCheckpoint()
    await log.append(statement(258))
    assert.equal((await log.tile('tile/0/000'))?.length, 256 * 32)
    assert.equal(
      (await log.tile('tile/0/000.p/5'))?.length,
      5 * 32,
      'clients of an older checkpoint still ask for it',
    )
    assert.equal((await log.tile('tile/0/001.p/2'))?.length, 64)
    assert.equal((await log.tile('tile/1/000.p/1'))?.length, 32)
    assert.equal(parseEntryBundle((await log.tile('tile/entries/001.p/2'))!).length, 2)
    for (const path of [
      'tile/0/001.p/3',
      'tile/0/001',
      'tile/1/000',
      'tile/entries/001.p/3',
      'tile/2/000.p/1',
      'checkpoint',
      '../x',
    ])
      assert.equal(await log.tile(path), null, path)
  })

  test('fsck names the leaf, the opening and the tile that were tampered with', async () => {
    const log = await open()
    await Promise.all(Array.from({ length: 300 }, (_, at) => log.append(statement(at))))
    await log.publishCheckpoint()
    const database = new DatabaseSync(join(folder, 'log.db'))
    database.exec(`UPDATE leaf SET opening = replace(opening, 'text 7', 'text 8') WHERE leaf_index = 7;
      UPDATE leaf SET entry = zeroblob(10) WHERE leaf_index = 299;
      UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 1`)
    database.close()
    const subjects: string[] = []
    for await (const { kind, subject } of log.fsck()) if (kind === 'problem') subjects.push(subject)
    assert.deepEqual([...new Set(subjects)].sort(), ['leaf 299', 'leaf 7', 'log', 'tile 0/1', 'tile 1/0'])
    await assert.rejects(log.receipt('snapshot-270'), ServiceError)
  })
})

describe('a fork is never signed', () => {
  test('an old copy of the database put back is noticed, with and without new leaves', async () => {
    let log = await open()
    await log.append(statement(0))
    await log.publishCheckpoint()
    await log.close()
    copyFileSync(join(folder, 'log.db'), join(folder, 'backup'))
    log = await open()
    await log.append(statement(1))
    await log.publishCheckpoint()
    await log.close()
    copyFileSync(join(folder, 'backup'), join(folder, 'log.db'))
    log = await open()
    await assert.rejects(log.publishCheckpoint(), ForkError)
    await log.append(statement(2))
    await assert.rejects(log.publishCheckpoint(), ForkError)
    await log.append(statement(3))
    await assert.rejects(log.publishCheckpoint(), (error: ForkError) => /Restore/.test(error.toDo))
  })

  test('a crash after signing and before keeping the tree is made good by the next checkpoint', async () => {
    const log = await open()
    await log.append(statement(0))
    await log.publishCheckpoint()
    await log.append(statement(1))
    copyFileSync(join(folder, 'log.db'), join(folder, 'before'))
    copyFileSync(join(folder, 'log.db-wal'), join(folder, 'before-wal'))
    await log.publishCheckpoint()
    await log.close()
    copyFileSync(join(folder, 'before'), join(folder, 'log.db'))
    copyFileSync(join(folder, 'before-wal'), join(folder, 'log.db-wal'))
    const after = await open()
    await after.append(statement(2))
    assert.equal((await after.publishCheckpoint())?.treeSize, 3)
    assert.deepEqual(await findings(after), ['ok'])
  })

  test('a last signed head that lies behind is accepted if the tree begins with it, refused if not', async () => {
    const log = await open()
    await log.append(statement(0))
    await log.publishCheckpoint()
    const older = readFileSync(join(folder, 'last-signed'))
    await log.append(statement(1))
    await log.publishCheckpoint()
    writeFileSync(join(folder, 'last-signed'), older)
    await log.append(statement(2))
    assert.equal((await log.publishCheckpoint())?.treeSize, 3)
    const root = (await openCheckpoint((await log.checkpoint())!, parseVerifierKey(log.verifierKey))).root
    const lie = signingKey.sign(`${signingKey.name}\n1\n${Buffer.from(root).toString('base64')}\n`)
    writeFileSync(join(folder, 'last-signed'), lie)
    await log.append(statement(3))
    await assert.rejects(log.publishCheckpoint(), ForkError)
  })

  test('neither over damaged tiles nor under another key or name', async () => {
    const log = await open()
    await log.append(statement(0))
    await log.publishCheckpoint()
    await log.append(statement(1))
    const store = openLogStore(folder)
    const other = signingKeyOf('news.example/log', new Uint8Array(32).fill(2))
    const foreign = await createTransparencyLog({ store, signingKey: other, origin: other.name, clock })
    await assert.rejects(foreign.publishCheckpoint(), ForkError)
    await foreign.close()
    await assert.rejects(
      createTransparencyLog({ store, signingKey, origin: 'elsewhere', clock }),
      ServiceError,
    )
    const database = new DatabaseSync(join(folder, 'log.db'))
    database.exec('UPDATE tile SET hashes = zeroblob(length(hashes))')
    database.close()
    await assert.rejects(log.publishCheckpoint(), ForkError)
  })

  test('several processes append to and sign one log', async () => {
    await Promise.all([0, 1, 2].map((number) => run(workerScript, String(number))))
    const log = await open()
    await log.publishCheckpoint()
    assert.equal(await log.size(), 3 * 40 + 10)
    assert.deepEqual(await findings(log), ['ok'])
  })
})

describe('the signing key', () => {
  test('is made once, kept under the name it was made with, for its owner alone', () => {
    const path = join(folder, 'keys', 'log.key')
    const key = loadOrCreateSigningKey(path, 'news.example/log')
    assert.equal(loadOrCreateSigningKey(path, 'elsewhere.example').verifierKey, key.verifierKey)
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  test('is never replaced where the file is damaged', () => {
    const path = join(folder, 'log.key')
    writeFileSync(path, 'PRIVATE+KEY+broken')
    assert.throws(() => loadOrCreateSigningKey(path, 'news.example/log'), ServiceError)
    assert.equal(readFileSync(path, 'utf8'), 'PRIVATE+KEY+broken')
  })
})

async function open(): Promise<TransparencyLog> {
  const store = openLogStore(folder)
  const log = await createTransparencyLog({ store, signingKey, origin: signingKey.name, clock })
  opened.push(log)
  return log
}

function statement(number: number) {
  return {
    subject: `snapshot-${number}`,
    fields: { url: `https://news.example/${number}`, text: `text ${number}` },
  }
}

async function findings(log: TransparencyLog): Promise<string[]> {
  const kinds: string[] = []
  for await (const { kind } of log.fsck()) kinds.push(kind)
  return kinds
}

function onDisk(text: string): boolean {
  return ['log.db', 'log.db-wal'].some((name) => {
    try {
      return readFileSync(join(folder, name)).includes(text)
    } catch {
      return false
    }
  })
}

const workerScript = `
import { createTransparencyLog, signingKeyOf } from '#transparency'
import { openLogStore } from './src/stores/sqlite/log-store.ts'
const [folder, number] = process.argv.slice(1)
const signingKey = signingKeyOf('news.example/log', new Uint8Array(32).fill(1))
const store = openLogStore(folder)
const clock = { now: () => '1970-01-01T00:00:00.000Z' }
const log = await createTransparencyLog({ store, signingKey, origin: signingKey.name, clock })
for (let at = 0; at < 50; at++) {
  const subject = at < 10 ? 'shared-' + at : number + '-' + at
  await log.append({ subject, fields: { text: String(at) } })
  if (at % 7 === 0) await log.publishCheckpoint()
}
await log.close()
`

function run(script: string, number: string): Promise<void> {
  const args = ['--input-type=module', '-e', script, folder, number]
  const child = spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(errors))))
  })
}
