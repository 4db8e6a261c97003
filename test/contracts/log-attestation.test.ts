import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { instantOf } from '#model'
import {
  createTransparencyLog,
  ForkError,
  parseWitnessKey,
  signingKeyOf,
  signKeyChange,
  type TransparencyLog,
  verifyReceipt,
} from '#transparency'
import { postOverHttp } from '../../src/cli/post-over-http.ts'
import { openLogStore } from '../../src/stores/sqlite/log-store.ts'
import { startTestWitness, type TestWitness } from '../interop/test-witness.ts'
import { noOpenssl, startTimeStampAuthority } from '../interop/time-stamp-authority.ts'

const signingKey = signingKeyOf('news.example/log', new Uint8Array(32).fill(1))
const post = postOverHttp({ timeoutMs: 5_000 })
let nowMs = 1_700_000_000_000
let folder = ''
let witness: TestWitness
let opened: TransparencyLog[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-attested-'))
  witness = await startTestWitness(signingKey.verifierKey)
  opened = []
  nowMs = 1_700_000_000_000
})
afterEach(async () => {
  for (const log of opened) await log.close()
  await witness.close()
  rmSync(folder, { recursive: true })
})

describe('cosignatures, C2SP tlog-witness', () => {
  test('are asked for, checked, kept, and served with checkpoint and receipt', async () => {
    const log = await open()
    await append(log, 3)
    await settled(log)
    assert.match((await log.checkpoint()) ?? '', /\n— witness\.example\/w1 /)
    const receipt = await log.receipt('snapshot-1')
    assert.deepEqual(receipt?.witnesses, [witness.verifierKey])
    const report = verifyReceipt(receipt, { verifierKey: log.verifierKey, witnesses: [witness.verifierKey] })
    assert.ok(report.holds, JSON.stringify(report.steps))
    assert.match(report.steps.at(-1)?.detail ?? '', /witness\.example\/w1 at 2023-11-14T22:13:20/)
  })

  test('each new head is proved to go on from the one that the witness saw', async () => {
    let log = await open()
    for (const count of [1, 2, 300, 5]) {
      await append(log, count)
      nowMs += 60_000
      await settled(log)
    }
    assert.equal(witness.seenSize, 308)
    assert.deepEqual(witness.answers, [200, 200, 200, 200])
    await log.close()
    log = await open()
    await append(log, 1)
    await settled(log)
    assert.equal(witness.seenSize, 309, 'a log that was opened again learns from the witness where it stands')
  })

  test('of a stranger, of another checkpoint or out of the future are not taken', async () => {
    const stranger = await startTestWitness(signingKey.verifierKey, {
      name: 'other.example/w',
      nowSeconds: 1_700_003_600,
    })
    try {
      const key = parseWitnessKey(witness.verifierKey)
      const log = await open([{ url: stranger.url, key }])
      await append(log, 1)
      await settled(log)
      assert.doesNotMatch((await log.checkpoint()) ?? '', /other\.example/)
      await log.close()
      const late = await open([{ url: stranger.url, key: parseWitnessKey(stranger.verifierKey) }])
      await late.publishCheckpoint()
      await settled(late)
      assert.doesNotMatch((await late.checkpoint()) ?? '', /other\.example/)
    } finally {
      await stranger.close()
    }
  })

  test('a witness that is away keeps no checkpoint back', async () => {
    const log = await open([{ url: 'http://127.0.0.1:9', key: parseWitnessKey(witness.verifierKey) }])
    await append(log, 1)
    await settled(log)
    assert.ok(verifyReceipt(await log.receipt('snapshot-0')).holds)
  })

  test('a receipt without the cosignature of a witness one trusts does not hold', async () => {
    const log = await open([])
    await append(log, 1)
    assert.equal(
      verifyReceipt(await log.receipt('snapshot-0'), { witnesses: [witness.verifierKey] }).holds,
      false,
    )
  })

  test('once a witness has seen more than an old copy of the log holds, nothing is signed', async () => {
    let log = await open()
    await append(log, 2)
    await log.close()
    copyFileSync(join(folder, 'log.db'), join(folder, 'backup'))
    log = await open()
    await append(log, 2)
    await log.close()
    assert.equal(witness.seenSize, 4)
    // A new machine: nothing is there but the backup.
    rmSync(join(folder, 'last-signed'))
    copyFileSync(join(folder, 'backup'), join(folder, 'log.db'))
    const restored = await open()
    await restored.append({ subject: 'another', fields: {} })
    await assert.rejects(restored.publishCheckpoint(), (error: ForkError) => {
      assert.ok(error instanceof ForkError)
      assert.match(error.message, /witness\.example\/w1 has cosigned a checkpoint over 4 leaves/)
      assert.match(error.toDo, /Restore the newest copy/)
      return true
    })
  })
})

