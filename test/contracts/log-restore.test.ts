import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { instantOf } from '#model'
import {
  changeSigningKey,
  dataPaths,
  loadOrCreateSigningKey,
  openEmbeddedStores,
  restoreBackup,
  setLogAside,
  writeBackup,
} from '#stores'
import { createTransparencyLog, ForkError, type TransparencyLog, verifyReceipt } from '#transparency'

let root = ''
let closing: (() => Promise<void>)[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'verbatim-log-restore-'))
})
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
  rmSync(root, { recursive: true })
})

describe('a log that was restored', () => {
  test('from its newest copy goes on, on this machine and on another', async () => {
    const log = await open('data')
    await append(log, 'a')
    await writeBackup(join(root, 'data'), join(root, 'backup.zip'))
    await restoreBackup(join(root, 'backup.zip'), join(root, 'again'))
    const again = await open('again')
    await append(again, 'b')
    assert.ok(verifyReceipt(await again.receipt('b'), { verifierKey: log.verifierKey }).holds)
  })

  test('from an older copy signs nothing, in the place of the newer one or beside it', async () => {
    let log = await open('data')
    await append(log, 'a')
    await writeBackup(join(root, 'data'), join(root, 'backup.zip'))
    await append(log, 'b')
    await restoreBackup(join(root, 'backup.zip'), join(root, 'beside'))
    await assert.rejects(append(await open('beside'), 'c'), isFork)
    await closeAll()
    rmSync(join(root, 'data'), { recursive: true })
    await restoreBackup(join(root, 'backup.zip'), join(root, 'data'))
    log = await open('data')
    await assert.rejects(log.publishCheckpoint(), isFork)
    assert.ok(verifyReceipt(await log.receipt('a')).holds, 'what was signed before goes on to be proved')
  })

  test('of which the newest copy is lost is set aside, and another begins', async () => {
    let log = await open('data')
    await append(log, 'a')
    await writeBackup(join(root, 'data'), join(root, 'backup.zip'))
    const old = await log.receipt('a')
    await append(log, 'b')
    await closeAll()
    await restoreBackup(join(root, 'backup.zip'), join(root, 'restored'))
    const { log: logFolder, signingKey } = dataPaths(join(root, 'restored'))
    setLogAside(logFolder, instantOf(0))
    loadOrCreateSigningKey(signingKey, 'log.example/2')
    log = await open('restored')
    await append(log, 'a')
    assert.ok(verifyReceipt(old).holds)
    assert.match((await log.checkpoint()) ?? '', /^log\.example\/2\n1\n/)
  })

  test('keeps its pinned head through a change of its key', async () => {
    let log = await open('data')
    await append(log, 'a')
    await closeAll()
    const { signingKey, keyChanges } = dataPaths(join(root, 'data'))
    const next = changeSigningKey(signingKey, keyChanges)
    await writeBackup(join(root, 'data'), join(root, 'backup.zip'))
    log = await open('data')
    assert.equal(log.verifierKey, next.verifierKey)
    await append(log, 'b')
    assert.ok(verifyReceipt(await log.receipt('a'), { verifierKey: next.verifierKey }).holds)
    await restoreBackup(join(root, 'backup.zip'), join(root, 'beside'))
    await assert.rejects(append(await open('beside'), 'c'), isFork)
  })
})

async function open(name: string): Promise<TransparencyLog> {
  const stores = await openEmbeddedStores(join(root, name), {
    use: 'shared',
    logName: 'log.example',
    headsFolder: join(root, 'heads'),
  })
  const log = await createTransparencyLog({
    store: stores.log,
    signingKey: stores.signingKey,
    keyChanges: stores.keyChanges,
    origin: stores.signingKey.name,
    clock: { now: () => instantOf(0) },
  })
  closing.push(async () => {
    for (const room of [stores.segments, stores.captures, log, stores]) await room.close()
  })
  return log
}

async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close()
}

async function append(log: TransparencyLog, subject: string): Promise<void> {
  await log.append({ subject, fields: { text: subject } })
  await log.publishCheckpoint()
}

function isFork(error: unknown): boolean {
  assert.ok(error instanceof ForkError, String(error))
  assert.match(error.message, /a checkpoint over 2 was signed|first 2 leaves are not those that were signed/)
  assert.match(error.toDo, /Restore the newest copy.*begin-anew/)
  return true
}
