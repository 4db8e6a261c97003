import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const tools = join(import.meta.dirname, '../../build/interop')

/** Somebody else's program that judges a WARC file. */
export interface Validator {
  readonly name: string
  /** What it has against the file; null if it is clean. */
  validate(path: string): string | null
}

/** Python's warcio and jwarc, fetched once into `build/`; those that cannot be had here are left out. */
export function validators(): Validator[] {
  return [warcio(), jwarc()].filter((each) => each !== null)
}

function warcio(): Validator | null {
  const folder = join(tools, 'warcio-1.8.1')
  const program = join(folder, 'bin', 'warcio')
  if (!existsSync(program)) {
    if (!succeeds('python3', ['-m', 'venv', folder])) return null
    const pip = ['install', '--quiet', '--disable-pip-version-check', 'warcio==1.8.1']
    if (!succeeds(join(folder, 'bin', 'pip'), pip)) return null
  }
  return { name: 'warcio check', validate: (path) => complaintOf(program, ['check', path]) }
}

function jwarc(): Validator | null {
  const jar = join(tools, 'jwarc-0.36.0.jar')
  if (!existsSync(jar)) {
    const artifact = '-Dartifact=org.netpreserve:jwarc:0.36.0'
    if (!succeeds('mvn', ['-q', 'dependency:copy', artifact, `-DoutputDirectory=${tools}`])) return null
  }
  if (!succeeds('java', ['-version'])) return null
  return { name: 'jwarc validate', validate: (path) => complaintOf('java', ['-jar', jar, 'validate', path]) }
}

function complaintOf(program: string, args: string[]): string | null {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 })
  return status === 0 ? null : `${stdout}${stderr}` || `exit status ${status}`
}

function succeeds(program: string, args: string[]): boolean {
  mkdirSync(tools, { recursive: true })
  return spawnSync(program, args, { stdio: 'ignore', timeout: 120_000 }).status === 0
}
