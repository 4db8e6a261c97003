import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Archive, createArchive } from '#archive'
import { type Exchange, systemClock } from '#model'
import { openFileSegmentStore } from '../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../src/stores/sqlite/capture-index.ts'

interface Spent {
  readonly wallSeconds: number
  readonly cpuSeconds: number
}

/**
 * Checks an archive of some size, in one thread and on all cores, beside `gzip -t` and `sha256sum` over the same
 * files, one process a core: the first reads into them as we do, the second is as fast as a disk can be checked.
 *
 * @param exchange Makes the nth capture; no two may have the same payload.
 * @returns Our megabytes of files per second as a share of those of `gzip -t`, by CPU time and on all cores.
 */
export async function benchFsck(
  exchange: (number: number) => Exchange,
  { storedBytes = 96_000_000, out }: { storedBytes?: number; out: (line: string) => void },
): Promise<{ cpu: number; wall: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-fsck-'))
  const archive = createArchive({
    segments: openFileSegmentStore(join(folder, 'segments')),
    index: openSqliteCaptureIndex(join(folder, 'captures.db')),
    clock: systemClock,
    software: 'Verbatim/bench',
    // As many as there are cores have to do, so that the peers, which take whole files, are all busy as well.
    segmentBytesMax: storedBytes / 12,
  })
  try {
    for (let number = 0; (await archive.counts()).bytes < storedBytes; number += 64) {
      await Promise.all(Array.from({ length: 64 }, (_, at) => archive.preserve(exchange(number + at))))
    }
    const megabytes = (await archive.counts()).bytes / 1e6
    const files = readdirSync(join(folder, 'segments'))
      .filter((name) => name.endsWith('.warc.gz'))
      .map((name) => join(folder, 'segments', name))
    const [alone, ours] = [await checking(archive, 1), await checking(archive)]
    const [gzip, sums] = [peer('gzip -t', files), peer('sha256sum', files)]
    const tell = (what: string, { wallSeconds, cpuSeconds }: Spent) =>
      `${what} ${(megabytes / wallSeconds).toFixed(0)} MB a second, ${(megabytes / cpuSeconds).toFixed(0)} a CPU-second`
    out(`  fsck   ${megabytes.toFixed(0)} MB of files, ${availableParallelism()} cores; best of ${passes}`)
    for (const line of [
      tell('one thread', alone),
      tell('all cores', ours),
      tell('gzip -t', gzip),
      tell('sha256sum', sums),
    ])
      out(`         ${line}`)
    const ratio = {
      cpu: gzip.cpuSeconds / alone.cpuSeconds,
      wall: gzip.wallSeconds / ours.wallSeconds,
    }
    out(
      `         beside gzip -t: ratio ${ratio.cpu.toFixed(2)} by CPU time, ${ratio.wall.toFixed(2)} by the clock; beside sha256sum: ${(sums.cpuSeconds / alone.cpuSeconds).toFixed(2)}`,
    )
    return ratio
  } finally {
    await archive.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const passes = 3

async function checking(archive: Archive, threadsMax = availableParallelism()): Promise<Spent> {
  const all: Spent[] = []
  for (let pass = 0; pass < passes; pass++) {
    const [before, start] = [process.cpuUsage(), performance.now()]
    for await (const { kind, subject, detail } of archive.fsck({ threadsMax }))
      if (kind === 'problem') throw new Error(`${subject}: ${detail}`)
    const { user, system } = process.cpuUsage(before)
    all.push({ wallSeconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 })
  }
  return best(all)
}

function peer(command: string, files: readonly string[]): Spent {
  const each = `printf '%s\\0' "$@" | xargs -0 -n 1 -P ${availableParallelism()} ${command} >/dev/null`
  const script = `exec 3>&2 2>&1; TIMEFORMAT='%R %U %S'; time { ${each} 2>&3; }`
  return best(
    Array.from({ length: passes }, () => {
      const told = execFileSync('bash', ['-c', script, 'bash', ...files], { encoding: 'utf8' })
      const [wallSeconds = 0, user = 0, system = 0] = told.trim().split(/\s+/).map(Number)
      return { wallSeconds, cpuSeconds: user + system }
    }),
  )
}

/** Other work on the machine only ever adds. */
function best(all: readonly Spent[]): Spent {
  return {
    wallSeconds: Math.min(...all.map((each) => each.wallSeconds)),
    cpuSeconds: Math.min(...all.map((each) => each.cpuSeconds)),
  }
}
