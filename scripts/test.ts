// Type check, lint, then every test; ends with `N passed, N failed, N skipped`.
//
//   node scripts/test.ts [PATTERN…]   only the test files whose path holds one of the patterns

import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const root = resolve(import.meta.dirname, '..')
const patterns = process.argv.slice(2)
const counts = { passed: 0, failed: 0, skipped: 0 }

// Whatever a test leaves behind in the temporary folder, also when it is killed, goes with this one.
const scratch = mkdtempSync(join(tmpdir(), 'verbatim-test-'))
process.env.TMPDIR = scratch
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }))

if (patterns.length === 0) {
  check('type check', 'tsc', ['--noEmit'])
  check('lint and format', 'biome', ['check', '--error-on-warnings'])
}

const isWanted = (file: string) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern))
const unit = globSync(
  ['src/**/*.test.ts', 'samples/*.test.ts', 'test/architecture.test.ts', 'test/support/*.test.ts'],
  {
    cwd: root,
  },
).filter(isWanted)
const whole = globSync('test/{contracts,journeys,interop,pages,docs}/**/*.test.ts', { cwd: root }).filter(
  isWanted,
)

// Unit tests share a process, which is ten times as fast; journeys start servers and browsers, each alone.
if (unit.length > 0) await runFiles(unit, { isolation: 'none' })
if (whole.length > 0) await runFiles(whole, { isolation: 'process', concurrency: 2 })

process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
process.exit(counts.failed > 0 ? 1 : 0)

function check(name: string, program: string, args: string[]): void {
  const result = spawnSync(join(root, 'node_modules', '.bin', program), args, { cwd: root, encoding: 'utf8' })
  const passed = result.status === 0
  process.stdout.write(`${passed ? '✔' : '✖'} ${name}\n${passed ? '' : `${result.stdout}${result.stderr}`}`)
  counts[passed ? 'passed' : 'failed']++
}

async function runFiles(
  files: string[],
  options: { isolation: 'none' | 'process'; concurrency?: number },
): Promise<void> {
  const stream = run({
    files: files.sort().map((file) => join(root, file)),
    cwd: root,
    timeout: 20 * 60_000,
    forceExit: options.isolation === 'process',
    ...options,
  })
  const tally = (
    outcome: 'pass' | 'fail',
    event: { details: { type?: string }; skip?: unknown; todo?: unknown; name: string },
  ) => {
    if (event.details.type === 'suite') {
      if (outcome === 'fail') return // Its failing tests were counted.
    } else if (event.skip !== undefined) counts.skipped++
    else counts[outcome === 'pass' ? 'passed' : 'failed']++
  }
  stream.on('test:pass', (event) => tally('pass', event))
  stream.on('test:fail', (event) => tally('fail', event))
  const reported = stream.compose(spec)
  for await (const piece of reported) process.stdout.write(piece)
}
