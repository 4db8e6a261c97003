import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '#model'
import { createTransparencyLog, signingKeyOf, verifyReceipt } from '#transparency'
import { openLogStore } from '../src/stores/sqlite/log-store.ts'
import { holdAgainstFloors } from './floors.ts'
import { tesseraAppends } from './tessera/tessera.ts'

/** Appends, signs and proves on a real disk; leaves nothing behind. */
export async function benchTransparency({ out }: { out: (line: string) => void }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-log-'))
  const signingKey = signingKeyOf('bench.example/log', new Uint8Array(32).fill(1))
  const store = openLogStore(folder)
  const log = await createTransparencyLog({ store, signingKey, origin: signingKey.name, clock: systemClock })
  const append = (number: number) =>
    log.append({
      subject: `snapshot-${number}`,
      fields: { url: `https://news.example/${number}`, record: `sha256:${number}`, text: `sha256:${number}` },
    })
  try {
    const singly = 200
    const single = await timed(async () => {
      for (let at = 0; at < singly; at++) await append(at)
    })
    out(`append, one disk flush each: ${perSecond(singly, single)} a second`)

    // What a crawl does: so many visits at a time, each waiting for its own leaf before it goes on.
    const callers = 64
    const each = 250
    const concurrent = await timed(() =>
      Promise.all(
        Array.from({ length: callers }, async (_, caller) => {
          for (let at = 0; at < each; at++) await append(singly + caller * each + at)
        }),
      ),
    )
    const apart = callers * each
    out(`append, ${callers} callers, one by one each: ${perSecond(apart, concurrent)} a second (goal 5,000)`)
    const peer = tellPeer({ callers, each }, (apart / concurrent) * 1000, out)

    const together = 20_000
    const batches = await timed(async () => {
      for (let start = 0; start < together; start += 500)
        await Promise.all(Array.from({ length: 500 }, (_, at) => append(singly + apart + start + at)))
    })
    out(`append, 500 at once: ${perSecond(together, batches)} a second (goal 5,000)`)
    tellPeer({ callers: 500, each: together / 500 }, (together / batches) * 1000, out)

    out(
      `checkpoint over ${apart + together + singly} new leaves: ${(await timed(() => log.publishCheckpoint())).toFixed(0)} ms`,
    )
    await append(singly + apart + together)
    out(`checkpoint over 1 new leaf: ${(await timed(() => log.publishCheckpoint())).toFixed(2)} ms`)

    const proofs = 200
    const receipts = await timed(async () => {
      for (let at = 0; at < proofs; at++) await log.receipt(`snapshot-${at * 97}`)
    })
    out(`receipt: ${(receipts / proofs).toFixed(2)} ms`)
    const receipt = await log.receipt('snapshot-5')
    const checks = await timed(async () => {
      for (let at = 0; at < proofs; at++) verifyReceipt(receipt)
    })
    const checkMs = checks / proofs
    out(`check of a receipt: ${checkMs.toFixed(2)} ms (goal 5), ${JSON.stringify(receipt).length} bytes`)
    const ofGoal = { 'append.ofGoal': apart / concurrent / 5, 'check.ofGoal': 5 / checkMs }
    holdAgainstFloors('transparency', { ...ofGoal, ...(peer && { 'append.besideTessera': peer }) }, out)
  } finally {
    await log.close()
    rmSync(folder, { recursive: true })
  }
}

/** Tessera hashes into its tiles while it appends, we when a checkpoint is made: that time is told below. */
function tellPeer(
  load: { callers: number; each: number },
  ours: number,
  out: (line: string) => void,
): number | null {
  const theirs = tesseraAppends({ ...load, bytes: entryBytes })
  if (theirs === null) {
    out('  Tessera: left out, Go or its modules cannot be had here')
    return null
  }
  out(
    `  Tessera, POSIX driver: ${Math.round(theirs).toLocaleString('en')}, ratio ${(ours / theirs).toFixed(1)}`,
  )
  return ours / theirs
}

/** Of an entry with three fields. */
const entryBytes = 300

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function perSecond(count: number, ms: number): string {
  return Math.round((count / ms) * 1000).toLocaleString('en')
}
