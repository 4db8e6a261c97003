import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createArchive, type WaczPage } from '#archive'
import { type CaptureId, type Exchange, systemClock } from '#model'
import { openFileSegmentStore } from '../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../src/stores/sqlite/capture-index.ts'

const count = 20_000

/**
 * Takes 20,000 captures out as WARC and as WACZ, and tells what memory grows by: what is held must be small for
 * each, since a selection may have millions. With the ids and titles that the caller holds.
 *
 * @param exchange Makes the nth capture; no two may have the same payload.
 */
export async function benchExport(
  exchange: (number: number) => Exchange,
  { out }: { out: (line: string) => void },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-export-'))
  const archive = createArchive({
    segments: openFileSegmentStore(join(folder, 'segments')),
    index: openSqliteCaptureIndex(join(folder, 'captures.db')),
    clock: systemClock,
    software: 'Verbatim/bench',
  })
  try {
    const ids: CaptureId[] = []
    const pages: WaczPage[] = []
    for (let start = 0; start < count; start += 250) {
      const made = Array.from({ length: 250 }, (_, at) => archive.preserve(exchange(start + at)))
      for (const { id, url, capturedAt } of await Promise.all(made)) {
        ids.push(id)
        pages.push({ url, capturedAt, title: `The title of number ${ids.length}` })
      }
    }
    out(`export of ${count.toLocaleString('en')} captures`)
    for (const [what, bytesOf] of [
      ['WARC', () => archive.exportWarc(ids)],
      ['WACZ', () => archive.exportWacz(ids, pages)],
    ] as const) {
      const before = process.memoryUsage.rss()
      const start = process.cpuUsage()
      let [peak, bytes] = [before, 0]
      for await (const piece of bytesOf()) {
        bytes += piece.length
        peak = Math.max(peak, process.memoryUsage.rss())
      }
      const { user, system } = process.cpuUsage(start)
      const perCpuSecond = bytes / (user + system)
      out(
        `  ${what}: ${(bytes / 1e6).toFixed(0)} MB, ${perCpuSecond.toFixed(0)} MB a CPU-second; memory ${(peak / 1e6).toFixed(0)} MB at most, ${((peak - before) / count / 1000).toFixed(1)} KB a capture more than before`,
      )
    }
  } finally {
    await archive.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