describe('time stamps, RFC 3161', { skip: noOpenssl() }, () => {
  test('are asked for, checked, kept, and part of the receipt', async () => {
    const authority = await startTimeStampAuthority(join(folder, 'tsa'))
    try {
      const log = await open([], [authority.url])
      await append(log, 3)
      await settled(log)
      const receipt = await log.receipt('snapshot-2')
      assert.equal(receipt?.timeStamps?.length, 1)
      const trusted = verifyReceipt(receipt, { certificates: [authority.root] })
      assert.ok(trusted.holds, JSON.stringify(trusted.steps))
      assert.match(trusted.steps.at(-1)?.detail ?? '', /by CN=Test Clock/)
      const other = { ...receipt, timeStamps: [{ authority: 'x', token: 'AAAA' }] }
      assert.equal(verifyReceipt(other).holds, false)
      await append(log, 1)
      await settled(log)
      assert.equal(authority.requests, 1, 'an authority is not asked again within the hour')
    } finally {
      await authority.close()
    }
  })
})

describe('a change of the key', () => {
  const next = signingKeyOf(signingKey.name, new Uint8Array(32).fill(2))
  const keyChanges = [signKeyChange(signingKey, next)]

  test('goes on with the same log; receipts of both keys hold against either', async () => {
    const log = await open([])
    await append(log, 2)
    const old = await log.receipt('snapshot-0')
    await log.close()
    const store = openLogStore(folder)
    const renewed = await createTransparencyLog({
      store,
      signingKey: next,
      keyChanges,
      origin: next.name,
      clock,
    })
    opened.push(renewed)
    await append(renewed, 1)
    const receipt = await renewed.receipt('snapshot-2')
    assert.equal(receipt?.verifierKey, next.verifierKey)
    assert.ok(verifyReceipt(old, { verifierKey: signingKey.verifierKey }).holds)
    assert.ok(verifyReceipt(receipt, { verifierKey: next.verifierKey }).holds)
    assert.ok(verifyReceipt(receipt, { verifierKey: signingKey.verifierKey }).holds, 'who trusts the old key')
    assert.ok(
      verifyReceipt({ ...old, keyChanges }, { verifierKey: next.verifierKey }).holds,
      'who trusts the new one',
    )
    for await (const finding of renewed.fsck()) assert.equal(finding.kind, 'ok', finding.detail)
  })

  test('that only one of them has signed links nothing', async () => {
    const log = await open([])
    await append(log, 1)
    const receipt = await log.receipt('snapshot-0')
    const stranger = signingKeyOf(signingKey.name, new Uint8Array(32).fill(3))
    const text = signKeyChange(stranger, next).split('\n\n')[0]
    const forged = `${text}\n\n${next.sign('x\n').split('\n\n')[1]}`
    for (const notes of [[forged], ['nonsense'], []]) {
      const claimed = { ...receipt, keyChanges: notes }
      assert.equal(verifyReceipt(claimed, { verifierKey: next.verifierKey }).holds, false)
    }
  })
})

const clock = { now: () => instantOf(nowMs) }

async function open(
  witnesses = [{ url: witness.url, key: parseWitnessKey(witness.verifierKey) }],
  authorities: readonly string[] = [],
): Promise<TransparencyLog> {
  const attestation = { witnesses, authorities, post }
  const store = openLogStore(folder)
  const log = await createTransparencyLog({ store, signingKey, origin: signingKey.name, clock, attestation })
  opened.push(log)
  return log
}

async function append(log: TransparencyLog, count: number): Promise<void> {
  const size = await log.size()
  await Promise.all(
    Array.from({ length: count }, (_, at) =>
      log.append({ subject: `snapshot-${size + at}`, fields: { text: `text ${size + at}` } }),
    ),
  )
  await log.publishCheckpoint()
}

/** Until nobody is being asked any more. */
async function settled(log: TransparencyLog): Promise<void> {
  await log.attested()
}

describe('the check in the browser', { skip: noOpenssl() }, () => {
  test('takes what witnesses, authorities and changed keys have signed, and nothing else', async () => {
    const script = '../../src/site/browser/verify-receipt.js'
    const { steps } = (await import(script)) as {
      steps: Record<string, (receipt: object, shown: object) => Promise<string | null>>
    }
    const { signature, witnesses, timeStamps } = steps
    assert.ok(signature && witnesses && timeStamps)
    const authority = await startTimeStampAuthority(join(folder, 'tsa'))
    try {
      const log = await open(undefined, [authority.url])
      await append(log, 3)
      await settled(log)
      const receipt = await log.receipt('snapshot-1')
      assert.ok(receipt)
      assert.equal(await witnesses(receipt, {}), 'witness.example/w1 2023-11-14T22:13:20.000Z')
      assert.match((await timeStamps(receipt, {})) ?? '', /^http:\S+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      const next = signingKeyOf(signingKey.name, new Uint8Array(32).fill(2))
      const keyChanges = [signKeyChange(signingKey, next)]
      assert.equal(
        await signature({ ...receipt, keyChanges }, { key: next.verifierKey }),
        signingKey.verifierKey,
      )
      await assert.rejects(signature(receipt, { key: next.verifierKey }))
      const other = { ...receipt, checkpoint: receipt.checkpoint.replace('\n3\n', '\n4\n') }
      await assert.rejects(witnesses(other, {}))
      await assert.rejects(timeStamps(other, {}))
      assert.equal(await witnesses({ ...receipt, witnesses: [] }, {}), null)
    } finally {
      await authority.close()
    }
  })
})
